"""Measures: each key found another way, from what the learner is shown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exercises.oracles import Oracle, Public, bank_items, check, minutes

SEEDS, MANY_SEEDS = 30, 1_000


# maths.mesures.planning


def _crossing(public: Public) -> Any:
    day, name = public["ask"].split(",")[0], public["ask"].removesuffix("\u00a0?").split()[-1]
    paper = public["document"]
    cell = next(row for row in paper["cells"] if row[0] == name)[paper["head"].index(day)]
    return cell.split(" – ")["finit" in public["ask"]]


def _day_that_ends(public: Public) -> Any:
    (end,) = minutes(public["ask"])
    return next(
        (at, column)
        for at, row in enumerate(public["rows"])
        for column, cell in enumerate(row[1:])
        if row[0] in public["ask"] and minutes(cell)[1] == end
    )


def _who(public: Public) -> Any:
    paper, (at,) = public["document"], minutes(public["ask"])
    day = paper["head"].index(public["ask"].split()[0])
    there = [
        row[0]
        for row in paper["cells"]
        if (hours := minutes(row[day])) and hours[0] < at < hours[1]
    ]
    assert len(there) == 1
    return there[0]


def _timesheet(public: Public) -> Any:
    paper = public["document"]
    line = next(row for row in paper["cells"] if row[0].lower() in public["ask"])
    start, end = minutes(line[1])
    return [*line[1].split(" – "), (end - start) // 60]


def _worked(*cells: str) -> int:
    spans = [minutes(cell) for cell in cells if minutes(cell)]
    return sum(end - start for start, end in spans) // 60


def _two_shifts(public: Public) -> Any:
    return _worked(*(row["value"] for row in public["document"]["rows"]))


def _week(public: Public) -> Any:
    days = [_worked(*row[1:3]) for row in public["rows"][:3]]
    return [*days, sum(days)]


def _both_free(public: Public) -> Any:
    (at,) = minutes(public["ask"])
    free = [
        day
        for day, *cells in public["document"]["cells"]
        if not any(start <= at <= end for start, end in map(minutes, cells))
    ]
    assert len(free) == 1
    return free[0]


ORACLES: dict[str, Oracle] = {
    "planning/heure-de-debut-ou-de-fin": _crossing,
    "planning/toucher-le-bon-jour": _day_that_ends,
    "planning/qui-travaille": _who,
    "planning/remplir-la-feuille-d-heures": _timesheet,
    "planning/journee-en-deux-services": _two_shifts,
    "planning/semaine-avec-coupures": _week,
    "planning/jour-libre-pour-deux": _both_free,
}
ITEMS = bank_items("mesures/planning")
each = pytest.mark.parametrize("name", sorted(ITEMS))


@each
def test_key_is_found_another_way(name: str) -> None:
    check(ITEMS[name], ORACLES[name], SEEDS)


@pytest.mark.slow
@each
def test_key_is_found_another_way_a_thousand_times(name: str) -> None:
    check(ITEMS[name], ORACLES[name], MANY_SEEDS)
