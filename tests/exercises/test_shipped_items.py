"""Every shipped item tests itself: its own examples, nothing of its key in public.

On a few seeds here; `make check` plays each on 50, `make test-slow` on 1,000.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from exercises import golden
from exercises import items as play
from exercises.checks import other_key, play_item
from exercises.content import Content
from exercises.items import Item
from exercises.lint import MIN_INSTANCES, dead_ends
from exercises.types.order import OrderContent
from tests.exercises.shipped import BANK, CURRICULUM, FAULTS

ITEMS = list(BANK.items.values())
SEEDS = 12
SEEDS_OF_SKILL = 50
MANY_SEEDS = 1_000
FAIR_DRAWS, FEW_DRAWS = 120, 8  # how often it is shuffled; of how many contents

each_item = pytest.mark.parametrize("item", ITEMS, ids=[item.id for item in ITEMS])


def test_every_bank_file_is_read_without_a_fault() -> None:
    assert [str(fault) for fault in FAULTS] == []


@each_item
def test_item_judges_its_own_examples_on_every_seed(item: Item) -> None:
    found = play_item(item, SEEDS)
    serious = [what for _, (what, _, warning) in found.remarks if not warning]
    # A drawn number may fall on one of the numbers of a hint: the linter counts how often.
    assert [what for what in serious if not (item.drawn and "aide" in what)] == []
    assert found.played >= SEEDS


@pytest.mark.slow
@each_item
def test_item_judges_its_own_examples_on_a_thousand_seeds(item: Item) -> None:
    """What is drawn may go wrong once in hundreds of draws; the rest is all seen above."""
    found = play_item(item, MANY_SEEDS if item.drawn else SEEDS)
    serious = [what for _, (what, _, warning) in found.remarks if not warning]
    assert [what for what in serious if not (item.drawn and "aide" in what)] == []


@each_item
def test_item_can_be_stored_and_played_again(item: Item) -> None:
    stored = Item.from_json(json.loads(json.dumps(item.to_json())))
    assert stored.checksum == item.checksum
    for seed in (0, 1, 2**40):
        assert play.make(stored, seed) == play.make(item, seed)


def public_bytes(item: Item, content: Content, seed: int) -> bytes:
    public, _ = play.build(item.type, content, random.Random(seed), item.messages)  # noqa: S311
    return json.dumps(public, ensure_ascii=False).encode()


@each_item
def test_changing_only_the_key_changes_no_public_byte(item: Item) -> None:
    for seed in range(SEEDS):
        content = play.draw(item, seed)
        if isinstance(content, OrderContent):
            check_order_leaves_no_trace(item, content, seed)
            continue
        swapped = other_key(content)
        assert swapped is not None
        assert public_bytes(item, swapped, seed) == public_bytes(item, content, seed)


def check_order_leaves_no_trace(item: Item, content: OrderContent, seed: int) -> None:
    """The same elements with another right order are shown the same way.

    Except where what is shown would be one of the two right orders: a list already in order
    would be no exercise.
    """
    turned = content.elements[1:] + content.elements[:1]
    other = content.model_copy(update={"elements": turned, "wrong": ()})
    shown = [
        tuple(json.loads(public_bytes(item, one, seed))["elements"]) for one in (content, other)
    ]
    assert shown[0] != content.elements
    untouched = sorted(content.elements)
    random.Random(seed).shuffle(untouched)  # noqa: S311
    if tuple(untouched) not in (content.elements, turned):
        assert shown[0] == shown[1]


@each_item
def test_the_key_has_no_favourite_place(item: Item) -> None:
    first = play.draw(item, 0)
    if item.type != "mcq" or not first.model_dump()["shuffle"]:
        return
    contents = [play.draw(item, seed) for seed in range(FEW_DRAWS)]
    places: Counter[float] = Counter()
    for seed in range(FAIR_DRAWS):
        instance = play.show(item, seed, contents[seed % FEW_DRAWS])
        places[instance.secret["right"] / len(instance.public["choices"])] += 1
    # A fair place is taken 1/k of the time; five standard deviations more has p < 1e-6.
    chance = play.chance(instance.public)
    margin = 5 * (chance * (1 - chance) / FAIR_DRAWS) ** 0.5
    assert max(places.values()) <= FAIR_DRAWS * (chance + margin)


def test_generators_have_not_changed_silently() -> None:
    stored = golden.read()
    problems = [golden.problem(item, stored) for item in ITEMS if item.drawn]
    assert [found[0] for found in problems if found and not found[2]] == []


def test_every_skill_with_exercises_stands_on_skills_with_exercises() -> None:
    assert [str(fault) for fault in dead_ends(BANK, CURRICULUM)] == []


@pytest.mark.parametrize("skill", sorted({item.skill for item in ITEMS}))
def test_every_skill_has_three_tiers_two_types_and_enough_instances(skill: str) -> None:
    mine = [item for item in ITEMS if item.skill == skill]
    assert {item.tier for item in mine} == {1, 2, 3}
    assert len({item.type for item in mine}) >= 2
    found = 0
    for item in mine:
        contents = {
            play.variant(item.type, play.draw(item, at)) for at in range(SEEDS_OF_SKILL)
        }
        found += len(contents)
        if found >= MIN_INSTANCES:
            return
    assert found >= MIN_INSTANCES


def test_ids_name_their_skill_and_file() -> None:
    for item_id, item in BANK.items.items():
        skill = item_id.split("/")[0]
        assert item.skill == skill
        expected = Path(*skill.split(".")).with_suffix(".yaml")
        assert Path(BANK.sources[item_id].file) == expected
        assert item.weights == {skill: 1.0}
