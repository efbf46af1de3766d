"""Parametrised items: an author's exercise whose numbers are drawn, without any program.

``variables`` are drawn, ``let`` names results worked out from them, ``such_that`` keeps the
draws that make sense, ``content`` is the exercise with ``{formulas}`` in its texts. Everything
is exact, and bounded: ``MOST_TRIES`` draws, each of a bounded number of bounded formulas.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic import model_validator as checked

from exercises import french
from exercises.content import Content
from exercises.formulas import FormulaError, Value, formula, holds, work_out
from exercises.instance import Json

GRAMMAR = 1  # what formulas and placeholders mean; an item says which one it was written for
MOST_TRIES = 300
LARGEST_RANGE = 100_000

Name = Annotated[
    str, StringConstraints(pattern=r"^[a-zà-öø-ÿœ][a-z0-9à-öø-ÿœ_]*$", max_length=30)
]
Number = Annotated[str, StringConstraints(pattern=r"^-?\d{1,12}([.,]\d{1,6})?$")]
Written = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Scalar = str | int | float

# Where a number is for the program: "12.5", not « 12,5 ».
_EXACT_FIELDS = ("answer", "value", "tolerance", "start", "stop", "step", "labels", "size")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_UNIT = r"€|%|h|min|s|km|m|cm|mm|kg|g|t|L|cL|mL|m²|cm²|m³|km/h|°C|°"
_SHOWN = re.compile(
    # After an operator, "h" or "m" is a name, not a unit: {d * h}.
    rf"(?P<formula>[^|:]+?)(?<![-−+*×/÷^;(])"
    rf"(?:\s+(?P<unit>{_UNIT})|\s+en (?P<form>fraction|heures))?"
    r"(?::(?P<places>\d))?(?:\|(?P<one>[^|]*)\|(?P<many>[^|]*))?"
)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Range(_Model):
    """Numbers from ``from`` to ``to``, both included, by ``step``."""

    low: Number = Field(alias="from")
    to: Number
    step: Number = "1"

    @checked(mode="after")
    def _fits(self) -> Range:
        if self._bounds[1] <= 0 or not 1 <= self.count <= LARGEST_RANGE:
            raise ValueError(
                f"De {self.low} à {self.to} : rien à tirer. | Corrigez les bornes."
            )
        return self

    @cached_property
    def _bounds(self) -> tuple[Fraction, Fraction]:
        """The first number and the step."""
        return french.fraction(self.low), french.fraction(self.step)

    @cached_property
    def count(self) -> int:
        """How many numbers there are."""
        low, step = self._bounds
        return int((french.fraction(self.to) - low) // step) + 1

    def draw(self, name: str, rng: random.Random) -> dict[str, Value]:
        """One of them, under this name."""
        low, step = self._bounds
        return {name: low + rng.randrange(self.count) * step}


class Among(_Model):
    """One of a list: of numbers, of texts, or of rows with the same named columns."""

    among: tuple[Scalar | dict[Name, Scalar], ...] = Field(min_length=2, max_length=60)

    @checked(mode="after")
    def _alike(self) -> Among:
        kinds = {frozenset(one) if isinstance(one, dict) else None for one in self.among}
        if len(kinds) > 1:
            raise ValueError("Les lignes n’ont pas les mêmes colonnes. | Complétez-les.")
        return self

    def draw(self, name: str, rng: random.Random) -> dict[str, Value]:
        """The one drawn, under this name; a row gives ``name.column`` for each column."""
        chosen = self.among[rng.randrange(len(self.among))]
        if isinstance(chosen, dict):
            return {f"{name}.{column}": _value(str(part)) for column, part in chosen.items()}
        return {name: _value(str(chosen))}


@lru_cache(maxsize=4_096)
def _value(text: str) -> Value:
    """A number where it is written as one, else a text."""
    return french.fraction(text) if re.fullmatch(r"-?\d+([.,]\d+)?", text) else text


class Template(_Model):
    """What an author wrote. ``facts``: the values of the dated facts that it names."""

    grammar: int = GRAMMAR
    variables: dict[Name, Range | Among] = Field(min_length=1, max_length=12)
    let: dict[Name, Written] = Field(default={}, max_length=30)
    such_that: tuple[Written, ...] = Field(default=(), max_length=20)
    content: Json
    facts: dict[Name, str] = {}

    @checked(mode="after")
    def _names(self) -> Template:
        twice = self.variables.keys() & (self.let.keys() | self.facts.keys())
        if twice:
            raise ValueError(
                f"« {min(twice)} » est nommé deux fois. | Changez un des deux noms."
            )
        known = {*self.facts}
        for name, variable in self.variables.items():
            row = variable.among[0] if isinstance(variable, Among) else None
            known |= {f"{name}.{part}" for part in row} if isinstance(row, dict) else {name}
        for name, text in self.let.items():
            _check(text, known)
            known.add(name)
        for text in (*self.such_that, *(part.text for part in placeholders(self.content))):
            _check(text, known)
        return self


def _check(text: str, known: set[str]) -> None:
    """Raise ValueError ("what | remedy") when a formula cannot be read, or names nothing."""
    try:
        missing = formula(text).names - known
    except FormulaError as error:
        raise ValueError(f"{error} | Voyez le guide : « Des nombres tirés au sort ».") from None
    if missing:
        raise ValueError(
            f"« {min(missing)} » n’est défini nulle part avant « {text} ». "
            f"| Il y a : {', '.join(sorted(known))}."
        )


@dataclass(frozen=True)
class Placeholder:
    """What stands between braces: a formula, and how its value is shown."""

    text: str
    unit: str | None = None
    form: str | None = None
    places: int | None = None
    one: str | None = None
    many: str | None = None

    @classmethod
    @lru_cache(maxsize=4_096)
    def read(cls, inside: str) -> Placeholder:
        """Raises ValueError ("what | remedy")."""
        found = _SHOWN.fullmatch(inside.strip())
        if found is None:
            raise ValueError(f"« {{{inside}}} » ne se lit pas. | Écrivez {{nom}} ou {{nom €}}.")
        places = found["places"]
        return cls(
            found["formula"].strip(),
            found["unit"],
            found["form"],
            None if places is None else int(places),
            found["one"],
            found["many"],
        )

    def shown(self, names: Mapping[str, Value]) -> str:
        """Its value as French is written. Raises FormulaError."""
        read = formula(self.text)
        amount = work_out(read, names)
        if isinstance(amount, str):
            return amount
        if isinstance(amount, bool):
            raise FormulaError(f"« {self.text} » n’est pas un nombre.")
        if self.many is not None:  # {n|carton|cartons}: the word alone, in its number
            return (self.one or "") if abs(amount) < 2 else self.many
        if self.form == "fraction":
            return str(amount).replace("-", french.MINUS)
        if self.form == "heures":
            return _hours(amount)
        if self.unit == "€":
            return french.euros(amount)
        written = french.number(amount, self.places)
        return french.with_unit(written, self.unit)


def _hours(minutes: Fraction) -> str:
    """Minutes as a duration or a time of day: « 2 h 30 », « 8 h », « 45 min »."""
    if minutes.denominator != 1 or minutes < 0:
        raise FormulaError("« en heures » attend un nombre entier de minutes.")
    hours, rest = divmod(int(minutes), 60)
    if hours == 0:
        return f"{rest}{french.NBSP}min"
    tail = f"{french.NBSP}{rest:02}" if rest else ""
    return f"{hours}{french.NBSP}h{tail}"


def placeholders(value: Any) -> Iterator[Placeholder]:  # JSON
    """Every placeholder of a content. Raises ValueError for one that cannot be read."""
    if isinstance(value, str):
        for inside in _PLACEHOLDER.findall(value):
            yield Placeholder.read(inside)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from placeholders(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from placeholders(part)


class NoDraw(Exception):
    """No draw in ``MOST_TRIES`` made sense; the text says what the last one lacked."""


@dataclass(frozen=True)
class Drawn:
    """A content, and how many draws were refused before it."""

    content: Content
    refused: int


def draw(template: Template, kind: type[Content], rng: random.Random) -> Drawn:
    """One exercise of the template. Draws that break a condition, divide by zero, or make a
    content its type refuses (a wrong answer equal to the right one…) are drawn again.

    Raises NoDraw when none of ``MOST_TRIES`` makes sense.
    """
    why = ""
    for refused in range(MOST_TRIES):
        try:
            names = _named(template, rng)
            broken = next((c for c in template.such_that if not holds(formula(c), names)), None)
            if broken is None:
                filled = _filled(template.content, names, "")
                return Drawn(kind.model_validate(filled), refused)
            why = f"la condition « {broken} » n’est pas remplie."
        except FormulaError as error:
            why = str(error)
        except ValidationError as error:
            why = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
    raise NoDraw(f"Aucun tirage ne convient ; au dernier : {why}")


def _named(template: Template, rng: random.Random) -> dict[str, Value]:
    names: dict[str, Value] = {
        name: french.fraction(value) for name, value in template.facts.items()
    }
    for name in sorted(template.variables):  # an order of ours: the file may be rearranged
        names |= template.variables[name].draw(name, rng)
    for name, text in template.let.items():
        names[name] = work_out(formula(text), names)
    return names


def _filled(value: Any, names: Mapping[str, Value], field: str) -> Any:  # JSON in, JSON out
    if isinstance(value, str):
        return _filled_text(value, names, exact=field in _EXACT_FIELDS)
    if isinstance(value, Mapping):
        # The value of a row of a paper is read by people.
        row = "label" in value
        return {k: _filled(v, names, "" if row else k) for k, v in value.items()}
    if isinstance(value, Sequence):
        return [_filled(part, names, field) for part in value]
    return value


def _filled_text(text: str, names: Mapping[str, Value], exact: bool) -> str:
    whole = _PLACEHOLDER.fullmatch(text.strip()) if exact else None
    if whole is not None:
        value = work_out(formula(Placeholder.read(whole[1]).text), names)
        return _plain(value) if isinstance(value, Fraction) else str(value)
    return _PLACEHOLDER.sub(lambda found: Placeholder.read(found[1]).shown(names), text)


def _plain(value: Fraction) -> str:
    """ "12.5" or "1/3": as the fields of contents read exact numbers."""
    if not french.written_exactly(value):
        return str(value)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    cut = len(digits) - places
    return f"{sign}{digits[:cut]}.{digits[cut:]}" if places else f"{sign}{digits}"
