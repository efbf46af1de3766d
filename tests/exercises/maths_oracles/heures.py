"""Hours and durations: each key found minute by minute, from what is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, minutes, numbers

_WORDS = {"cinq": 5, "dix": 10, "le quart": 15, "vingt": 20, "vingt-cinq": 25}
_HOURS = ("Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix")


def _dial(public: Public) -> Any:
    """What the hands show; from noon on when the place is told so."""
    drawn = public["drawn"]
    later = re.search("après-midi|le soir", public["context"])
    return drawn["hour"] + (12 if later else 0), drawn["minute"]


def _hands(public: Public) -> Any:
    """The short hand walks 24 half places in 12 hours, the long one 12 places in an hour."""
    (at,) = minutes(public["context"])
    half = sum(1 for one in range(at % 720 // 30))
    # Any place strictly between two numbers is the same half place.
    return half - half % 2 + 1, at % 60 // 5


def _spoken(public: Public) -> Any:
    found = {}
    for text in public["statements"]:
        said, written = re.findall(r"« ?(.*?) ?»(.*)", text.replace("\u00a0", " "))[0]
        (shown,) = minutes(written.replace(" h", "\u00a0h").replace("h ", "h\u00a0"))
        if " moins " in said:
            hour, less = re.split(" heures moins ", said)
            at = (_HOURS.index(hour) + 3) * 60
            for _ in range(_WORDS[less]):
                at -= 1
        else:
            at = (numbers(said)[0].numerator + 12) * 60
        found[text] = shown == at
    return found


def _walked(start: int, stop: int) -> int:
    """Minutes counted one at a time."""
    return sum(1 for _ in range(start, stop))


def _trips(public: Public) -> Any:
    wrong = []
    for at, value in enumerate(public["values"]):
        start, stop = minutes(value)
        length = _walked(start, stop)
        if length != numbers(value.split("\u00a0:")[-1])[0]:
            wrong.append((at, length))
    assert len(wrong) == 1, public["values"]
    return wrong[0]


def _pay(public: Public) -> Any:
    return [Fraction(minutes(row[1])[0], 60) for row in public["rows"]]


def _days(public: Public) -> Any:
    """For each day, the choice that is as long as from start to end without the break."""
    found = []
    for row, field in zip(public["rows"], public["fields"], strict=True):
        (start,), (stop,) = minutes(row[1]), minutes(row[2])
        work = _walked(start, stop) - numbers(row[3])[0]
        (one,) = [text for text in field["choices"] if minutes(text) == [work]]
        found.append(one)
    return found


def _sums(public: Public) -> Any:
    found = {}
    for text in public["statements"]:
        if "=" in text:
            left, right = text.split("=")
            hours, rest = numbers(right)
            at = minutes(left)[0] + numbers(left.split("+")[1])[0]
            found[text] = rest < 60 and hours * 60 + rest == at
        else:
            left, right = text.split("c’est")
            (length,) = minutes(re.sub(r"h (\d)", "h\u00a0\\1", left.replace(" h", "\u00a0h")))
            unit = 60 if "virgule" in right else 1
            found[text] = numbers(right)[0] * unit == length
    return found


ORACLES: Mapping[str, Oracle] = {
    "heure/horloge-du-matin": _dial,
    "heure/heures-dites-a-juger": _spoken,
    "heure/horloge-de-l-apres-midi": _dial,
    "heure/aiguilles-du-rendez-vous": _hands,
    "durees/trajets-a-verifier": _trips,
    "durees/heures-de-la-fiche-de-paie": _pay,
    "durees/journees-avec-pause": _days,
    "durees/durees-a-juger": _sums,
}
