"""Items that ask nearly the same thing: met one after the other, they look like a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from rapidfuzz import fuzz, process

from exercises import items as play
from exercises.instance import Json
from exercises.items import Item
from exercises.markup import plain

# In percent of what is shown: two bills with other lines are under it, one more name is over.
ALIKE = 95.0
_SPACES = re.compile(r"\s+")


def face(item: Item) -> str:
    """What an item shows, as words: its first content, numbers and answers included."""
    public = play.make(item, 0).public
    texts = _texts({name: part for name, part in public.items() if name != "type"})
    return _SPACES.sub(" ", plain(f"{item.type} " + " ".join(texts))).strip().casefold()


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key in sorted(value):
            yield from _texts(value[key])
    elif isinstance(value, (list, tuple)):
        # Shuffled lists are compared in one order.
        yield from sorted(text for part in value for text in _texts(part))


def near_identical(items: Mapping[str, Item]) -> Iterator[tuple[str, str, float]]:
    """Pairs of item ids of one skill that show nearly the same, and how alike, in percent."""
    by_skill: dict[str, list[str]] = {}
    for item_id, item in items.items():
        by_skill.setdefault(item.skill, []).append(item_id)
    for ids in by_skill.values():
        faces: Json = {item_id: face(items[item_id]) for item_id in ids}
        texts = [faces[item_id] for item_id in ids]
        scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
        for one, other in combinations(range(len(ids)), 2):
            if scores[one][other] >= ALIKE:
                yield ids[one], ids[other], float(scores[one][other])
