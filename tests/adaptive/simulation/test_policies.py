"""Policies in simulated schools play by the same rules; comparisons are repeatable."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive.simulation.comparison import run
from adaptive.simulation.policies import POLICIES, WINDOW_DAYS
from adaptive.simulation.school import School, school, sittings
from adaptive.simulation.worlds import TUNING_SEEDS


@pytest.fixture(scope="module")
def place() -> School:
    return school(np.random.default_rng(1))


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_no_item_comes_twice_in_the_window(name: str, place: School) -> None:
    policy, luck = POLICIES[name](place, np.random.default_rng(2)), np.random.default_rng(3)
    shown: dict[int, float] = {}
    for number, start in enumerate(sittings(blocks=1)[:6], 1):
        for step in range(12):
            day = start + step / 1440
            item = policy.choose(day)
            assert shown.get(item, -99.0) < day - WINDOW_DAYS, item
            shown[item] = day
            policy.told(item, bool(luck.random() < 0.7), day, number)
    assert len(shown) == 72


@pytest.mark.parametrize("name", ["zpdes", "bkt", "ours"])
def test_what_is_not_open_waits_for_success_below(name: str, place: School) -> None:
    policy = POLICIES[name](place, np.random.default_rng(4))
    skills = []
    for step in range(24):
        item = policy.choose(step / 1440)
        skills.append(int(place.item_skill[item]))
        policy.told(item, False, step / 1440, 1)
    top = [s for s in range(len(place)) if any(place.requires[q] for q in place.requires[s])]
    assert not set(skills) & set(top)


def test_a_comparison_is_repeatable_and_meets_the_same_people() -> None:
    first = run("zone", "random", TUNING_SEEDS["zone"], 3)
    again = run("zone", "random", TUNING_SEEDS["zone"], 3)
    other = run("zone", "fixed", TUNING_SEEDS["zone"], 3)
    assert np.array_equal(first.after, again.after)
    assert np.array_equal(first.before, other.before)
    assert not np.array_equal(first.after, other.after)
