"""Events to put in their period on a line of time (curriculum name: ``timeline``).

Each event is given a period; each that is in its place counts. ``tolerance`` accepts the
periods beside it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from pydantic import Field, model_validator

from exercises.content import Content, Part, Short, Slug, Text
from exercises.instance import Examples, FormatError, Instance, Json, Judged
from exercises.types import assign
from exercises.types.assign import Element, Misplaced
from exercises.types.kind import Form, Kind, Messages

MOST_PERIODS = 24
LABELS_CHARS = 30  # all the years under the line, side by side on a phone


class WrongYear(Part):
    """A year that a known misconception leads to; what is said of its whole period."""

    value: int
    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None


class Event(Part):
    """Something that happened, and its year: −52 is 52 before our era."""

    text: Short
    year: int
    misconception: Slug | None = None
    feedback: Text | None = None
    wrong: tuple[WrongYear, ...] = ()


class TimelineContent(Content):
    """A line from the year ``start`` to ``stop``, cut every ``step`` years.

    ``labels``: the years written under it; by default the two ends.
    """

    start: int
    stop: int
    step: int = Field(ge=1)
    labels: tuple[int, ...] = ()
    events: tuple[Event, ...] = Field(min_length=2, max_length=6)
    tolerance: int = Field(default=0, ge=0, le=2)

    @model_validator(mode="after")
    def _on_the_line(self) -> Self:
        if self.stop <= self.start or (self.stop - self.start) % self.step:
            what = "« step » ne va pas juste de « start » à « stop »."
            raise ValueError(f"{what} | Changez un des trois nombres.")
        if not 3 <= self.periods <= MOST_PERIODS:
            what = f"Cette frise a {self.periods} périodes."
            raise ValueError(f"{what} | Entre 3 et {MOST_PERIODS} : changez « step ».")
        edges = range(self.start, self.stop + 1, self.step)
        if not set(self.labels) <= set(edges):
            raise ValueError("« labels » n’est pas au bord d’une période. | Changez-le.")
        written = self.labels or (self.start, self.stop)
        if sum(len(_year(year)) for year in written) > LABELS_CHARS:
            what = "Les années sous la frise se toucheraient sur un téléphone."
            raise ValueError(f"{what} | Écrivez-en moins dans « labels ».")
        for year in (y for event in self.events for y in _years(event)):
            if not self.start <= year < self.stop:
                what = f"L’année {year} n’est pas sur la frise."
                raise ValueError(f"{what} | Changez-la, ou changez « start » et « stop ».")
        self._check_wrong()
        return self

    def _check_wrong(self) -> None:
        assign.check(elements(self), targets(self), ("events", "wrong"))
        for event in self.events:
            for wrong in event.wrong:
                gap = self.period(wrong.value) - self.period(event.year)
                if abs(gap) <= self.tolerance:
                    what = f"« wrong » contient {wrong.value}, que la correction accepte."
                    raise ValueError(f"{what} | Retirez cette année.")

    @property
    def periods(self) -> int:
        """How many periods the line has."""
        return (self.stop - self.start) // self.step

    def period(self, year: int) -> int:
        """The period of a year, from 0."""
        return (year - self.start) // self.step


def _years(event: Event) -> list[int]:
    return [event.year, *(wrong.value for wrong in event.wrong)]


def _year(year: int) -> str:
    return str(year) if year >= 0 else f"{-year} av. J.-C."


def targets(content: TimelineContent) -> list[str]:
    """The periods, first to last, by their two ends."""
    starts = range(content.start, content.stop, content.step)
    return [f"de {_year(year)} à {_year(year + content.step)}" for year in starts]


def elements(content: TimelineContent) -> list[Element]:
    """The events as elements to place."""
    periods = targets(content)
    return [
        Element(
            event.text,
            periods[content.period(event.year)],
            event.misconception,
            event.feedback,
            tuple(
                Misplaced(
                    given=periods[content.period(wrong.value)],
                    misconception=wrong.misconception,
                    feedback=wrong.feedback,
                    good=wrong.good,
                )
                for wrong in event.wrong
            ),
        )
        for event in content.events
    ]


WORDS = assign.Words(
    field="event",
    how="Choisissez une période pour chaque événement.",
    to_do="Il reste à placer",
    kept=lambda right, count: (
        f"{right} événement est déjà à sa place, sur {count}."
        if right == 1
        else f"{right} événements sont déjà à leur place, sur {count}."
    ),
)


def _identity(content: TimelineContent) -> Json:
    line = [content.start, content.stop, content.step, *content.labels]
    return {"line": line, "events": assign.faces(elements(content))}


def _build(
    content: TimelineContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    shown = sorted(elements(content), key=lambda one: one.text)
    rng.shuffle(shown)
    periods = targets(content)
    written = content.labels or (content.start, content.stop)
    edges = range(content.start, content.stop + 1, content.step)
    public = {
        "events": [one.text for one in shown],
        "periods": periods,
        "edges": [_year(year) if year in written else "" for year in edges],
        "tolerance": content.tolerance,
    }
    return public, assign.secret(shown, periods, messages)


def _parse(instance: Instance, raw: Form) -> tuple[int, ...] | FormatError:
    return assign.parse(instance, raw, WORDS)


def _grade(instance: Instance, chosen: tuple[int, ...]) -> Judged:
    key: Sequence[int] = instance.secret["key"]
    near = instance.public["tolerance"]
    read = tuple(
        right if abs(at - right) <= near else at for at, right in zip(chosen, key, strict=True)
    )
    judged = assign.grade(instance, read, WORDS)
    if judged.score < 1 and _in_order(chosen, key):
        judged = replace(judged, good="L’ordre des événements est juste.")
    if read == chosen:
        return judged
    given = assign.grade(instance, chosen, WORDS)
    lines = tuple(
        {**line, "right": kept["right"]}
        for line, kept in zip(given.lines, judged.lines, strict=True)
    )
    return replace(judged, given=given.given, lines=lines)


def _in_order(chosen: Sequence[int], key: Sequence[int]) -> bool:
    """True when each pair of events of different periods is in the right order."""
    count = len(key)
    pairs = [(a, b) for a in range(count) for b in range(count) if key[a] < key[b]]
    return bool(pairs) and all(chosen[a] < chosen[b] for a, b in pairs)


def _examples(instance: Instance) -> Examples:
    found = assign.examples(instance, WORDS)
    near, key = instance.public["tolerance"], instance.secret["key"]
    if not near:
        return found
    count = len(instance.public["periods"])
    far = [next(a for a in range(count) if abs(a - k) > near) for k in key]
    raw = {f"event{n}": [str(at)] for n, at in enumerate(far, 1)}
    one = {f"event{n}": [str(far[0] if n == 1 else at)] for n, at in enumerate(key, 1)}
    return replace(found, wrong=((raw, None), *found.wrong[1:]), partly=(one,))


def _chance(public: Json) -> float:
    accepted: int = 2 * public["tolerance"] + 1  # near an end fewer: saying so would tell
    return min(0.95, accepted / len(public["periods"]))


def _speech(public: Json) -> list[str]:
    first, last = public["periods"][0], public["periods"][-1]
    said = f"Une frise, {first.partition(' à ')[0]} {last[last.index('à ') :]}."
    return [said, *public["events"]]


KIND: Kind[TimelineContent, tuple[int, ...]] = Kind(
    "timeline",
    TimelineContent,
    _identity,
    _build,
    _parse,
    _grade,
    _examples,
    _chance,
    _speech,
)
