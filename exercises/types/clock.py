"""The time on a dial, to read or to set (curriculum name: ``clock``).

To read: hours and minutes are typed. To set: each hand is put on a place of the dial, named
by the numbers on it ("entre le 3 et le 4"), never by the time. Hour and minutes each count.
"""

from __future__ import annotations

import random
import re
from typing import Annotated, NamedTuple, Self

from pydantic import Field, StringConstraints, model_validator

from exercises import figures
from exercises.content import Content
from exercises.french import NBSP
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.types.kind import Form, Kind, Messages, blank, position
from exercises.types.wrong import Wrong, note

Time = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
LONG = [f"sur le {number or 12}" for number in range(12)]
SHORT = [
    f"sur le {hour or 12}" if half == 0 else f"entre le {hour or 12} et le {hour % 12 + 1}"
    for hour in range(12)
    for half in (0, 1)
]
_DIGITS = re.compile(r"\d{1,2}")
_TOGETHER = re.compile(r"(\d{1,2})\s*[hH:]\s*(\d{0,2})\s*(?:min)?")


class WrongTime(Wrong):
    """A time that a known misconception leads to."""

    value: Time


class ClockContent(Content):
    """``time``: "14:30". ``set``: the hands are to be put in place, on multiples of 5 minutes.

    ``full``: read on 24 hours (the question says which part of the day), else 2 h is 14 h.
    """

    time: Time
    set: bool = Field(default=False, strict=True)
    full: bool = Field(default=False, strict=True)
    wrong: tuple[WrongTime, ...] = ()

    @model_validator(mode="after")
    def _can_be_set(self) -> Self:
        times = [self.time, *(one.value for one in self.wrong)]
        if self.set and any(_split(text)[1] % 5 for text in times):
            what = "On règle les aiguilles de 5 en 5 minutes."
            raise ValueError(f"{what} | Changez l’heure, ou retirez « set ».")
        if self.set and self.full:
            raise ValueError("Un cadran n’a que 12 heures. | Retirez « full » ou « set ».")
        seen = [_split(text) for text in times]
        if not self.full:
            seen = [(hour % 12, minute) for hour, minute in seen]
        if len(set(seen)) < len(seen):
            raise ValueError("« wrong » répète une heure, ou la bonne. | Retirez-la.")
        return self


class Reading(NamedTuple):
    """An hour and minutes, as they were given; ``place`` of the short hand when it was set."""

    hour: int
    minute: int
    place: int | None = None


def _split(text: str) -> tuple[int, int]:
    hour, _, minute = text.partition(":")
    return int(hour), int(minute)


def _identity(content: ClockContent) -> Json:
    return {"time": content.time, "set": content.set, "full": content.full}


