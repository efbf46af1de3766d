"""A chart to read, or bars to set (curriculum name: ``chart``).

To read: a number is typed. To set: each bar is put on a graduation, named by where it is, never
by its value; each bar in its place counts.
"""

from __future__ import annotations

import random
from typing import Annotated, Self

from pydantic import Field, model_validator

from exercises import figures, french
from exercises.content import Content, Part, Short, Slug, Text
from exercises.figures import charts
from exercises.figures.charts import Bars, Line, Pie
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.rulers import Ruler
from exercises.types import numeric
from exercises.types.assign import MOST_BLOCKS
from exercises.types.kind import Form, Kind, Messages, blank, position
from exercises.types.numeric import Exact, Number, Typed, WrongNumber
from exercises.types.wrong import note

HOW = "Choisissez un trait pour chaque barre, puis validez."
Heights = tuple[int, ...]


class WrongBar(Part):
    """A height that a known misconception leads to."""

    category: Short
    value: Exact
    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None


class ChartContent(Content):
    """``chart`` is drawn; with ``set`` its bars are to be put in place, else
    ``answer`` is read.

    ``tolerance`` counts graduations where bars are set, and is a number where one is typed.
    """

    chart: Annotated[Bars | Line | Pie, Field(discriminator="kind")]
    set: bool = Field(default=False, strict=True)
    answer: Exact | None = None
    unit: Short | None = None
    tolerance: Exact = "0"
    wrong: tuple[WrongNumber, ...] = ()
    misplaced: tuple[WrongBar, ...] = ()

    @model_validator(mode="after")
    def _read_or_set(self) -> Self:
        if self.set == (self.answer is not None):
            what = "Un graphique se lit (« answer ») ou se règle (« set: true »)."
            raise ValueError(f"{what} | Écrivez un des deux.")
        if self.answer is not None:
            if self.misplaced:
                raise ValueError("« misplaced » va avec « set ». | Écrivez « wrong ».")
            _number(self)
        else:
            self._check_bars()
        return self

    def _check_bars(self) -> None:
        if not isinstance(self.chart, Bars):
            raise ValueError("On règle des barres. | Écrivez « kind: bars ».")
        names = list(self.chart.categories)
        if self.wrong or len(set(names)) < len(names):
            raise ValueError(
                "Deux barres ont le même nom, ou « wrong ». | Voyez « misplaced »."
            )
        if not self.tolerance.isdigit():
            raise ValueError("« tolerance » compte des traits ici. | Écrivez 0 ou 1.")
        axis = charts.axis(self.chart.model_dump())
        for one in self.misplaced:
            if one.category not in names or axis.place(one.value) is None:
                what = f"« {one.category}, {one.value} » n’est pas sur le graphique."
                raise ValueError(f"{what} | Reprenez une catégorie et une graduation.")
            right = axis.place(self.chart.values[names.index(one.category)]) or 0
            if abs((axis.place(one.value) or 0) - right) <= int(self.tolerance):
                raise ValueError(f"« {one.category} » : {one.value} est accepté. | Retirez-le.")


def _number(content: ChartContent) -> Number:
    """The number to type. Raises ValueError ("what | remedy", in French)."""
    return Number(
        answer=content.answer or "",
        unit=content.unit,
        tolerance=content.tolerance,
        wrong=content.wrong,
    )


def _identity(content: ChartContent) -> Json:
    chart = content.chart.model_dump(mode="json")
    return {"chart": chart, "set": content.set, "answer": content.answer}


