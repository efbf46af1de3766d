"""What the maths generators share: parameters, exact numbers as text, typography, redraws.

All arithmetic is exact (``int`` and ``Fraction``); amounts of money are whole numbers of cents.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from operator import is_not
from typing import TypeVar

from exercises.content import Choice, Part
from exercises.french import euros
from exercises.generators import Params
from exercises.types.numeric import WrongNumber

P = TypeVar("P", bound=Part)
T = TypeVar("T")

PEOPLE = (
    "Inès",
    "Mehdi",
    "Kévin",
    "Aïssatou",
    "Lucie",
    "Yanis",
    "Sonia",
    "Enzo",
    "Fatoumata",
    "Léa",
)


def int_param(params: Params, name: str, default: int) -> int:
    """The whole number ``name`` of an item's parameters. Raises ValueError on another type."""
    value = params.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"parameter {name!r}: a whole number is expected, not {value!r}")
    return value


def word_param(params: Params, name: str, allowed: Sequence[str]) -> str:
    """The word ``name`` of an item's parameters; by default the first that is allowed."""
    value = params.get(name, allowed[0])
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"parameter {name!r}: one of {', '.join(allowed)}, not {value!r}")
    return value


def int_list_param(params: Params, name: str, default: list[int]) -> list[int]:
    """The list of whole numbers ``name`` of an item's parameters."""
    value = params.get(name, default)
    if not isinstance(value, list) or not value:
        raise ValueError(f"parameter {name!r}: a list of whole numbers is expected")
    if not all(isinstance(part, int) for part in value):
        raise ValueError(f"parameter {name!r}: a list of whole numbers is expected")
    return [int(part) for part in value]


def exact(number: int | Fraction) -> str:
    """A number as an answer is written in content: "12", "0.5". Its decimals must end."""
    value = Fraction(number)
    text = format(Decimal(value.numerator) / Decimal(value.denominator), "f")
    if Fraction(text) != value:
        raise ValueError(f"{value} has no finite decimal writing")
    return text.rstrip("0").rstrip(".") if "." in text else text


def price(cents: int) -> str:
    """An amount in cents, as a French reader sees it: "12,50 €", "12 €"."""
    return euros(Fraction(cents, 100))


def draw_until(attempt: Callable[[], T | None]) -> T:
    """The first result that ``attempt`` does not refuse (None). For rare, bounded refusals."""
    for _ in range(1000):
        made = attempt()
        if made is not None:
            return made
    raise ValueError("these parameters leave nothing to draw")


def wrong(
    value: int | Fraction, misconception: str, feedback: str, good: str | None = None
) -> WrongNumber:
    """A number that a misconception leads to, with this instance's own words."""
    return WrongNumber(
        value=exact(value), misconception=misconception, feedback=feedback, good=good
    )


def distinct(key: int | Fraction, wrongs: Iterable[WrongNumber]) -> tuple[WrongNumber, ...]:
    """The wrong numbers without those equal to the key or to an earlier one, or negative."""
    kept: dict[Fraction, WrongNumber] = {}
    for candidate in wrongs:
        value = Fraction(candidate.value)
        if value >= 0 and value != key:
            kept.setdefault(value, candidate)
    return tuple(kept.values())


def pick_choices(
    rng: random.Random, right: str, wrongs: Iterable[Choice], count: int
) -> tuple[Choice, ...] | None:
    """The key and ``count`` - 1 wrong choices, all different; None when there are too few.

    One choice of each misconception is taken first, then others, so that none hides another.
    """
    kept: dict[str, Choice] = {}
    for candidate in wrongs:
        if candidate.text != right:
            kept.setdefault(candidate.text, candidate)
    pool = list(kept.values())
    rng.shuffle(pool)
    firsts: dict[str | None, Choice] = {}
    for candidate in pool:
        firsts.setdefault(candidate.misconception, candidate)
    ranked = [*firsts.values(), *(c for c in pool if c not in firsts.values())]
    if len(ranked) < count - 1:
        return None
    return (Choice(text=right, right=True), *ranked[: count - 1])


_SPACE_THOUSANDS = re.compile(r" (?<=\d )(?=000\b)")
# Before a high mark, after an operator or «, between a number and its unit.
_SPACE_KEPT = re.compile(
    r" (?:(?=[;:?!%€»])|(?<=[«×÷−+] )|(?<=\d )(?=(?:c|kg|g|km|m|cm|L|h|°C)\b))"
)


@lru_cache(maxsize=2048)  # most texts of a generator are the same in every draw
def typography(text: str) -> str:
    """French typography: ’ and the no-break spaces that generators write as plain ones."""
    text = _SPACE_THOUSANDS.sub("\u202f", text.replace("'", "’"))
    return _SPACE_KEPT.sub("\u00a0", text)


def typeset(content: P) -> P:
    """The same content with French typography in all its texts.

    Only the parts that change are built again: it is cheaper than to dump and validate all.
    """
    now = vars(content)
    new = {name: _typeset(value) for name, value in now.items()}
    if not any(map(is_not, new.values(), now.values())):
        return content
    return type(content).model_validate(new)


def _typeset(value: object) -> object:
    """``value`` with French typography; the very same object when nothing changes."""
    if isinstance(value, str):
        text = typography(value)
        return value if text == value else text
    if isinstance(value, tuple):
        parts = [_typeset(part) for part in value]
        return tuple(parts) if any(map(is_not, parts, value)) else value
    return typeset(value) if isinstance(value, Part) else value
