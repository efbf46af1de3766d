"""Elements to put in order (curriculum name: ``order``).

The score is Kendall's tau between the two orders, never below 0: the share of pairs in the
right order minus the share of pairs in the wrong order (M. G. Kendall, A new measure of rank
correlation, Biometrika 30, 1938). Two neighbours exchanged cost little; a reversed list gets 0.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import combinations, permutations
from typing import Self

from pydantic import Field, model_validator

from exercises.content import Content, Part, Short, Slug, Text
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw
from exercises.types.kind import (
    MAX_FIELD_CHARS,
    Form,
    Kind,
    Messages,
    blank,
    blocks,
    positions,
)


class WrongOrder(Part):
    """An order a known misconception leads to: the elements' texts, first to last."""

    elements: tuple[Short, ...]
    misconception: Slug
    feedback: Text | None = None
    good: Text | None = None


class OrderContent(Content):
    """Three to six distinct elements, written in the right order; pages show them shuffled.

    ``first`` and ``last`` label the two ends ("le plus petit", "le plus grand").
    """

    elements: tuple[Short, ...] = Field(min_length=3, max_length=6)
    first: Short | None = None
    last: Short | None = None
    wrong: tuple[WrongOrder, ...] = ()

    @model_validator(mode="after")
    def _orders_differ(self) -> Self:
        if len(set(self.elements)) < len(self.elements):
            raise ValueError("« elements » dit deux fois la même chose. | Changez un élément.")
        seen = [self.elements]
        for wrong in self.wrong:
            if sorted(wrong.elements) != sorted(self.elements):
                what = "Un ordre de « wrong » n’a pas les mêmes éléments que « elements »."
                raise ValueError(f"{what} | Reprenez les mêmes textes, dans un autre ordre.")
            if wrong.elements in seen:
                what = "Un ordre de « wrong » est le bon ordre, ou est écrit deux fois."
                raise ValueError(f"{what} | Retirez-le.")
            seen.append(wrong.elements)
        return self


def _identity(content: OrderContent) -> Json:
    return {"elements": list(content.elements)}


def _build(content: OrderContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    # From the sorted order, so that the right order leaves no trace in what is shown; except
    # that a list already in order would be no exercise: then the first goes to the end.
    shown = sorted(content.elements)
    rng.shuffle(shown)
    if tuple(shown) == content.elements:
        shown = [*shown[1:], shown[0]]
    public = {"elements": shown, "first": content.first, "last": content.last}
    wrong = [
        {
            "order": [shown.index(text) for text in order.elements],
            "misconception": order.misconception,
            "blocks": blocks(order.feedback, order.misconception, messages),
            "good": order.good,
        }
        for order in content.wrong
    ]
    return public, {"order": [shown.index(text) for text in content.elements], "wrong": wrong}


def _parse(instance: Instance, raw: Form) -> tuple[int, ...] | FormatError:
    count = len(instance.public["elements"])
    values = raw.get("order", ())
    texts = [values] if isinstance(values, str) else list(values[: count + 1])
    if len(texts) == 1 and len(texts[0]) <= MAX_FIELD_CHARS:
        texts = texts[0].split(",")
    order = positions(texts, count)
    if order is not None:
        return order
    example = f"Placez les {count} éléments, chacun une fois."
    if blank(raw, "order"):
        return FormatError("Nous n’avons pas reçu votre ordre.", example, missing=True)
    return FormatError("Nous n’arrivons pas à lire votre ordre.", example)


def tau(order: tuple[int, ...], key: tuple[int, ...]) -> float:
    """Kendall's tau of two orders of the same positions, raised to 0 when negative."""
    rank = {at: place for place, at in enumerate(key)}
    pairs = list(combinations([rank[at] for at in order], 2))
    kept = sum(before < after for before, after in pairs)
    return max(0.0, (2 * kept - len(pairs)) / len(pairs))


def _text(instance: Instance, order: tuple[int, ...]) -> str:
    return " → ".join(instance.public["elements"][at] for at in order)


def _grade(instance: Instance, order: tuple[int, ...]) -> Judged:
    key = tuple(instance.secret["order"])
    parts = tuple(float(at == right) for at, right in zip(order, key, strict=True))
    given, expected = _text(instance, order), _text(instance, key)
    if order == key:
        return Judged(parts, 1.0, given, expected)
    wrong = next((w for w in instance.secret["wrong"] if tuple(w["order"]) == order), None)
    score = tau(order, key)
    if wrong:
        known, said = (wrong["misconception"],), (wrong["blocks"],)
        return Judged(parts, score, given, expected, known, wrong["good"], said)
    good = _kept(parts) if score > 0 else None  # the middle of a reversed list is no success
    return Judged(parts, score, given, expected, (), good, (_look(instance, order, key),))


def _kept(parts: tuple[float, ...]) -> str | None:
    count = int(sum(parts))
    if count == 0:
        return None
    placed = (
        "1 élément est déjà à sa place"
        if count == 1
        else (f"{count} éléments sont déjà à leur place")
    )
    return f"{placed}, sur {len(parts)}."


def _look(instance: Instance, order: tuple[int, ...], key: tuple[int, ...]) -> str:
    """Where to look first: the first place whose element belongs further on."""
    place = next(n for n, (at, right) in enumerate(zip(order, key, strict=True)) if at != right)
    element = instance.public["elements"][order[place]]
    return f"Regardez la place {place + 1} : «\u00a0{element}\u00a0» vient plus loin."


def _raw(order: list[int]) -> Raw:
    return {"order": [str(at) for at in order]}


def _examples(instance: Instance) -> Examples:
    key = instance.secret["order"]
    joined = {"order": [",".join(str(at) for at in key)]}
    # A reversed list is wrong for every length; a known wrong order may be partly right.
    wrong: list[tuple[Raw, str | None]] = []
    reverse = next(
        (w["misconception"] for w in instance.secret["wrong"] if w["order"] == key[::-1]), None
    )
    wrong.append((_raw(key[::-1]), reverse))
    wrong += [
        (_raw(w["order"]), w["misconception"])
        for w in instance.secret["wrong"]
        if w["order"] != key[::-1]
    ]
    return Examples(
        right=(_raw(key), joined),
        wrong=tuple(wrong),
        partly=(_raw([*key[:-2], key[-1], key[-2]]),),
        unreadable=({}, _raw(key[:-1]), _raw([key[0], *key[:-1]]), {"order": ["a,b,c"]}),
    )


@cache
def _random_score(count: int) -> float:
    key = tuple(range(count))
    scores = [tau(order, key) for order in permutations(key)]
    return sum(scores) / len(scores)


def _chance(public: Json) -> float:
    return _random_score(len(public["elements"]))


def _speech(public: Json) -> list[str]:
    return list(public["elements"])


KIND = Kind(
    "order", OrderContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
