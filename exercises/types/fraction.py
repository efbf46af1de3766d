"""A fraction to write in two boxes (curriculum name: ``fraction``).

Any equal fraction is right unless ``simplified`` is asked for: one that could be simplified is
then half right. Both are said before the answer, and explained after.
"""

from __future__ import annotations

import random
import re
from fractions import Fraction
from math import gcd
from typing import NamedTuple, Self

from pydantic import Field, model_validator

from exercises import french
from exercises.content import Content
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw
from exercises.types.kind import Form, Kind, Messages, blank, blocks
from exercises.types.numeric import Exact, WrongNumber
from exercises.types.wrong import note

NOT_SIMPLIFIED = 0.5
_WHOLE = re.compile(r"[-−\u2013]?\d{1,9}")
_QUOTIENT = re.compile(
    r"(?:(?P<whole>\d{1,9}) +)?(?P<top>[-−]?\d{1,9}) ?/ ?(?P<bottom>\d{1,9})"
)
HOW = "Écrivez un nombre en haut et un nombre en bas."


class FractionContent(Content):
    """``answer``: "3/4". ``simplified`` asks for it; ``mixed`` adds a box for whole units.

    ``decimals`` also accepts "0,75" typed in the upper box.
    """

    answer: Exact
    simplified: bool = Field(default=False, strict=True)
    mixed: bool = Field(default=False, strict=True)
    decimals: bool = Field(default=False, strict=True)
    wrong: tuple[WrongNumber, ...] = ()

    @model_validator(mode="after")
    def _differ(self) -> Self:
        try:
            key = french.fraction(self.answer)
            values = [french.fraction(one.value) for one in self.wrong]
        except (ValueError, ZeroDivisionError):
            raise ValueError("Ce nombre n’existe pas. | Écrivez 3/4.") from None
        for value in values:
            if value == key or values.count(value) > 1:
                what = f"« wrong » contient {value}, accepté, ou écrit deux fois."
                raise ValueError(f"{what} | Retirez cette valeur.")
        return self


class Written(NamedTuple):
    """A fraction as it was written; ``bottom`` is 1 for a decimal number."""

    value: Fraction
    text: str
    reduced: bool


def _identity(content: FractionContent) -> Json:
    return {
        "answer": content.answer,
        "simplified": content.simplified,
        "mixed": content.mixed,
    }


