"""A number with its unit, both to type (curriculum name: ``quantity``).

Value and unit are judged apart: the right number with another unit is half right. Other units
of the same kind are accepted, converted, unless one is asked for (``convert: false``).
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Self

from pydantic import Field, model_validator

from exercises import french, quantities
from exercises.content import Content, Short
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw
from exercises.quantities import UNITS, Quantity, Unreadable, written
from exercises.types.kind import Form, Kind, Messages, blank, blocks
from exercises.types.numeric import Exact
from exercises.types.wrong import Wrong, note

UNIT_MISSED = 0.5  # what the right number with another unit is worth


class WrongQuantity(Wrong):
    """An amount that is often given instead; its unit is that of the answer unless said."""

    value: Exact
    unit: Short | None = None


class QuantityContent(Content):
    """``answer`` in ``unit``. ``units`` are proposed as keys, the right one among them."""

    answer: Exact
    unit: Short
    units: tuple[Short, ...] = Field(min_length=2, max_length=6)
    convert: bool = Field(default=True, strict=True)
    tolerance: Exact = "0"
    wrong: tuple[WrongQuantity, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Self:
        named = [self.unit, *self.units, *(one.unit for one in self.wrong if one.unit)]
        for unit in named:
            if unit not in UNITS:
                what = f"L’unité « {unit} » n’est pas dans la table."
                raise ValueError(f"{what} | Choisissez parmi : {', '.join(UNITS)}.")
        if self.unit not in self.units:
            raise ValueError(f"« units » ne propose pas {self.unit}. | Ajoutez-la.")
        try:
            key = Quantity(french.fraction(self.answer), UNITS[self.unit])
            gap = french.fraction(self.tolerance)
            wrong = [_amount(one.value, one.unit or self.unit) for one in self.wrong]
        except (ValueError, ZeroDivisionError):
            raise ValueError("Ce nombre n’existe pas. | Écrivez 12, 12.5 ou 3/4.") from None
        for one in wrong:
            same = one.unit == key.unit or (self.convert and one.unit.kind == key.unit.kind)
            if same and abs(one.within(key.unit) - key.number) <= gap:
                what = f"« wrong » contient {one.number}, que la correction accepte."
                raise ValueError(f"{what} | Retirez cette valeur ou baissez « tolerance ».")
            if wrong.count(one) > 1:
                raise ValueError(f"« wrong » répète {one.number}. | Gardez-en une.")
        return self


def _amount(value: str, unit: str) -> Quantity:
    return Quantity(french.fraction(value), UNITS[unit])


def _identity(content: QuantityContent) -> Json:
    return {"answer": content.answer, "unit": content.unit, "convert": content.convert}


def _build(
    content: QuantityContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    tells = "Écrivez le nombre et son unité."
    if not content.convert:
        tells = f"Écrivez la réponse en {content.unit}, avec l’unité."
    public = {"tells": tells, "units": list(content.units)}
    wrong = [
        {
            "value": one.value,
            "unit": one.unit or content.unit,
            **note(one, messages),
        }
        for one in content.wrong
    ]
    return public, {
        "answer": content.answer,
        "unit": content.unit,
        "convert": content.convert,
        "tolerance": content.tolerance,
        "wrong": wrong,
    }


def _parse(instance: Instance, raw: Form) -> Quantity | FormatError:
    """An example shows another kind of unit, so that it cannot be the answer."""
    kind = UNITS[instance.secret["unit"]].kind
    how = f"Écrivez par exemple : {'2,5 kg' if kind != 'mass' else '2,5 m'}"
    if blank(raw, "quantity"):
        return FormatError("Vous n’avez pas encore écrit de réponse.", how, missing=True)
    values = raw["quantity"]
    texts = [values] if isinstance(values, str) else values
    if len(texts) != 1:
        return FormatError("Nous n’arrivons pas à lire votre réponse.", how)
    try:
        return quantities.read(texts[0])
    except Unreadable as error:
        return FormatError(str(error), how)


def _key(secret: Json) -> Quantity:
    return _amount(secret["answer"], secret["unit"])


def _grade(instance: Instance, typed: Quantity) -> Judged:
    secret = instance.secret
    key, gap = _key(secret), french.fraction(secret["tolerance"])
    given = written(typed.number, typed.unit.name)
    expected = written(key.number, key.unit.name)
    same_kind = typed.unit.kind == key.unit.kind
    equal = same_kind and abs(typed.within(key.unit) - key.number) <= gap
    if equal and (secret["convert"] or typed.unit == key.unit):
        note = None if typed.unit == key.unit else f"{given}, c’est {expected}."
        return Judged((1.0, 1.0), 1.0, given, expected, note=note)
    for wrong in secret["wrong"]:
        if _amount(wrong["value"], wrong["unit"]) == typed:
            return _apart(typed, key, given, expected, gap, wrong)
    return _apart(typed, key, given, expected, gap, None)


def _apart(
    typed: Quantity, key: Quantity, given: str, expected: str, gap: Fraction, wrong: Json | None
) -> Judged:
    """Value and unit, each judged on its own; what an author foresaw is said first."""
    other_unit = typed.unit != key.unit
    close = abs(typed.number - key.number) <= gap
    converted = typed.unit.kind == key.unit.kind and typed.amount == key.amount
    value = other_unit and (close or converted)
    parts = (float(value), float(not other_unit))
    score = UNIT_MISSED if value else 0.0
    good = "Le nombre est juste." if value else None if other_unit else "L’unité est juste."
    said = "Relisez la question : dans quelle unité compte-t-on ?"
    if converted:
        good, said = "C’est la bonne quantité.", f"On la demande en {key.unit.name}."
    elif not other_unit:
        said = blocks(None, None, {})
    if wrong is None:
        return Judged(parts, score, given, expected, good=good, blocks=(said,))
    known = (wrong["misconception"],) if wrong["misconception"] else ()
    why = (wrong["blocks"],)
    return Judged(parts, score, given, expected, known, wrong["good"] or good, why)


def _raw(text: str) -> Raw:
    return {"quantity": [text]}


def _plain(number: Fraction | str, unit: str) -> str:
    return f"{french.number(french.fraction(number))} {unit}"


def _examples(instance: Instance) -> Examples:
    secret = instance.secret
    key = _key(secret)
    right = [_plain(key.number, key.unit.name), written(key.number, key.unit.name)]
    if secret["convert"]:
        right += [
            _plain(key.within(unit), unit.name)
            for unit in UNITS.values()
            if unit.kind == key.unit.kind and 0 < abs(key.within(unit)) < 10**6
        ]
    known = {
        _amount(one["value"], one["unit"]): one["misconception"] for one in secret["wrong"]
    }
    other = key.number + french.fraction(secret["tolerance"]) + 1
    while Quantity(other, key.unit) in known:
        other += 1
    foreign = next(
        unit
        for unit in (UNITS["kg"], UNITS["m"], UNITS["h"], UNITS["L"])
        if unit.kind != key.unit.kind and Quantity(key.number, unit) not in known
    )
    wrong: list[tuple[Raw, str | None]] = [
        (_raw(_plain(one.number, one.unit.name)), name) for one, name in known.items()
    ]
    bad = ("", " ", "beaucoup", "12", "12 parsecs", "1e9 m", "9" * 45, "2 kg 30 min", "h 2")
    return Examples(
        right=tuple(_raw(text) for text in dict.fromkeys(right)),
        wrong=(*wrong, (_raw(_plain(other, key.unit.name)), None)),
        partly=(_raw(_plain(key.number, foreign.name)),),
        unreadable=({}, *map(_raw, bad)),
    )


def _chance(public: Json) -> float:
    return 0.0


def _speech(public: Json) -> list[str]:
    return [public["tells"]]


KIND = Kind(
    "quantity",
    QuantityContent,
    _identity,
    _build,
    _parse,
    _grade,
    _examples,
    _chance,
    _speech,
)
