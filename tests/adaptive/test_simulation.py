"""Learners whose abilities are known: are they found, and is the engine as sure as it says?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from adaptive.choice import Choice
from adaptive.filter import observe
from adaptive.mastery import levels
from adaptive.observation import Observation
from adaptive.parameters import Parameters
from adaptive.placing import PlacementHistory, place
from adaptive.pool import Pool
from adaptive.practising import PracticeContext, practise
from adaptive.state import State, prior

Answer = Callable[..., Observation]
Floats = NDArray[np.float64]

pytestmark = pytest.mark.simulation


@dataclass
class Learner:
    """Abilities drawn from the prior, items from theirs; nothing is learnt or forgotten."""

    parameters: Parameters
    pool: Pool
    answer: Answer
    rng: np.random.Generator

    def __post_init__(self) -> None:
        n, m = len(self.parameters), len(self.pool)
        root = np.linalg.cholesky(self.parameters.cov0)
        self.ability: Floats = root @ self.rng.standard_normal(n)
        self.b = self.pool.b + np.sqrt(self.pool.b_var) * self.rng.standard_normal(m)

    def answers(self, state: State, row: int) -> tuple[State, float]:
        skill = int(self.pool.skill[row])
        p = 0.98 / (1.0 + np.exp(self.b[row] - self.ability[skill]))
        score = float(self.rng.random() < p)
        item = {"b": float(self.pool.b[row]), "b_var": float(self.pool.b_var[row])}
        seen = self.answer(state.seq + 1, skill, score, **item, at=0.0, practised=False)
        return observe(self.parameters, state, seen)[0], score

    def is_placed(self, state: State, domain: int) -> tuple[State, list[float]]:
        scores: list[float] = []
        rows: list[int] = []
        while True:
            skills = tuple(int(self.pool.skill[row]) for row in rows)
            history = PlacementHistory(domain, 0.0, tuple(rows), tuple(scores), skills)
            choice = place(self.parameters, state, self.pool, history, self.rng)
            if not isinstance(choice, Choice):
                return state, scores
            state, score = self.answers(state, choice.item)
            rows.append(choice.item)
            scores.append(score)

    def practises(self, state: State, times: int) -> tuple[State, list[float]]:
        scores: list[float] = []
        skills: list[int] = []
        for _ in range(times):
            context = PracticeContext(0.0, scores=tuple(scores[-2:]), skills=tuple(skills[-2:]))
            choice = practise(self.parameters, state, self.pool, context, self.rng)
            assert isinstance(choice, Choice)
            state, score = self.answers(state, choice.item)
            scores.append(score)
            skills.append(choice.reason.skill)
        return state, scores


@pytest.fixture(scope="module")
def learners(real: Parameters, real_pool: Pool, answer: Answer) -> list[Learner]:
    return [Learner(real, real_pool, answer, np.random.default_rng(seed)) for seed in range(16)]


@pytest.fixture(scope="module")
def placed(learners: list[Learner], real: Parameters) -> list[tuple[State, list[list[float]]]]:
    """Each learner after the placement of the four domains."""
    ends = []
    for learner in learners:
        state, sittings = prior(real, 0.0), []
        for domain in range(len(real.domains)):
            state, scores = learner.is_placed(state, domain)
            sittings.append(scores)
        ends.append((state, sittings))
    return ends


def test_placement_is_unbiased_and_its_intervals_hold(
    learners: list[Learner], placed: list[tuple[State, list[list[float]]]]
) -> None:
    error = np.array(
        [state.mean - one.ability for one, (state, _) in zip(learners, placed, strict=True)]
    )
    sd = np.array([state.sd for state, _ in placed])
    assert abs(error.mean()) < 0.15
    assert 0.85 <= float((np.abs(error) < 1.645 * sd).mean()) <= 0.95
    assert float(np.sqrt((error**2).mean())) < 0.95  # 1.15 before any answer


def test_placement_is_short_kind_and_ends_well(
    placed: list[tuple[State, list[list[float]]]],
) -> None:
    sittings = [scores for _, four in placed for scores in four]
    assert max(len(scores) for scores in sittings) <= 12
    assert np.mean([len(scores) for scores in sittings]) < 11.5
    assert np.mean([score for scores in sittings for score in scores[:8]]) > 0.65
    assert np.mean([scores[-1] for scores in sittings]) > 0.80


def test_most_skills_are_on_the_right_side_of_the_threshold(
    learners: list[Learner], placed: list[tuple[State, list[list[float]]]], real: Parameters
) -> None:
    """About 48 answers for 192 skills; saying nobody holds anything is the thing to beat."""
    truly = np.array([one.ability > real.threshold for one in learners])
    found = np.array([state.mean > real.threshold for state, _ in placed])
    assert (found == truly).mean() > 0.86
    assert (found == truly).mean() > (truly == 0).mean() + 0.01


def test_presumed_skills_are_nearly_always_held(
    learners: list[Learner], placed: list[tuple[State, list[list[float]]]], real: Parameters
) -> None:
    held, said = 0, 0
    for one, (state, _) in zip(learners, placed, strict=True):
        presumed = levels(real, state, 0.0).presumed
        said += int(presumed.sum())
        held += int((one.ability > real.threshold)[presumed].sum())
    assert said >= 40
    assert held / said > 0.85


def test_practice_keeps_its_intervals_honest_and_its_success_high(
    learners: list[Learner], placed: list[tuple[State, list[list[float]]]]
) -> None:
    inside, scores = [], []
    for learner, (state, _) in list(zip(learners, placed, strict=True))[:8]:
        later, some = learner.practises(state, 80)
        inside.append((np.abs(later.mean - learner.ability) < 1.645 * later.sd).mean())
        scores += some
    assert 0.85 <= float(np.mean(inside)) <= 0.95
    assert 0.62 <= float(np.mean(scores)) <= 0.88
