"""A sum to make with coins and notes (curriculum name: ``money``).

``fewest`` asks for as few as possible, said before the answer: the right sum made with more is
then half right.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from math import gcd
from typing import NamedTuple, Self

from pydantic import Field, model_validator

from exercises import french
from exercises.content import Content
from exercises.figures.money import CENTS, SMALLEST_NOTE, face, name
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw
from exercises.types.kind import Form, Kind, Messages, blank
from exercises.types.numeric import Exact, WrongNumber
from exercises.types.wrong import note

NOT_FEWEST = 0.5
MOST = 50  # of one coin
HOW = "Écrivez combien vous prenez de chaque pièce ou billet."


class MoneyContent(Content):
    """``total`` in euros; ``pieces`` are those offered, in cents: 200 is 2 €."""

    total: Exact
    pieces: tuple[int, ...] = Field(
        default=(2000, 1000, 500, 200, 100, 50, 20, 10), min_length=2, max_length=10
    )
    fewest: bool = Field(default=False, strict=True)
    wrong: tuple[WrongNumber, ...] = ()

    @model_validator(mode="after")
    def _can_be_made(self) -> Self:
        unknown = [piece for piece in self.pieces if piece not in CENTS]
        if unknown or len(set(self.pieces)) < len(self.pieces):
            what = "Une pièce n’existe pas, ou y est deux fois."
            raise ValueError(f"{what} | Écrivez des centimes : 200 pour 2 €.")
        try:
            cents = french.fraction(self.total) * 100
            sums = [french.fraction(one.value) * 100 for one in self.wrong]
        except (ValueError, ZeroDivisionError):
            raise ValueError("Ce nombre n’existe pas. | Écrivez 12.50.") from None
        best = _best(cents, self.pieces)
        if best is None or len(best) > MOST:
            what = f"On ne peut pas faire {self.total} € avec ces pièces."
            raise ValueError(f"{what} | Changez « total » ou « pieces ».")
        if len(best) != _fewest(int(cents), self.pieces):
            what = "Avec ces pièces, on peut faire la somme avec moins qu’il n’y paraît."
            raise ValueError(f"{what} | Ajoutez une pièce, ou changez « total ».")
        for value in sums:
            if value == cents or sums.count(value) > 1 or _best(value, self.pieces) is None:
                what = f"« wrong » : {value / 100} € est accepté, répété, ou impossible."
                raise ValueError(f"{what} | Retirez cette somme.")
        return self


class Pile(NamedTuple):
    """How many of each piece, in the order they are offered."""

    counts: tuple[int, ...]


def _best(cents: Fraction, pieces: Sequence[int]) -> list[int] | None:
    """Pieces that make a sum, the largest first as long as they go; None when a rest is left.

    For the whole euro that is the fewest there can be; for some of its pieces it may not be,
    so that ``_fewest`` is asked once, when an exercise is read.
    """
    if cents.denominator != 1 or cents <= 0:
        return None
    rest, taken = int(cents), []
    for piece in sorted(pieces, reverse=True):
        count, rest = divmod(rest, piece)
        taken += [piece] * count
    return taken if rest == 0 else None


def _fewest(cents: int, pieces: Sequence[int]) -> int:
    """The smallest number of pieces that make a sum: all smaller sums first (Bellman)."""
    unit = gcd(cents, *pieces)
    sizes, counts = [piece // unit for piece in pieces], [0]
    for total in range(1, cents // unit + 1):
        counts.append(1 + min((counts[total - s] for s in sizes if s <= total), default=10**6))
    return counts[-1]


def _identity(content: MoneyContent) -> Json:
    return {
        "total": content.total,
        "pieces": sorted(content.pieces),
        "fewest": content.fewest,
    }


def _build(content: MoneyContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    pieces = sorted(content.pieces, reverse=True)
    tells = "Toute façon de faire la somme est acceptée."
    if content.fewest:
        tells = "Prenez le moins possible de pièces et de billets."
    public = {
        "pieces": [{"cents": piece, "name": name(piece)} for piece in pieces],
        "tells": tells,
    }
    secret = {
        "total": content.total,
        "fewest": content.fewest,
        "wrong": [
            {
                "value": one.value,
                **note(one, messages),
            }
            for one in content.wrong
        ],
    }
    return public, secret


def _parse(instance: Instance, raw: Form) -> Pile | FormatError:
    pieces = [piece["cents"] for piece in instance.public["pieces"]]
    if all(blank(raw, f"coin{cents}") for cents in pieces):
        return FormatError("Vous n’avez encore rien pris.", HOW, missing=True)
    counts = []
    for cents in pieces:
        values = raw.get(f"coin{cents}", ())
        texts = [values] if isinstance(values, str) else list(values)
        text = texts[0].strip() if len(texts) == 1 else "" if not texts else "?"
        if text and not (text.isascii() and text.isdigit() and len(text) < 3):
            which = f"{'la' if cents < SMALLEST_NOTE else 'le'} {name(cents)}"
            said = f"Combien de fois prenez-vous {which}{french.NBSP}?"
            return FormatError(said, "Écrivez 0, 1, 2…")
        counts.append(int(text or 0))
    if not any(counts):
        return FormatError("Vous n’avez encore rien pris.", HOW, missing=True)
    if max(counts) > MOST:
        return FormatError("C’est beaucoup de pièces.", f"Au plus {MOST} de chaque.")
    return Pile(tuple(counts))


def _amount(instance: Instance, pile: Pile) -> Fraction:
    pieces = instance.public["pieces"]
    pairs = zip(pieces, pile.counts, strict=True)
    return Fraction(sum(piece["cents"] * count for piece, count in pairs), 100)


def _told(instance: Instance, pile: Pile) -> str:
    """ "5 € + 2 € + 2 € = 9 €"."""
    pairs = zip(instance.public["pieces"], pile.counts, strict=True)
    taken = [(face(piece["cents"]), count) for piece, count in pairs if count]
    shown = [text if count == 1 else f"{count} × {text}" for text, count in taken]
    total = french.euros(_amount(instance, pile))
    return total if shown == [total] else f"{' + '.join(shown)} = {total}"


def _pile(instance: Instance, pieces: Sequence[int]) -> Pile:
    return Pile(tuple(pieces.count(one["cents"]) for one in instance.public["pieces"]))


def _key(instance: Instance, euros: str) -> Pile:
    pieces = [one["cents"] for one in instance.public["pieces"]]
    return _pile(instance, _best(french.fraction(euros) * 100, pieces) or [])


def _grade(instance: Instance, pile: Pile) -> Judged:
    secret = instance.secret
    best = _key(instance, secret["total"])
    given, expected = _told(instance, pile), _told(instance, best)
    amount, total = _amount(instance, pile), french.fraction(secret["total"])
    if amount == total:
        more = sum(pile.counts) - sum(best.counts)
        if secret["fewest"] and more:
            said = f"On peut en prendre moins : {sum(best.counts)} suffisent."
            good = "La somme est juste."
            return Judged((1.0, 0.0), NOT_FEWEST, given, expected, good=good, blocks=(said,))
        return Judged((1.0,), 1.0, given, expected)
    for wrong in secret["wrong"]:
        if french.fraction(wrong["value"]) == amount:
            known = (wrong["misconception"],) if wrong["misconception"] else ()
            said_ = (wrong["blocks"],)
            return Judged((0.0,), 0.0, given, expected, known, wrong["good"], said_)
    gap = french.euros(abs(amount - total))
    what = f"Il manque {gap}." if amount < total else f"Il y a {gap} de trop."
    return Judged((0.0,), 0.0, given, expected, blocks=(what,))


def _raw(instance: Instance, pile: Pile) -> Raw:
    pairs = zip(instance.public["pieces"], pile.counts, strict=True)
    return {f"coin{one['cents']}": [str(count)] for one, count in pairs}


def _broken(instance: Instance, pile: Pile) -> Pile | None:
    """The same sum with one piece changed for smaller ones, None when it cannot be."""
    pieces = [one["cents"] for one in instance.public["pieces"]]
    for at, (piece, count) in enumerate(zip(pieces, pile.counts, strict=True)):
        smaller = _best(Fraction(piece), pieces[at + 1 :]) if count else None
        if smaller:
            counts = [n + smaller.count(p) for p, n in zip(pieces, pile.counts, strict=True)]
            counts[at] -= 1
            return Pile(tuple(counts))
    return None


def _examples(instance: Instance) -> Examples:
    secret = instance.secret
    best = _key(instance, secret["total"])
    other = _broken(instance, best)
    known = {french.fraction(one["value"]) for one in secret["wrong"]}
    more = list(best.counts)
    more[-1] += 1
    while _amount(instance, Pile(tuple(more))) in known:
        more[-1] += 1
    wrong: list[tuple[Raw, str | None]] = [
        (_raw(instance, _key(instance, one["value"])), one["misconception"])
        for one in secret["wrong"]
    ]
    also = (_raw(instance, other),) if other else ()
    first = f"coin{instance.public['pieces'][0]['cents']}"
    return Examples(
        right=(_raw(instance, best), *(() if secret["fewest"] else also)),
        wrong=(*wrong, (_raw(instance, Pile(tuple(more))), None)),
        partly=also if secret["fewest"] else (),
        unreadable=({}, {first: ["0"]}, {first: ["deux"]}, {first: ["-1"]}, {first: ["99"]}),
    )


def _chance(public: Json) -> float:
    return 0.0


def _speech(public: Json) -> list[str]:
    return [public["tells"], *(piece["name"] for piece in public["pieces"])]


KIND: Kind[MoneyContent, Pile] = Kind(
    "money", MoneyContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
