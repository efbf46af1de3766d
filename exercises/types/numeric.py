"""A number to type, with or without a unit (curriculum name: ``numeric``)."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, StringConstraints, model_validator

from exercises import french
from exercises.content import Content, Part, Short
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw
from exercises.types.kind import MAX_FIELD_CHARS, Form, Kind, Messages, blank, blocks
from exercises.types.wrong import Wrong, note
from exercises.units import same_unit, spoken

Exact = Annotated[str, StringConstraints(pattern=r"^-?\d+([.,]\d+)?(/\d+)?$", max_length=24)]

# The number, then whatever letters or signs follow it ("€" may also come first).
_TYPED = re.compile(
    r"\s*€?\s*(?P<number>[-+−\u2013]?[\d\s.,/]*)(?P<unit>[^\d\s.,/][^\d]*[23]?)?"
)
# "1.500" is one and a half, or fifteen hundred written with a point.
_POINT = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")


class WrongNumber(Wrong):
    """A number that is often given instead, why, and what to say of it."""

    value: Exact


class Number(Part):
    """One exact number to type: what is right, and the answers that are expected.

    ``answer``: "12", "12.5" or "3/4". ``unit`` is shown after the field and may be typed or
    not; another unit typed instead is said to be unreadable ("en euros"), never wrong.
    ``tolerance`` is an absolute difference, 0 by default. ``wrong`` lists anticipated answers.
    """

    answer: Exact
    unit: Short | None = None
    tolerance: Exact = "0"
    wrong: tuple[WrongNumber, ...] = ()
    keyboard: Literal["decimal", "text"] = "decimal"  # "text" on phones for "−3" and "3/4"
    year: bool = Field(default=False, strict=True)  # True: a year, shown "1918", not "1 918"

    @model_validator(mode="after")
    def _values_differ(self) -> Self:
        try:
            right, tolerance = french.fraction(self.answer), french.fraction(self.tolerance)
            values = [french.fraction(wrong.value) for wrong in self.wrong]
        except (ValueError, ZeroDivisionError):
            raise ValueError("Ce nombre n’existe pas. | Écrivez 12, 12.5 ou 3/4.") from None
        if self.keyboard == "decimal" and (self.answer.startswith("-") or "/" in self.answer):
            what = "Cette réponse ne s’écrit pas avec le clavier des nombres."
            raise ValueError(f"{what} | Ajoutez « keyboard: text ».")
        for value in values:
            if abs(value - right) <= tolerance:
                what = f"« wrong » contient {value}, que la correction accepte."
                raise ValueError(f"{what} | Retirez cette valeur ou baissez « tolerance ».")
            if values.count(value) > 1:
                raise ValueError(f"« wrong » contient deux fois {value}. | Gardez-en une.")
        return self


class NumericContent(Number, Content):
    """A question whose answer is one exact number."""


class Typed(NamedTuple):
    """A number read, and the text it was read from."""

    value: Fraction
    text: str


def _identity(content: Number) -> Json:
    return {"answer": content.answer, "unit": content.unit}


def _build(
    content: NumericContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    return number_parts(content, messages)


def number_parts(content: Number, messages: Messages) -> tuple[Json, Json]:
    """(public, secret) of a number to type, wherever it is typed."""
    wrong = [
        {
            "value": wrong.value,
            **note(wrong, messages),
        }
        for wrong in content.wrong
    ]
    secret = {
        "answer": content.answer,
        "tolerance": content.tolerance,
        "wrong": wrong,
        "year": content.year,
    }
    return {"unit": content.unit, "keyboard": content.keyboard}, secret


def _written(text: str, unit: str | None) -> str:
    """A number of the bank as people write it, with its unit: "1 500 €", "3/4"."""
    if "/" in text:
        shown = text.replace("-", french.MINUS)
    elif unit == "€":
        return french.euros(text)
    else:
        shown = french.number(text)
    return french.with_unit(shown, unit)


def _example(instance: Instance) -> str:
    """How to write a number; never the answer itself."""
    answer = french.fraction(instance.secret["answer"])
    if instance.secret.get("year"):
        return f"Écrivez par exemple : {1500 if answer != 1500 else 1600}"
    sample = "12.5" if answer != Fraction(25, 2) else "7.5"
    return f"Écrivez par exemple : {_written(sample, instance.public['unit'])}"


def _unreadable(instance: Instance) -> FormatError:
    return FormatError("Nous n’arrivons pas à lire ce nombre.", _example(instance))


def _is_right(value: Fraction, secret: Json) -> bool:
    gap = abs(value - french.fraction(secret["answer"]))
    return gap <= french.fraction(secret["tolerance"])


def _parse(instance: Instance, raw: Form) -> Typed | FormatError:
    if blank(raw, "number"):
        return FormatError("Vous n’avez pas encore écrit de nombre.", _example(instance), True)
    values = raw["number"]
    texts = [values] if isinstance(values, str) else values
    if len(texts) != 1 or len(texts[0]) > MAX_FIELD_CHARS:
        return _unreadable(instance)
    match = _TYPED.fullmatch(texts[0])
    value = french.parse_number(match["number"]) if match else None
    if match is None or value is None:
        return _unreadable(instance)
    unit, typed_unit = instance.public["unit"], (match["unit"] or "").strip()
    if typed_unit and not same_unit(typed_unit, unit or ""):
        asked = (
            f"La réponse se donne en {spoken(unit)}."
            if unit
            else "Écrivez seulement le nombre."
        )
        return FormatError(asked, _example(instance))
    number = match["number"].strip()
    if _POINT.fullmatch(number):
        # Both readings are fair: take thousands when it is the answer.
        thousands = Fraction(number.replace(".", ""))
        value = thousands if _is_right(thousands, instance.secret) else value
    return Typed(value, number)


def _shown(typed: Typed, unit: str | None) -> str:
    """What the learner typed, tidied: a fraction stays a fraction."""
    if "/" in typed.text:
        return french.with_unit(typed.text, unit)
    if unit == "€":
        return french.euros(typed.value)
    shown = french.number(typed.value)
    return french.with_unit(shown, unit)


def _grade(instance: Instance, typed: Typed) -> Judged:
    secret, unit = instance.secret, instance.public["unit"]
    given, expected = _shown(typed, unit), _written(secret["answer"], unit)
    if secret.get("year"):
        given, expected = (text.replace(french.THIN, "") for text in (given, expected))
    if _is_right(typed.value, secret):
        return Judged((1.0,), 1.0, given, expected)
    for wrong in secret["wrong"]:
        if french.fraction(wrong["value"]) == typed.value:
            known = (wrong["misconception"],) if wrong["misconception"] else ()
            said = (wrong["blocks"],)
            return Judged((0.0,), 0.0, given, expected, known, wrong["good"], said)
    return Judged((0.0,), 0.0, given, expected, blocks=(blocks(None, None, {}),))


def _raw(text: str) -> Raw:
    return {"number": [text]}


def _examples(instance: Instance) -> Examples:
    secret, unit = instance.secret, instance.public["unit"]
    answer = secret["answer"]
    right = [answer, answer.replace(".", ","), french.number(answer), f"  {answer} "]
    if unit:
        right += [f"{answer} {unit}", _written(answer, unit)]
    wrong = [(_raw(w["value"]), w["misconception"]) for w in secret["wrong"]]
    known = {french.fraction(w["value"]) for w in secret["wrong"]}
    near = french.fraction(answer) + french.fraction(secret["tolerance"]) + 1
    while near in known:
        near += 1
    return Examples(
        right=tuple(_raw(text) for text in dict.fromkeys(right)),
        wrong=(*wrong, (_raw(str(near)), None)),
        partly=(),
        unreadable=(
            {},
            _raw(" "),
            _raw("beaucoup"),
            _raw("1e9"),
            _raw("1.234,5"),
            _raw("9" * 40),
            _raw("12 parsecs"),
        ),
    )


def _chance(public: Json) -> float:
    return 0.0


def _speech(public: Json) -> list[str]:
    return []


KIND = Kind(
    "numeric", NumericContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
