"""Half a year of alternance, simulated: three weeks at the school, two in a company."""

from __future__ import annotations

import math

import numpy as np
import pytest

from adaptive.calendar import REVIEW_SHARE, Calendar, Period, Week, plan
from adaptive.filter import observe
from adaptive.mastery import standing
from adaptive.observation import Observation
from adaptive.parameters import Parameters
from adaptive.state import prior

WEEKS, ROUND, AT_SCHOOL = 26, 5, 3
LEARNS, REMEMBERS = 0.8, 0.9  # chance of a right answer to something new, to a review


class Learner:
    """Learns two skills each week at the school, does the reviews that its plan names."""

    def __init__(self, parameters: Parameters, seed: int) -> None:
        self.parameters, self.state = parameters, prior(parameters, 0.0)
        self.draw, self.learnt = np.random.default_rng(seed), 0

    def answer(self, skill: int, at: float, right: bool) -> None:
        """One exercise of its own sitting."""
        seen = Observation(
            seq=self.state.seq + 1,
            at=at,
            day=math.floor(at),
            sitting=self.state.sitting + 1,
            skills=(skill,),
            score=float(right),
            b=float(self.parameters.difficulty[skill]),
            variant=self.state.seq + 1,
        )
        self.state, _events = observe(self.parameters, self.state, seen)

    def plan(self, calendar: Calendar, monday: float, day: float, reviewed: int) -> Week:
        """What is left of a week on one of its days."""
        at = max(monday + day, self.state.at)
        return plan(self.parameters, self.state, calendar, at, 1, monday, reviewed)[0]

    def live(self, calendar: Calendar, monday: float) -> list[tuple[Week, int]]:
        """A week at the school; for each day its plan, and how many skills were seen before."""
        days, seen = list[tuple[Week, int]](), set[int]()
        for day in range(5):
            today = self.plan(calendar, monday, day, len(seen))
            days.append((today, len(seen)))
            for review in today.reviews[:1]:
                self.answer(review.skill, monday + day + 0.3, self.draw.random() < REMEMBERS)
                seen.add(review.skill)
            for skill in (self.learnt, self.learnt + 1):
                for turn in range(3):
                    right = self.draw.random() < LEARNS
                    self.answer(skill, monday + day + 0.4 + turn / 100, right)
        self.learnt += 2
        return days


def _away(week: int) -> bool:
    return week % ROUND >= AT_SCHOOL


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    weeks = [week for week in range(WEEKS + 1) if _away(week)]
    return Calendar(tuple(Period(7.0 * w, 7.0 * w + 7.0, present=False) for w in weeks))


@pytest.mark.parametrize("seed", [1, 2])
def test_half_a_year_of_alternance(real: Parameters, calendar: Calendar, seed: int) -> None:
    learner, reviewed, returns = Learner(real, seed), 0, 0
    for week in range(WEEKS):
        monday = 7.0 * week
        if _away(week):
            days = [learner.plan(calendar, monday, day, 0) for day in range(7)]
            assert not any(one.reviews or one.exercises for one in days)
            continue
        for today, seen in learner.live(calendar, monday):
            asked = len(today.reviews) + today.waiting + seen
            most = today.exercises * REVIEW_SHARE / 2
            if week and _away(week - 1):
                most = min(most, math.ceil(asked / 2))
            assert len(today.reviews) + seen <= max(most, seen)
            returns += most < asked
        reviewed += seen
        if week % ROUND == AT_SCHOOL - 1:
            assert today.waiting == 0  # nobody leaves with something left over
    assert reviewed > 3
    assert returns >= 2  # the half that waits was seen to wait
    now = standing(real, learner.state, 7.0 * WEEKS)
    proved = now.stage > 0
    assert proved.sum() > 10
    assert float(now.p_above[proved].mean()) > 0.75
