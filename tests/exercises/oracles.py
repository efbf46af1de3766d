"""What the oracles share: an answer found another way is posted as a learner would post it."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from exercises import french
from exercises import items as play
from exercises.instance import FormatError, Raw
from exercises.items import Item

Public = dict[str, Any]
Oracle = Callable[[Public], Any]

_NUMBER = re.compile(r"\d[\d\u00a0\u202f]*(?:,\d+)?")
_HOUR = re.compile(r"(\d+)\u00a0h(?:\u00a0(\d\d))?")


def check(item: Item, oracle: Oracle, seeds: int) -> None:
    """What ``oracle`` finds from what is shown is judged right, and it alone, on every seed."""
    for seed in range(seeds):
        instance = play.make(item, seed)
        raw = _POSTED[item.type](instance.public, oracle(instance.public))
        value = play.parse(instance, raw)
        assert not isinstance(value, FormatError), (item.id, seed, raw, value)
        verdict = play.grade(instance, value)
        assert verdict.score == 1, (item.id, seed, raw, verdict.expected)


def numbers(text: str) -> list[Fraction]:
    """Every number written in a French text: "1 500,5" is one."""
    return [
        french.fraction(re.sub(r"[\u00a0\u202f]", "", found)) for found in _NUMBER.findall(text)
    ]


def minutes(text: str) -> list[int]:
    """Every time of a text, in minutes: "8 h 30 – 12 h" is 510 and 720."""
    return [int(hour) * 60 + int(rest or 0) for hour, rest in _HOUR.findall(text)]


def typed(value: Any) -> str:
    """A number as a learner types it; a text as it is."""
    return value if isinstance(value, str) else french.number(Fraction(value))


def _choice(public: Public, answer: Any) -> Raw:
    return {"choice": [str(public["choices"].index(answer))]}


def _number(public: Public, answer: Any) -> Raw:
    return {"number": [typed(answer)]}


def _words(public: Public, answer: Any) -> Raw:
    return {"text": [answer]}


def _table(public: Public, answer: Any) -> Raw:
    """A row, or a place (row, column), from 0 without the heads; else each cell’s value."""
    if public["find"] == "row":
        return {"cell": [str(answer)]}
    if public["find"]:
        row, column = answer
        return {"cell": [str(row * (len(public["head"]) - 1) + column)]}
    return _fields("cell")(public, answer)


def _fraction(public: Public, answer: Any) -> Raw:
    value = Fraction(answer)
    return {"top": [str(value.numerator)], "bottom": [str(value.denominator)]}


def _fields(prefix: str) -> Callable[[Public, Any], Raw]:
    def posted(public: Public, answer: Any) -> Raw:
        pairs = zip(public["fields"], answer, strict=True)
        return {
            f"{prefix}{at}": [
                str(field["choices"].index(one)) if "choices" in field else typed(one)
            ]
            for at, (field, one) in enumerate(pairs, 1)
        }

    return posted


def _order(public: Public, answer: Any) -> Raw:
    return {"order": [str(public["elements"].index(one)) for one in answer]}


def _targets(prefix: str, left: str, right: str) -> Callable[[Public, Any], Raw]:
    """``answer`` gives the target of each element that is shown."""

    def posted(public: Public, answer: Any) -> Raw:
        return {
            f"{prefix}{at}": [str(public[right].index(answer[one]))]
            for at, one in enumerate(public[left], 1)
        }

    return posted


def _statements(public: Public, answer: Any) -> Raw:
    return {
        f"statement{at}": ["vrai" if answer[one] else "faux"]
        for at, one in enumerate(public["statements"], 1)
    }


def _mend(public: Public, answer: Any) -> Raw:
    """The number of the place, and what is written there."""
    at, fix = answer
    return {"place": [str(at)], "fix": [typed(fix)]}


def _measure(public: Public, answer: Any) -> Raw:
    return _number(public, answer) if public["read"] else {"place": [str(answer)]}


def _chart(public: Public, answer: Any) -> Raw:
    if public["set"]:
        return {f"bar{at}": [str(one)] for at, one in enumerate(answer, 1)}
    return _number(public, answer)


def _clock(public: Public, answer: Any) -> Raw:
    """Hours and minutes as typed; or the place of each hand, from 0."""
    names = ("short", "long") if public["set"] else ("hour", "minute")
    return {name: [str(one)] for name, one in zip(names, answer, strict=True)}


def _money(public: Public, answer: Any) -> Raw:
    """How many of each piece, by cents."""
    return {f"coin{cents}": [str(count)] for cents, count in answer.items()}


_POSTED: dict[str, Callable[[Public, Any], Raw]] = {
    "chart": _chart,
    "clock": _clock,
    "expression": lambda public, answer: {"expression": [answer]},
    "form": _fields("field"),
    "fraction": _fraction,
    "highlight": lambda public, answer: {"word": [str(at) for at in answer]},
    "map": lambda public, answer: {"zone": [str(answer)]},
    "match": _targets("match", "left", "right"),
    "mcq": _choice,
    "mend": _mend,
    "money": _money,
    "numberline": _measure,
    "numeric": _number,
    "order": _order,
    "passage": _fields("question"),
    "quantity": lambda public, answer: {"quantity": [answer]},
    "scale": _measure,
    "short": _words,
    "sort": _targets("place", "elements", "categories"),
    "table": _table,
    "truefalse": _statements,
}
