"""Measures: each key found another way, from what the learner is shown."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, minutes, numbers, typed

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
        if public["head"][column + 1] in public["ask"] and minutes(cell)[1] == end
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


# maths.mesures.instruments


def _shown_on(figure: Public) -> Fraction:
    """What the drawing shows, counted graduation by graduation."""
    value, at = Fraction(figure["start"]), figure.get("at")
    if at is None:
        return Fraction(figure["value"])
    for _ in range(at):
        value += Fraction(figure["step"])
    return value


def _mark_to_set(public: Public) -> Any:
    (wanted,), figure = numbers(public["ask"]), public["drawn"]
    every = [Fraction(figure["start"]) + at * Fraction(figure["step"]) for at in range(60)]
    return every.index(wanted)


_KINDS_OF = {
    "mètre ruban": ("porte", "étagère", "taille", "couloir"),
    "balance": ("masse",),
    "verre doseur": ("lait", "huile", "produit", "sirop"),
    "thermomètre": ("fièvre", "température"),
}


def _tools(public: Public) -> Any:
    found = {}
    for thing in public["left"]:
        (tool,) = (t for t, words in _KINDS_OF.items() if any(w in thing for w in words))
        (found[thing],) = (right for right in public["right"] if tool in right)
    return found


# In metres, kilograms or litres: from the smallest that makes sense to the largest.
_SIZES = {
    "porte": (1.5, 3),
    "stylo": (0.08, 0.25),
    "pomme": (0.05, 0.5),
    "voiture": (500, 3_000),
    "verre": (0.1, 0.5),
    "seau": (4, 20),
    "feuille": (0.1, 0.5),
    "villes": (1_000, 10**6),
    "adulte": (35, 200),
    "monnaie": (0.001, 0.004),
    "cuillère": (0.002, 0.02),
    "étage": (2, 5),
    "armoire": (1, 3),
    "carton": (0.2, 2),
    "fenêtre": (0.4, 3),
    "tournevis": (0.1, 0.5),
}
_IN_BASE = {"km": 1_000, "m": 1, "cm": 0.01, "mm": 0.001, "t": 1_000, "kg": 1, "g": 0.001}
_IN_BASE |= {"L": 1, "cL": 0.01, "mL": 0.001}


def _makes_sense(thing: str, measure: str) -> bool:
    number, unit = measure.split("\u00a0")
    (bounds,) = (bounds for word, bounds in _SIZES.items() if word in thing)
    return bounds[0] <= int(number) * _IN_BASE[unit] <= bounds[1]


def _sensible(public: Public) -> Any:
    (found,) = (one for one in public["choices"] if _makes_sense(public["ask"], one))
    return found


def _absurd_line(public: Public) -> Any:
    lengths = ("Hauteur", "Longueur", "Largeur")
    (at,) = (at for at, name in enumerate(public["names"]) if name.startswith(lengths))
    number, given = public["values"][at].split("\u00a0")
    assert not _makes_sense(public["names"][at], f"{number}\u00a0{given}")
    (unit,) = (
        one
        for one in ("m", "cm", "mm", "km")
        if _makes_sense(public["names"][at], f"{number}\u00a0{one}")
    )
    return at, unit


def _net(public: Public) -> Any:
    (tare,) = numbers(public["context"])
    return _shown_on(public["figure"]) - tare


# maths.mesures.unites

# In thousandths of a metre, grams, millilitres: whole numbers alone.
_SMALL = {"km": 10**6, "m": 1_000, "cm": 10, "mm": 1, "kg": 1_000, "g": 1}
_SMALL |= {"L": 1_000, "cL": 10, "mL": 1}
_MEASURE = re.compile(r"(\d[\d\u00a0\u202f]*(?:,\d+)?)\u00a0(km|cm|mm|m|kg|g|cL|mL|L)\b")


def _measures(text: str) -> list[Fraction]:
    return [numbers(number)[0] * _SMALL[unit] for number, unit in _MEASURE.findall(text)]


def _converted(public: Public) -> Any:
    (amount,) = _measures(public["context"])
    return amount / _SMALL[public["unit"]]


def _equal(public: Public) -> Any:
    amounts = {text: _measures(text)[0] for text in (*public["left"], *public["right"])}
    return {
        one: next(other for other in public["right"] if amounts[other] == amounts[one])
        for one in public["left"]
    }


def _all_of_them(public: Public) -> Any:
    count, (each_one,) = numbers(public["context"])[0], _measures(public["context"])
    return sum([each_one] * int(count)) / _SMALL[public["unit"]]


def _what_is_left(public: Public) -> Any:
    (whole, part), count = _measures(public["context"]), numbers(public["context"])[1]
    left = whole
    for _ in range(int(count)):
        left -= part
    small = public["units"][0]
    return f"{typed(left / _SMALL[small])} {small}"


ORACLES: dict[str, Oracle] = {
    "planning/heure-de-debut-ou-de-fin": _crossing,
    "planning/toucher-le-bon-jour": _day_that_ends,
    "planning/qui-travaille": _who,
    "planning/remplir-la-feuille-d-heures": _timesheet,
    "planning/journee-en-deux-services": _two_shifts,
    "planning/semaine-avec-coupures": _week,
    "planning/jour-libre-pour-deux": _both_free,
    "instruments/lire-la-graduation": lambda public: _shown_on(public["drawn"]),
    "instruments/choisir-instrument-et-unite": _tools,
    "instruments/regler-la-mesure": _mark_to_set,
    "instruments/regle-qui-ne-part-pas-de-zero": lambda public: (
        _shown_on(public["figure"]) - Fraction(public["figure"]["start"])
    ),
    "instruments/mesure-possible": _sensible,
    "instruments/fiche-a-verifier": _absurd_line,
    "instruments/enlever-le-poids-du-bol": _net,
    "unites/vers-une-unite-plus-petite": _converted,
    "unites/contenances-egales": _equal,
    "unites/vers-une-unite-plus-grande": _converted,
    "unites/cl-ou-ml": _converted,
    "unites/ranger-des-mesures": lambda public: sorted(public["elements"], key=_measures),
    "unites/total-en-litres": _all_of_them,
    "unites/ce-qui-reste": _what_is_left,
}
