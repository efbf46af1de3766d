"""What a state rests on, what is missing, and when a skill is to be seen again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import adaptive
from adaptive import Observation, Parameters

Answer = Callable[..., Observation]
Succeed = Callable[..., adaptive.State]
SKILL = 3


def test_a_proof_counts_what_the_rule_counts(parameters: Parameters, answer: Answer) -> None:
    state = adaptive.prior(parameters, 0.0)
    seen = []
    for n, (variant, sitting) in enumerate([(1, 1), (1, 1), (2, 1), (3, 1), (4, 2)], 1):
        one = answer(n, SKILL, 1.0, sitting=sitting, variant=variant)
        state, _events = adaptive.observe(parameters, state, one)
        found = adaptive.proof(parameters, state, SKILL, state.at)
        seen.append((found.rights, found.sittings, found.answers))
    # The same exercise twice is one; what a single sitting shows is one sitting.
    assert seen == [(1, 1, 1), (1, 1, 2), (2, 1, 3), (3, 1, 4), (3, 2, 5)]
    assert (found.rights_needed, found.sittings_needed, found.p_needed) == (3, 2, 0.9)


def test_a_stage_has_its_day_and_none_before(parameters: Parameters, succeed: Succeed) -> None:
    empty = adaptive.prior(parameters, 0.0)
    assert adaptive.proof(parameters, empty, SKILL, 0.0).day is None
    state = succeed(parameters, empty, SKILL)
    assert adaptive.proof(parameters, state, SKILL, state.at).day is not None


def test_a_skill_is_to_be_seen_again_exactly_when_foretold(
    parameters: Parameters, succeed: Succeed
) -> None:
    """The day foretold is the first on which the levels say "à revoir"."""
    state = succeed(parameters, adaptive.prior(parameters, 0.0), SKILL)
    now = adaptive.levels(parameters, state, state.at)
    days = adaptive.review_in(parameters, now, SKILL)
    assert days is not None
    assert days > 0
    due = [
        bool(adaptive.levels(parameters, state, state.at + ahead).review[SKILL])
        for ahead in (days - 1.0, days)
    ]
    assert due == [False, True]
    then = adaptive.levels(parameters, state, state.at + days + 5.0)
    assert adaptive.review_in(parameters, then, SKILL) == 0.0


def test_what_is_not_proved_is_not_to_be_seen_again(parameters: Parameters) -> None:
    now = adaptive.levels(parameters, adaptive.prior(parameters, 0.0), 0.0)
    assert adaptive.review_in(parameters, now, SKILL) is None


def test_the_nearest_skills_are_the_most_alike(parameters: Parameters) -> None:
    everything = list(range(len(parameters)))
    near = adaptive.nearest(parameters, SKILL, everything, 3)
    sd = np.sqrt(np.diagonal(parameters.cov0))
    alike = parameters.cov0[SKILL] / (sd * sd[SKILL])
    rest = [float(alike[s]) for s in everything if s not in (*near, SKILL)]
    assert min(float(alike[s]) for s in near) >= max(rest)
    assert SKILL not in near


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_a_strand_goes_no_higher_than_its_highest_skill(
    parameters: Parameters, answer: Answer, score: float
) -> None:
    paliers = np.ones(len(parameters), dtype=np.int64)
    inside = np.flatnonzero(parameters.strand == 0)
    paliers[inside[-1]] = 2
    log = [answer(n, int(skill), score) for n, skill in enumerate(np.tile(inside, 8), 1)]
    state, _events = adaptive.fold(parameters, adaptive.prior(parameters, 0.0), log)
    levels = adaptive.levels(parameters, state, state.at)
    found = adaptive.strand_level(parameters, levels, paliers, 0)
    assert found.palier == (2 if score else 1)
    assert sum(found.chances) == pytest.approx(1.0)
    assert found.chances[2:] == (0.0, 0.0)
    with pytest.raises(ValueError, match="has no skill"):
        adaptive.strand_level(parameters, levels, paliers, 999)
