"""Calls of mastery are judged by the truth of the person who made them."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive.gaussian import Floats, logit
from adaptive.simulation.calls import (
    BktCalling,
    Call,
    Group,
    Learner,
    Oracle,
    OursCalling,
    judge,
    on_both,
)
from adaptive.simulation.school import School, school
from adaptive.simulation.worlds import TUNING_SEEDS, WORLDS

THRESHOLD = logit(0.75)


@pytest.fixture(scope="module")
def place() -> School:
    return school(np.random.default_rng(1))


class Known:
    """Somebody whose ability is ``lead`` above each threshold; feedback adds ``learns`` for a
    day."""

    def __init__(self, place: School, lead: float, learns: float = 0.0) -> None:
        self._place, self._lead, self._learns = place, lead, learns
        self._until = -np.inf

    def chance(self, item: int, day: float) -> float:
        return 1.0

    def practise(self, item: int, right: bool, day: float) -> None:
        self._until = day + 1.0

    def ability(self, day: float) -> Floats:
        more = self._learns if day < self._until else 0.0
        return np.asarray(self._place.difficulty + THRESHOLD + self._lead + more)


class Told:
    """Shows these rows, then the first again, and calls at these steps (from 1)."""

    def __init__(self, rows: tuple[int, ...], at: tuple[int, ...]) -> None:
        self._rows, self._at, self.step = rows, at, 0

    def choose(self, day: float) -> int:
        return self._rows[self.step] if self.step < len(self._rows) else self._rows[0]

    def told(self, item: int, right: bool, day: float, sitting: int) -> None:
        self.step += 1

    def calls(self, item: int, margin: float) -> bool:
        return self.step in self._at


def luck() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize(("lead", "false"), [(-0.01, True), (0.01, False)])
def test_a_call_is_false_when_the_ability_is_below_the_threshold(
    place: School, lead: float, false: bool
) -> None:
    who, caller = Known(place, lead), Told((0, 1, 0), (2,))
    found = judge(who, place, caller, luck(), (0.0,), each=3)
    (call,) = found.calls
    assert call.false is false
    assert call.before == pytest.approx(lead)


def test_what_feedback_adds_does_not_excuse_a_call_and_fades(place: School) -> None:
    who = Known(place, -0.1, learns=0.3)
    (call,) = judge(who, place, Told((0,), (1,)), luck(), (0.0,), each=1).calls
    assert call.false
    assert call.before == pytest.approx(-0.1)
    assert call.after == pytest.approx(0.2)
    assert call.later == pytest.approx(-0.1)


def test_exercises_are_counted_by_skill_until_the_first_call(place: School) -> None:
    first, second = int(place.items_of(0)[0]), int(place.items_of(1)[0])
    caller = Told((first, second, first, first, second), (3, 6))
    found = judge(Known(place, 1.0), place, caller, luck(), (0.0, 1.0), each=3)
    assert [(call.skill, call.exercises) for call in found.calls] == [(0, 2), (0, 4)]
    assert found.first[0].exercises == 2
    assert found.exercises == 6
    assert found.spent[:3].tolist() == [2, 2, 0]


def _learner(spent: tuple[int, ...], *calls: tuple[int, int, float]) -> Learner:
    made = tuple(Call(skill, count, lead, lead, lead) for skill, count, lead in calls)
    return Learner(made, 40, np.array(spent))


def test_figures_of_a_group_count_unfinished_skills_and_true_calls() -> None:
    ours = Group(
        (
            _learner((6, 4, 10), (0, 6, 0.5), (1, 4, -0.5)),
            _learner((8, 0, 2), (0, 8, 0.1), (0, 12, 0.2)),
        )
    )
    assert ours.false == pytest.approx(1 / 4)
    assert 0.0 < ours.false_error < 0.5
    assert ours.with_unfinished == pytest.approx(30 / 3)
    assert ours.a_true_call == pytest.approx(80 / 2)
    other = Group((_learner((3, 0, 0), (0, 3, 1.0)), _learner((0, 9, 0), (1, 9, 1.0))))
    assert on_both(ours, other) == pytest.approx(6 / 3)


def test_nobody_called_anything_gives_no_figure_of_exercises() -> None:
    silent = Group((_learner((5, 5, 5)),))
    assert silent.false == 0.0
    assert silent.with_unfinished == silent.a_true_call == float("inf")


def test_ours_calls_what_becomes_acquis(place: School) -> None:
    caller = OursCalling(place, np.random.default_rng(2))
    found = judge(Known(place, 2.0), place, caller, luck(), (0.0, 1.0, 3.0, 4.0))
    assert {call.skill: call.exercises for call in found.first.values()} == {
        skill: exercises for skill, (_, exercises) in caller.acquired.items()
    }
    assert found.calls


def test_tracing_calls_mastery_after_three_rights_and_later_when_stricter(
    place: School,
) -> None:
    plain = BktCalling(place, np.random.default_rng(2), 0.95)
    strict = BktCalling(place, np.random.default_rng(2), 0.9999)
    counts = [
        judge(Known(place, 2.0), place, caller, luck(), (0.0,)).calls[0].exercises
        for caller in (plain, strict)
    ]
    assert counts == [3, 7]


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_the_oracle_is_never_false_and_asks_for_two_sittings(world: str, place: School) -> None:
    seed = TUNING_SEEDS[world]
    who = WORLDS[world](place, np.random.default_rng((seed, 1)))
    oracle = Oracle(place, np.random.default_rng((seed, 3)))
    luck = np.random.default_rng((seed, 2))
    assert judge(who, place, oracle, luck, (0.0,)).calls == ()
    later = judge(who, place, oracle, luck, (1.0, 3.0, 4.0))
    assert later.calls
    assert not any(call.false for call in later.calls)
