"""The level from what is not one plain answer: documents, families, several skills, a word."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from adaptive.filter import fold, observe
from adaptive.observation import Observation
from adaptive.parameters import Hyper, Parameters, Skill, build_parameters
from adaptive.state import prior
from adaptive.testlet import TESTLET_CORRELATION, part_correlation, part_weight

Answer = Callable[..., Observation]
QUIET = {"practised": False, "at": 0.0, "sitting": 0, "day": 0}


def test_parts_together_count_for_their_effective_number() -> None:
    assert part_weight(1, 0.7) == 1.0
    for parts in (2, 5, 12):
        assert parts * part_weight(parts, 1.0) == pytest.approx(1.0)
        assert part_weight(parts, 0.0) == 1.0
        # The mean of k equicorrelated numbers has variance (1 + (k − 1)ρ)/k.
        shared = np.full((parts, parts), 0.3) + 0.7 * np.eye(parts)
        assert 1 / shared.mean() == pytest.approx(parts * part_weight(parts, 0.3))
    assert part_correlation(0.0) == 0.0
    assert part_correlation(0.9) == pytest.approx(TESTLET_CORRELATION, abs=0.005)


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("parts", lambda: part_weight(0)),
        ("correlation", lambda: part_weight(2, math.nan)),
        ("correlation", lambda: part_weight(2, -0.1)),
        ("sd", lambda: part_correlation(math.nan)),
        ("sd", lambda: part_correlation(-1.0)),
    ],
)
def test_weights_of_nonsense_are_refused(name: str, call: Callable[[], float]) -> None:
    with pytest.raises(ValueError, match=f"^{name}: "):
        call()


def test_parts_said_to_be_one_thing_are_one_answer(
    parameters: Parameters, answer: Answer
) -> None:
    """With ρ = 1, four parts weigh what their mean score weighs as a single answer."""
    scores = (1.0, 1.0, 0.0, 1.0)
    weight = part_weight(4, 1.0)
    parts = [answer(i + 1, 0, s, weight=weight, **QUIET) for i, s in enumerate(scores)]
    apart, _ = fold(parameters, prior(parameters, 0.0), parts)
    together, _ = observe(parameters, prior(parameters, 0.0), answer(1, 0, 0.75, **QUIET))
    np.testing.assert_allclose(apart.mean, together.mean, atol=0.02)
    np.testing.assert_allclose(apart.sd, together.sd, atol=0.02)


@pytest.mark.simulation
def test_with_part_weights_intervals_hold(answer: Answer) -> None:
    """Six documents of six parts with a common effect: the share of learners within 90 %.

    The effect flattens the curve of success over all documents; items are calibrated on that
    curve (slope 1 there), so the parts' dependence is the only thing the filter does not know.
    """
    alone = build_parameters([Skill("s", "d", "d.s", 0.0)], Hyper(drift=0.0))
    rng, effect, documents, parts = np.random.default_rng(31), 1.0, 6, 6
    inside = {"weighted": 0, "independent": 0}
    weights = {
        "weighted": part_weight(parts, part_correlation(effect)),
        "independent": 1.0,
    }
    sd0, people = math.sqrt(float(alone.cov0[0, 0])), 150
    for theta in sd0 * rng.standard_normal(people):
        shared = effect * rng.standard_normal(documents)
        lead = np.repeat(theta * math.sqrt(1.0 + 0.346 * effect**2) + shared, parts)
        right = rng.random(documents * parts) < 1.0 / (1.0 + np.exp(-lead))
        for name, weight in weights.items():
            log = [
                answer(i + 1, 0, float(r), weight=weight, u=1.0, **QUIET)
                for i, r in enumerate(right)
            ]
            state, _ = fold(alone, prior(alone, 0.0), log)
            inside[name] += abs(state.mean[0] - theta) < 1.645 * state.sd[0]
    assert inside["independent"] / people < 0.82
    assert 0.87 < inside["weighted"] / people < 0.96


@pytest.mark.parametrize("kind", ["override", "seen_at_work"])
def test_a_trainers_word_is_worth_its_weight_in_answers(
    parameters: Parameters, answer: Answer, kind: str
) -> None:
    before = prior(parameters, 0.0)
    word = answer(1, 2, 1.0, kind=kind, weight=5.0, b=0.6, u=1.0, **QUIET)
    once, _ = observe(parameters, before, word)
    answers = [answer(i, 2, 1.0, b=0.6, u=1.0, **QUIET) for i in range(1, 6)]
    often, _ = fold(parameters, before, answers)
    assert once.mean[2] == pytest.approx(often.mean[2], abs=0.05)
    assert once.sd[2] == pytest.approx(often.sd[2], abs=0.05)
    one, _ = observe(parameters, before, answer(1, 2, 1.0, b=0.6, u=1.0, **QUIET))
    assert once.mean[2] > one.mean[2] + 0.3


def test_a_trainers_word_sets_the_state_what_is_seen_at_work_only_supports_it(
    parameters: Parameters, answer: Answer
) -> None:
    before = prior(parameters, 0.0)
    word = {**QUIET, "weight": 10.0, "b": -1.5}
    held, events = observe(parameters, before, answer(1, 0, 1.0, kind="override", **word))
    assert [event.kind for event in events] == ["acquis"]
    back, events = observe(parameters, held, answer(2, 0, 0.0, kind="override", **word))
    assert [event.kind for event in events] == ["revoque"]
    assert back.mean[0] < held.mean[0]
    seen, events = observe(parameters, before, answer(1, 0, 1.0, kind="seen_at_work", **word))
    assert events == ()
    assert seen.mean[0] > before.mean[0]
    assert seen.evidence["answers"][0] == 1
    unknown = answer(1, 0, 1.0, kind="seen_at_work", direct=False, **word)
    aside, _ = observe(parameters, before, unknown)
    assert aside.mean.tobytes() == seen.mean.tobytes()
    assert aside.evidence["answers"][0] == 0


def test_seen_at_work_may_complete_the_proof(parameters: Parameters, answer: Answer) -> None:
    """Two exercises right in one sitting, then the same skill used at the workplace."""
    log = [answer(seq, 0, 1.0, b=-1.5, at=0.0, day=0, sitting=0) for seq in (1, 2)]
    work = answer(3, 0, 1.0, b=-1.5, at=2.0, day=2, sitting=1, kind="seen_at_work", weight=5.0)
    _, events = fold(parameters, prior(parameters, 0.0), [*log, work])
    assert [(event.kind, event.seq) for event in events] == [("acquis", 3)]


@pytest.mark.parametrize("score", [0.0, 0.4, 1.0])
def test_a_family_is_an_item_whose_difficulty_is_drawn(
    parameters: Parameters, answer: Answer, score: float
) -> None:
    """The same moments as ability and difficulty on a plane, difficulty integrated out."""
    before = prior(parameters, 0.0)
    b, b_var = parameters.item_prior(2, 2, generated=True)
    assert b_var == pytest.approx(
        parameters.hyper.sigma_tier**2 + parameters.hyper.sigma_seed**2
    )
    after, _ = observe(parameters, before, answer(1, 2, score, b=b, b_var=b_var, **QUIET))
    theta = np.linspace(-9.0, 9.0, 1201)[:, None]
    drawn = b + math.sqrt(b_var) * np.linspace(-6.0, 6.0, 601)
    p = 0.98 / (1.0 + np.exp(drawn - theta))
    weight = np.exp(-0.5 * theta**2 / before.cov[2, 2] - 0.5 * (drawn - b) ** 2 / b_var)
    weight = weight * p**score * (1.0 - p) ** (1.0 - score)
    total = weight.sum()
    mean = float((weight * theta).sum() / total)
    variance = float((weight * (theta - mean) ** 2).sum() / total)
    assert after.mean[2] == pytest.approx(mean, abs=1e-4)
    assert after.sd[2] == pytest.approx(math.sqrt(variance), abs=1e-4)


def test_seeds_that_spread_more_tell_less(parameters: Parameters, answer: Answer) -> None:
    means = [
        observe(parameters, prior(parameters, 0.0), answer(1, 0, 1.0, b_var=v, **QUIET))[0]
        for v in (0.0, 0.3**2, 0.8**2)
    ]
    assert means[0].mean[0] > means[1].mean[0] > means[2].mean[0]
    assert means[0].sd[0] < means[1].sd[0] < means[2].sd[0]


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_two_skills_move_as_on_the_plane(
    parameters: Parameters, answer: Answer, score: float
) -> None:
    """The first two moments of both skills and their covariance are exact after one answer."""
    before, w = prior(parameters, 0.0), (1.0, 0.6)
    one = answer(1, 1, score, skills=(1, 4), weights=w, b=0.3, c=0.2, **QUIET)
    after, _ = observe(parameters, before, one)
    cov = before.cov[np.ix_([1, 4], [1, 4])]
    x = np.linspace(-8.0, 8.0, 601)
    plane = np.stack(np.meshgrid(x, x, indexing="ij"))
    quadratic = np.einsum("iab,ij,jab->ab", plane, np.linalg.inv(cov), plane)
    p = 0.2 + 0.78 / (1.0 + np.exp(0.3 - w[0] * plane[0] - w[1] * plane[1]))
    weight = np.exp(-0.5 * quadratic) * (p if score else 1.0 - p)
    weight /= weight.sum()
    mean = (weight * plane).sum(axis=(1, 2))
    away = plane - mean[:, None, None]
    spread = np.einsum("ab,iab,jab->ij", weight, away, away)
    np.testing.assert_allclose(after.mean[[1, 4]], mean, atol=1e-4)
    np.testing.assert_allclose(after.cov[np.ix_([1, 4], [1, 4])], spread, atol=1e-4)


def test_the_order_of_skills_names_the_main_one_and_moves_nothing_else(
    parameters: Parameters, answer: Answer
) -> None:
    before = prior(parameters, 0.0)
    one = answer(1, 1, 1.0, skills=(1, 4), weights=(1.0, 0.5), **QUIET)
    other = answer(1, 4, 1.0, skills=(4, 1), weights=(0.5, 1.0), **QUIET)
    here, _ = observe(parameters, before, one)
    there, _ = observe(parameters, before, other)
    np.testing.assert_allclose(here.mean, there.mean, atol=1e-12)
    assert here.evidence["answers"].tolist() == [0, 1, 0, 0, 0, 0]
    assert there.evidence["answers"].tolist() == [0, 0, 0, 0, 1, 0]


def test_what_an_exercise_teaches_is_uncertain_by_drift_sd(
    parameters: Parameters, answer: Answer
) -> None:
    start = prior(parameters, 0.0)
    silent, _ = observe(parameters, start, answer(1, 0, 1.0, practised=False))
    taught, _ = observe(parameters, start, answer(1, 0, 1.0))
    more = taught.cov - silent.cov
    assert more[0, 0] == pytest.approx(parameters.hyper.drift_sd**2, abs=1e-6)
    assert np.count_nonzero(more) == 1


def test_exercises_that_tell_nothing_leave_no_more_unknown_than_at_first(
    parameters: Parameters, answer: Answer
) -> None:
    state = prior(parameters, 0.0)
    for seq in range(1, 60):
        state, _ = observe(parameters, state, answer(seq, 0, 1.0, weight=0.0))
    assert state.cov[0, 0] == prior(parameters, 0.0).cov[0, 0]
