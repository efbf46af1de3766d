"""The corrected key of an exercise that was already served.

An author mends an item; learners have answered it as it was shown then, choices in their order.
The new key is found by making the exercise anew until it shows exactly what they saw.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from exercises.content import Content
from exercises.instance import Instance, Json
from exercises.items import Item, build, draw, show, variant

# Orders of the choices that are tried when the item no longer shuffles as it did: more than
# all orders of five elements, each met with near certainty.
TRIES = 1_000


def rekeyed(item: Item, seed: int, public: Json) -> Instance | None:
    """What was shown as ``public``, with the key that ``item`` now gives it.

    None when the item no longer shows this: another question, other choices, other numbers.
    Raises GeneratorChanged as ``draw`` does.
    """
    if item.type != public["type"]:
        return None
    contents = _contents(item, seed)
    for content in contents:
        made = show(item, seed, content)
        if _face(made.public) == _face(public):
            return _instance(item, seed, content, public, made.secret)
    for content in contents:
        if _words(show(item, seed, content).public) == _words(public):
            for made_public, secret in _orders(item, content):
                if _face(made_public) == _face(public):
                    return _instance(item, seed, content, public, secret)
    return None


def _contents(item: Item, seed: int) -> list[Content]:
    """What the item may show for this seed: first what it draws, then its other variants."""
    drawn = draw(item, seed)
    return [drawn, *(content for content in item.contents if content != drawn)]


def _orders(item: Item, content: Content) -> Iterator[tuple[Json, Json]]:
    for number in range(TRIES):
        chance = random.Random(number)  # noqa: S311 (not a secret: it must be repeatable)
        yield build(item.type, content, chance, item.messages)


def _instance(item: Item, seed: int, content: Content, public: Json, secret: Json) -> Instance:
    return Instance(item.id, item.type, seed, variant(item.type, content), public, secret)


def _face(public: Json) -> str:
    """What was seen, as text. A hint more or less changes nothing of the question."""
    seen = {name: value for name, value in public.items() if name != "helps"}
    return json.dumps(seen, ensure_ascii=False, sort_keys=True)


def _words(public: Json) -> list[str]:
    """Every letter of it, whatever the order: a quick look before orders are tried."""
    return sorted(_face(public))