def _build(
    content: FractionContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    tells = "Une fraction égale est acceptée."
    if content.simplified:
        tells = "Simplifiez la fraction le plus possible."
    if content.decimals:
        tells += " Un nombre à virgule est accepté aussi, dans la case du haut."
    wrong = [
        {
            "value": one.value,
            **note(one, messages),
        }
        for one in content.wrong
    ]
    public = {"tells": tells, "mixed": content.mixed}
    secret = {
        "answer": content.answer,
        "simplified": content.simplified,
        "decimals": content.decimals,
        "wrong": wrong,
    }
    return public, secret


def _text(raw: Form, name: str) -> str | None:
    """The text of a box, "" when empty, None when it came twice."""
    values = raw.get(name, ())
    texts = [values] if isinstance(values, str) else list(values)
    return (texts[0].strip() if texts else "") if len(texts) < 2 else None


def _parse(instance: Instance, raw: Form) -> Written | FormatError:
    names = ("whole", "top", "bottom") if instance.public["mixed"] else ("top", "bottom")
    if all(blank(raw, name) for name in names):
        return FormatError("Vous n’avez pas encore écrit de fraction.", HOW, missing=True)
    texts = {name: _text(raw, name) for name in names}
    if any(text is None or len(text) > 40 for text in texts.values()):
        return FormatError("Nous n’arrivons pas à lire cette fraction.", HOW)
    whole, top, bottom = (texts.get(name) or "" for name in ("whole", "top", "bottom"))
    if not bottom and not whole:
        return _one_box(instance, top)
    if bool(top) != bool(bottom):
        missing = "en bas" if top else "en haut"
        return FormatError(f"Il manque le nombre {missing}.", HOW)
    return _boxes(whole, top or "0", bottom or "1")


def _one_box(instance: Instance, text: str) -> Written | FormatError:
    """ "3/4" or "0,75" typed in the upper box."""
    found = _QUOTIENT.fullmatch(text)
    if found:
        return _boxes(found["whole"] or "", found["top"], found["bottom"])
    value = french.parse_number(text)
    if value is None or "/" in text:
        return FormatError("Nous n’arrivons pas à lire cette fraction.", HOW)
    if not instance.secret["decimals"] and value.denominator != 1:
        return FormatError("On attend une fraction, pas un nombre à virgule.", HOW)
    if value.denominator == 1 and not instance.secret["decimals"]:
        return FormatError("Il manque le nombre en bas.", HOW)
    return Written(value, french.number(value), reduced=True)


def _boxes(whole: str, top: str, bottom: str) -> Written | FormatError:
    texts = [text for text in (whole, top, bottom) if text]
    if not all(_WHOLE.fullmatch(text) for text in texts):
        return FormatError("Dans chaque case, écrivez un nombre entier.", HOW)
    units, above, below = (
        int(re.sub("[−\u2013]", "-", text or "0")) for text in (whole, top, bottom)
    )
    if below == 0:
        return FormatError("Le nombre du bas ne peut pas être 0.", HOW)
    if whole and (above < 0 or below < 0):
        return FormatError("Nous n’arrivons pas à lire cette fraction.", HOW)
    part = Fraction(above, below)
    sign = -1 if whole.startswith(("-", "−", "\u2013")) else 1
    shown = _written(above, below)
    text = f"{french.number(units)} {shown}" if whole and above else shown
    if whole and not above:
        text = french.number(units)
    reduced = gcd(above, below) == 1 or (above == 0 and bool(whole))
    return Written(Fraction(units) + sign * part, text, reduced)


def _written(top: int, bottom: int) -> str:
    return f"{french.MINUS if top < 0 else ''}{abs(top)}/{bottom}"


def _shown(text: str) -> str:
    value = french.fraction(text)
    return _written(value.numerator, value.denominator)


def _grade(instance: Instance, typed: Written) -> Judged:
    secret = instance.secret
    key = french.fraction(secret["answer"])
    expected = _shown(secret["answer"])
    given = typed.text
    if typed.value == key:
        if secret["simplified"] and not typed.reduced:
            good = "La valeur est juste."
            said = "On peut encore diviser le haut et le bas par un même nombre."
            return Judged(
                (1.0, 0.0), NOT_SIMPLIFIED, given, expected, good=good, blocks=(said,)
            )
        note = None if given == expected else f"{given} est égal à {expected}."
        return Judged((1.0,), 1.0, given, expected, note=note)
    for wrong in secret["wrong"]:
        if french.fraction(wrong["value"]) == typed.value:
            known = (wrong["misconception"],) if wrong["misconception"] else ()
            said_ = (wrong["blocks"],)
            return Judged((0.0,), 0.0, given, expected, known, wrong["good"], said_)
    return Judged((0.0,), 0.0, given, expected, blocks=(blocks(None, None, {}),))


def _raw(value: Fraction, times: int = 1) -> Raw:
    return {"top": [str(value.numerator * times)], "bottom": [str(value.denominator * times)]}


def _examples(instance: Instance) -> Examples:
    secret = instance.secret
    key = french.fraction(secret["answer"])
    right: list[Raw] = [_raw(key), {"top": [f"{key.numerator}/{key.denominator}"]}]
    if secret["decimals"] and "/" not in french.number(key):
        right.append({"top": [french.number(key)]})
    if instance.public["mixed"] and key > 1:
        units, rest = divmod(key.numerator, key.denominator)
        mixed = _raw(Fraction(rest, key.denominator))
        right.append({"whole": [str(units)], **mixed} if rest else {"whole": [str(units)]})
    unreduced = _raw(key, 7)
    if not secret["simplified"]:
        right.append(unreduced)
    known = {french.fraction(one["value"]): one["misconception"] for one in secret["wrong"]}
    other = key + 1
    while other in known:
        other += 1
    bad: tuple[Raw, ...] = (
        {},
        {"top": [" "]},
        {"top": ["3"]},
        {"bottom": ["4"]},
        {"top": ["3"], "bottom": ["0"]},
        {"top": ["trois"], "bottom": ["4"]},
        {"top": ["9" * 12], "bottom": ["4"]},
        {"top": ["1", "2"], "bottom": ["4"]},
    )
    if secret["decimals"]:
        bad = tuple(raw for raw in bad if raw.get("top") != ["3"] or "bottom" in raw)
    return Examples(
        right=tuple(right),
        wrong=(*((_raw(value), name) for value, name in known.items()), (_raw(other), None)),
        partly=(unreduced,) if secret["simplified"] else (),
        unreadable=bad,
    )


def _chance(public: Json) -> float:
    return 0.0


def _speech(public: Json) -> list[str]:
    return [public["tells"]]


KIND = Kind(
    "fraction",
    FractionContent,
    _identity,
    _build,
    _parse,
    _grade,
    _examples,
    _chance,
    _speech,
)
