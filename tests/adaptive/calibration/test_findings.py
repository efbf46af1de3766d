"""What is said of items: those made bad are named for what is bad, the others are not."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive.calibration import (
    Evidence,
    Finding,
    calibrate,
    drift,
    findings,
    from_matrix,
    item_fit,
    mantel_haenszel,
    observed,
)
from adaptive.calibration.findings import ENOUGH
from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints


def school(seed: int = 3) -> tuple[Floats, Ints]:
    """2,500 learners of two groups, 24 items: 0 much too easy, 1 much too hard, 2 the wrong way
    round, 3 harder for the second group by 1.2 logits, 4 succeeded only above a step."""
    draw = np.random.default_rng(seed)
    group = np.arange(2_500) % 2
    theta = draw.normal(0.0, 1.0, 2_500) - 0.5 * group
    b = np.concatenate([[-4.5, 4.0, 0.0, 0.0, 0.0], draw.normal(0.0, 0.8, 19)])
    p = logistic(1.2 * (theta[:, None] - b))
    p[:, 2] = logistic(-0.8 * theta)
    p[:, 3] = logistic(1.2 * (theta - 1.2 * group))
    p[:, 4] = 0.35 + 0.6 * (np.abs(theta - 0.2) > 0.8)
    return (draw.random(p.shape) < p).astype(np.float64), group


@pytest.fixture(scope="module")
def said() -> tuple[Finding, ...]:
    table, group = school()
    table[: len(table) - 20, 5] = -1.0
    given = from_matrix(table)
    found = calibrate(given)
    return findings(
        Evidence(
            found,
            item_fit(given, found),
            drift(given, found, group),
            {"salle": mantel_haenszel(given, found, group == 1)},
        )
    )


def test_each_item_is_named_for_what_is_wrong_with_it(said: tuple[Finding, ...]) -> None:
    kinds = {(one.item, one.kind) for one in said}
    assert {(0, "too_easy"), (1, "too_hard"), (2, "flat"), (3, "drifting")} <= kinds
    assert {(3, "unfair"), (4, "misfitting"), (5, "too_few")} <= kinds
    assert {item for item, _ in kinds} <= {0, 1, 2, 3, 4, 5}


def test_the_numbers_behind_are_given(said: tuple[Finding, ...]) -> None:
    by_kind = {(one.item, one.kind): one for one in said}
    moved = by_kind[3, "drifting"]
    assert moved.low < moved.value < moved.high
    assert moved.value == pytest.approx(1.17, abs=0.25)
    assert (moved.note, moved.threshold, moved.answers) == ("1", 0.5, 2_500)
    unfair = by_kind[3, "unfair"]
    assert unfair.low < unfair.value < unfair.high < -1.5
    assert unfair.note == "salle C"
    assert by_kind[0, "too_easy"].value > 0.95
    assert by_kind[2, "flat"].value < 0.0
    few = [one for one in said if one.item == 5]
    assert [(one.kind, one.value, one.threshold) for one in few] == [("too_few", 20.0, ENOUGH)]


def test_nothing_computed_nothing_said() -> None:
    table, _ = school()
    found = calibrate(from_matrix(table[:, 6:]))
    assert findings(Evidence(found)) == ()


def test_evidence_of_other_items_is_refused() -> None:
    table, _ = school()
    given = from_matrix(table[:200])
    found = calibrate(given)
    other = item_fit(from_matrix(table[:200, :7]), calibrate(from_matrix(table[:200, :7])))
    with pytest.raises(ValueError, match=r"^fit: 7 items for 24"):
        findings(Evidence(found, other))


def test_the_picture_shows_where_the_curve_is_wrong() -> None:
    table, _ = school()
    given = from_matrix(table)
    seen = observed(given, calibrate(given))
    off = (seen.expected < seen.low) | (seen.expected > seen.high)
    assert off[4].sum() >= 2
    assert off[6:].mean() < 0.15
    assert seen.answers.sum(axis=1) == pytest.approx(np.full(24, 2_500.0))
    assert (np.diff(seen.ability, axis=1) > 0.0).all()
