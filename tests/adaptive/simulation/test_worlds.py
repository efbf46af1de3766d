"""The simulated worlds: frozen, sane, and each with a law of its own."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive.simulation.school import School, school, sittings
from adaptive.simulation.worlds import SEEDS, TUNING_SEEDS, WORLDS, Person


@pytest.fixture(scope="module")
def place() -> School:
    return school(np.random.default_rng(1))


def person(world: str, place: School, seed: int = 2) -> Person:
    return WORLDS[world](place, np.random.default_rng(seed))


def lived(world: str, place: School) -> float:
    """What a hundred fixed exercises over thirty days leave: a number that any change moves."""
    who, luck = person(world, place), np.random.default_rng(3)
    for step in range(100):
        item, day = (37 * step) % len(place.said), float(step // 4)
        who.practise(item, bool(luck.random() < who.chance(item, day)), day)
    return float(who.ability(39.0).sum())


# Written with the worlds, before any policy: a change here is a change of the yardstick.
FROZEN = {
    "count": 1.978946885,
    "switch": -35.219340896,
    "trace": 11.602974575,
    "zone": -13.166020609,
}


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_a_frozen_world_gives_what_it_gave(world: str, place: School) -> None:
    assert lived(world, place) == pytest.approx(FROZEN[world], abs=1e-6)


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_practice_teaches_and_time_takes_away(world: str, place: School) -> None:
    gained, kept = [], []
    for seed in range(40):
        who = person(world, place, seed)
        before = who.ability(0.0)[0]
        for day in (0.0, 1.0, 3.0, 4.0):
            for item in range(0, 4):
                who.practise(item, True, day)
        after = who.ability(4.0)[0]
        gained.append(after - before)
        kept.append(who.ability(60.0)[0] - before)
    assert np.mean(gained) > 0.2
    assert 0.0 < np.mean(kept) < np.mean(gained)


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_nothing_is_learnt_well_without_what_it_stands_on(world: str, place: School) -> None:
    top = next(s for s in range(len(place)) if len(place.requires[s]) == 1)
    below = place.requires[top][0]
    item = int(place.items_of(top)[0])
    with_ground: list[float] = []
    without: list[float] = []
    for seed in range(60):
        start = person(world, place, seed)
        lead = start.ability(0.0)[below] - place.difficulty[below]
        before = start.ability(0.0)[top]
        for _ in range(6):
            start.practise(item, True, 0.0)
        change = start.ability(0.0)[top] - before
        (with_ground if lead > 0.5 else without if lead < -0.5 else []).append(change)
    assert np.mean(with_ground) > np.mean(without)


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_chances_are_chances_with_luck_and_slips(world: str, place: School) -> None:
    who = person(world, place)
    chances = [who.chance(item, 0.0) for item in range(len(place.said))]
    assert min(chances) >= 0.2 - 1e-9
    assert max(chances) <= 0.96 + 1e-9
    assert np.std(chances) > 0.05


def test_the_tree_is_closed_and_its_difficulties_are_said_with_errors(place: School) -> None:
    assert len(place) == 48
    for skill, below in enumerate(place.requires):
        assert all(q < skill for q in below)
    assert np.std(place.said - place.true) == pytest.approx(0.4, abs=0.05)
    assert sorted(place.order) == list(range(48))


def test_seeds_of_tuning_and_of_comparison_differ_and_days_never_go_back() -> None:
    assert not set(SEEDS.values()) & set(TUNING_SEEDS.values())
    assert SEEDS.keys() == TUNING_SEEDS.keys() == WORLDS.keys()
    days = sittings()
    assert list(days) == sorted(days)
    assert len(days) == 36