def _build(content: ChartContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    drawn = content.chart.model_dump(mode="json")
    if not content.set:
        shown, secret = numeric.number_parts(_number(content), messages)
        public = {"set": False, "drawn": drawn, "told": figures.told(drawn)}
        return public | shown, secret
    values = drawn["values"]
    drawn["values"] = []
    axis = charts.axis(drawn)
    tolerance = int(content.tolerance)
    public = {
        "set": True,
        "drawn": drawn,
        "told": figures.told(drawn),
        "names": [axis.name(place) for place in range(axis.count)],
        "tolerance": tolerance,
    }
    names = list(content.chart.categories) if isinstance(content.chart, Bars) else []
    notes = [
        {
            "bar": names.index(one.category),
            "at": axis.place(one.value),
            **note(one, messages),
        }
        for one in content.misplaced
    ]
    heights = [axis.place(value) for value in values]
    return public, {"heights": heights, "notes": notes}


def _parse(instance: Instance, raw: Form) -> Heights | Typed | FormatError:
    public = instance.public
    if not public["set"]:
        typed: Typed | FormatError = numeric.KIND.parse(instance, raw)
        return typed
    categories = public["drawn"]["categories"]
    fields = [f"bar{number}" for number in range(1, len(categories) + 1)]
    left = [name for name, f in zip(categories, fields, strict=True) if blank(raw, f)]
    if len(left) == len(fields):
        return FormatError("Vous n’avez pas encore réglé les barres.", HOW, missing=True)
    if left:
        named = french.join_list([french.quoted(name) for name in left])
        return FormatError(f"Il reste à régler{french.NBSP}: {named}.", HOW)
    places = [position(raw, field, len(public["names"])) for field in fields]
    heights = tuple(place for place in places if place is not None)
    if len(heights) < len(fields):
        return FormatError("Nous n’arrivons pas à lire votre graphique.", HOW)
    return heights


def _grade(instance: Instance, value: Heights | Typed) -> Judged:
    if isinstance(value, Typed):
        return numeric.KIND.grade(instance, value)
    public, secret = instance.public, instance.secret
    axis = charts.axis(public["drawn"])
    key: list[int] = secret["heights"]
    rights = [
        abs(at - right) <= public["tolerance"] for at, right in zip(value, key, strict=True)
    ]
    notes = [note for note in secret["notes"] if value[note["bar"]] == note["at"]]
    said = [note["blocks"] for note in notes]
    if not all(rights) and not said:
        said = ["Combien vaut l’écart entre deux traits ? Comptez depuis le bas."]
    count = sum(rights)
    good = next((note["good"] for note in notes if note["good"]), None)
    if good is None and 0 < count < len(rights):
        kept = "1 barre est juste" if count == 1 else f"{count} barres sont justes"
        good = f"{kept}, sur {len(rights)}."
    names = public["drawn"]["categories"]
    return Judged(
        tuple(map(float, rights)),
        count / len(rights),
        _text(names, axis, value),
        _text(names, axis, key),
        tuple(dict.fromkeys(n["misconception"] for n in notes if n["misconception"])),
        good,
        tuple(dict.fromkeys(said))[:MOST_BLOCKS],
        lines=tuple(
            line(name, axis.marked(at), axis.marked(right), kept_)
            for name, at, right, kept_ in zip(names, value, key, rights, strict=True)
        ),
    )


def _text(names: list[str], axis: Ruler, places: Heights | list[int]) -> str:
    pairs = zip(names, places, strict=True)
    return f"{french.NBSP}; ".join(
        f"{name}{french.NBSP}: {axis.marked(place)}" for name, place in pairs
    )


def _raw(heights: list[int]) -> Raw:
    return {f"bar{number}": [str(at)] for number, at in enumerate(heights, 1)}


def _examples(instance: Instance) -> Examples:
    public, secret = instance.public, instance.secret
    if not public["set"]:
        return numeric.KIND.examples(instance)
    key, count, tolerance = secret["heights"], len(public["names"]), public["tolerance"]

    def only(bar: int, at: int) -> Raw:
        return _raw([*key[:bar], at, *key[bar + 1 :]])

    known = {(note["bar"], note["at"]) for note in secret["notes"]}
    off = [
        next(
            at
            for at in sorted(range(count), key=lambda at, right=right: -abs(at - right))  # type: ignore[misc]
            if (bar, at) not in known and abs(at - right) > tolerance
        )
        for bar, right in enumerate(key)
    ]
    named = [(only(n["bar"], n["at"]), n["misconception"]) for n in secret["notes"]]
    first = "bar1"
    return Examples(
        right=(_raw(key),),
        wrong=((_raw(off), None), *named),
        partly=(only(0, off[0]),),
        unreadable=(
            {},
            {**_raw(key), first: [""]},
            {**_raw(key), first: [str(count)]},
            {**_raw(key), first: ["0", "1"]},
        ),
    )


def _chance(public: Json) -> float:
    if not public["set"]:
        return 0.0
    accepted: int = 2 * public["tolerance"] + 1  # near an end fewer: saying so would tell
    return min(0.95, accepted / len(public["names"]))


def _speech(public: Json) -> list[str]:
    return [public["told"]]


KIND: Kind[ChartContent, Heights | Typed] = Kind(
    "chart", ChartContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