def _build(content: ClockContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    hour, minute = _split(content.time)
    public: Json = {"set": content.set}
    if content.set:
        public["drawn"] = {"kind": "clock", "hour": None, "minute": None}
        public["told"] = "Une horloge. Ses deux aiguilles sont à placer."
        public["short"], public["long"] = list(SHORT), list(LONG)
        public["tells"] = "La petite aiguille montre l’heure, la grande montre les minutes."
    else:
        # The dial says nothing of morning or evening: only the question does.
        public["drawn"] = {"kind": "clock", "hour": hour % 12, "minute": minute}
        public["told"] = figures.told(public["drawn"])
        public["tells"] = f"Par exemple, 3{NBSP}h et 15{NBSP}h sont acceptés tous les deux."
        if content.full:
            public["tells"] = "L’après-midi et le soir, écrivez l’heure sur 24 heures."
    secret = {
        "time": content.time,
        "full": content.full,
        "wrong": [
            {
                "value": one.value,
                **note(one, messages),
            }
            for one in content.wrong
        ],
    }
    return public, secret


def _parse(instance: Instance, raw: Form) -> Reading | FormatError:
    return _hands(raw) if instance.public["set"] else _typed(raw)


def _hands(raw: Form) -> Reading | FormatError:
    how = "Choisissez une place pour chaque aiguille."
    if blank(raw, "short") and blank(raw, "long"):
        return FormatError("Vous n’avez pas encore placé les aiguilles.", how, missing=True)
    for name, said in (("short", "petite"), ("long", "grande")):
        if blank(raw, name):
            return FormatError(f"Il reste à placer la {said} aiguille.", how)
    short, long = position(raw, "short", len(SHORT)), position(raw, "long", len(LONG))
    if short is None or long is None:
        return FormatError("Nous n’arrivons pas à lire la place des aiguilles.", how)
    return Reading(short // 2, long * 5, short)


def _typed(raw: Form) -> Reading | FormatError:
    how = "Écrivez par exemple : 7 dans la case des heures, 20 dans celle des minutes."
    if blank(raw, "hour") and blank(raw, "minute"):
        return FormatError("Vous n’avez pas encore écrit l’heure.", how, missing=True)
    texts = []
    for name in ("hour", "minute"):
        values = raw.get(name, ())
        given = [values] if isinstance(values, str) else list(values)
        if len(given) > 1:
            return FormatError("Nous n’arrivons pas à lire cette heure.", how)
        texts.append(given[0].strip() if given else "")
    together = _TOGETHER.fullmatch(texts[0])
    if together and not texts[1]:
        texts = [together[1], together[2] or "0"]
    if not texts[0] or not texts[1]:
        left = "les minutes" if texts[0] else "les heures"
        return FormatError(f"Il reste à écrire {left}.", "À l’heure juste, écrivez 0 minute.")
    if not all(_DIGITS.fullmatch(text) for text in texts):
        return FormatError("Nous n’arrivons pas à lire cette heure.", how)
    hour, minute = map(int, texts)
    if hour > 24 or minute > 59:
        return FormatError("Cette heure n’existe pas.", how)
    return Reading(hour % 24, minute)


def _written(hour: int, minute: int) -> str:
    return f"{hour}{NBSP}h{NBSP}{minute:02}" if minute else f"{hour}{NBSP}h"


def _same_hour(one: int, other: int, full: bool) -> bool:
    return one == other if full else one % 12 == other % 12


def _grade(instance: Instance, typed: Reading) -> Judged:
    secret, setting = instance.secret, instance.public["set"]
    hour, minute = _split(secret["time"])
    rights = [_same_hour(typed.hour, hour, secret["full"]), typed.minute == minute]
    if setting:
        # The short hand stands on a number only when the hour is full.
        rights[0] = rights[0] and (typed.place or 0) % 2 == int(minute > 0)
    given, expected = _shown(typed, setting), _shown(_reading(secret["time"]), setting)
    parts = (float(rights[0]), float(rights[1]))
    score = sum(parts) / 2
    if all(rights):
        return Judged(parts, 1.0, given, expected)
    lines = _lines(typed, hour, minute, rights) if setting else ()
    for wrong in secret["wrong"]:
        other = _split(wrong["value"])
        same = _same_hour(typed.hour, other[0], secret["full"]) and typed.minute == other[1]
        if same:
            known = (wrong["misconception"],) if wrong["misconception"] else ()
            said = (wrong["blocks"],)
            good = wrong["good"]
            return Judged(parts, score, given, expected, known, good, said, lines)
    good = (
        ("Les minutes sont justes." if rights[1] else "L’heure est juste.") if score else None
    )
    what = "La petite aiguille montre l’heure." if not rights[0] else ""
    if not rights[1]:
        what = f"{what} La grande aiguille avance de 5 minutes d’un nombre à l’autre.".strip()
    elif setting and typed.hour == hour % 12:
        what = "Quand les minutes passent, la petite aiguille avance elle aussi."
    return Judged(parts, score, given, expected, (), good, (what,), lines)


def _reading(text: str) -> Reading:
    hour, minute = _split(text)
    return Reading(hour, minute, hour % 12 * 2 + int(minute > 0))


def _shown(one: Reading, setting: bool) -> str:
    if not setting:
        return _written(one.hour, one.minute)
    short, long = SHORT[one.place or 0], LONG[one.minute // 5]
    return f"petite aiguille {short}, grande aiguille {long}"


def _lines(typed: Reading, hour: int, minute: int, rights: list[bool]) -> tuple[Json, ...]:
    short = SHORT[typed.place or 0], SHORT[hour % 12 * 2 + int(minute > 0)]
    long = LONG[typed.minute // 5], LONG[minute // 5]
    return (
        line("Petite aiguille", *short, rights[0]),
        line("Grande aiguille", *long, rights[1]),
    )


def _raw(instance: Instance, hour: int, minute: int) -> Raw:
    if instance.public["set"]:
        short = hour % 12 * 2 + int(minute > 0)
        return {"short": [str(short)], "long": [str(minute // 5)]}
    return {"hour": [str(hour)], "minute": [f"{minute:02}"]}


def _examples(instance: Instance) -> Examples:
    secret, setting = instance.secret, instance.public["set"]
    hour, minute = _split(secret["time"])
    known = [(_split(one["value"]), one["misconception"]) for one in secret["wrong"]]
    right = [_raw(instance, hour, minute)]
    if not setting:
        right.append({"hour": [f"{hour} h {minute:02}"]})
        if not secret["full"]:
            right.append(_raw(instance, (hour + 12) % 24, minute))

    def free(times: list[tuple[int, int]]) -> tuple[int, int]:
        taken = {(h % 12, m) for (h, m), _ in known}
        return next((h, m) for h, m in times if (h % 12, m) not in taken)

    minutes = [m for m in range(0, 60, 5) if m != minute and (m > 0) == (minute > 0)] or [30]
    off = free([((hour + h) % 12, m) for h in range(1, 12) for m in minutes])
    near = free([((hour + h) % 12, minute) for h in range(1, 12)])
    bad: tuple[Raw, ...] = (
        {},
        {"hour": ["7"], "minute": [" "]},
        {"hour": ["27"], "minute": ["10"]},
        {"hour": ["midi"], "minute": ["5"]},
    )
    if setting:
        pairs = ((["3"], [""]), (["30"], ["1"]), (["1", "2"], ["1"]))
        bad = ({}, *({"short": short, "long": long} for short, long in pairs))
    return Examples(
        right=tuple(right),
        wrong=(
            (_raw(instance, *off), None),
            *((_raw(instance, *time), name) for time, name in known),
        ),
        partly=(_raw(instance, *near),),
        unreadable=bad,
    )


def _chance(public: Json) -> float:
    return (1 / len(SHORT) + 1 / len(LONG)) / 2 if public["set"] else 0.0


def _speech(public: Json) -> list[str]:
    return [public["told"], public["tells"]]


KIND: Kind[ClockContent, Reading] = Kind(
    "clock", ClockContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
