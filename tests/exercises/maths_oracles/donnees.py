"""Data: each key found another way, from what the learner is shown."""

from __future__ import annotations

from typing import Any

from tests.exercises.oracles import Oracle, Public, numbers

# maths.donnees.tableaux


def _grid(public: Public) -> dict[str, list[int]]:
    """The numbers of a paper by the head of their line; 0 where there is none."""
    return {
        row[0]: [int(cell) if cell.isdigit() else 0 for cell in row[1:]]
        for row in public["document"]["cells"]
    }


def _named(public: Public) -> list[int]:
    """The columns that the question names, in its order."""
    heads = [head.lower() for head in public["document"]["head"][1:]]
    said = public["ask"].lower()
    found = [at for at, head in enumerate(heads) if head in said]
    return sorted(found, key=lambda at: said.index(heads[at]))


def _one_cell(public: Public) -> Any:
    (column,) = _named(public)
    (line,) = (one for day, one in _grid(public).items() if day.lower() in public["ask"])
    return line[column]


def _which_total(public: Public) -> Any:
    """The cell that holds the sum of the two others of its line, or of its column."""
    ask, last = public["ask"].lower(), len(public["rows"]) - 1
    for at, row in enumerate(public["rows"]):
        if row[0].lower() in ask.replace("le total", ""):
            return at, len(row) - 2
    (column,) = (
        at for at, head in enumerate(public["head"][1:]) if f"des {head.lower()}" in ask
    )
    return last, column


def _totals(public: Public) -> Any:
    (a1, b1), (a2, b2) = ([int(cell) for cell in row[1:3]] for row in public["rows"][:2])
    return [a1 + b1, a1 + a2, b1 + b2, a1 + b1 + a2 + b2]


def _most(public: Public) -> Any:
    (column,) = _named(public)
    grid = _grid(public)
    best = max(line[column] for line in grid.values())
    (day,) = (day for day, line in grid.items() if line[column] == best)
    return day


def _rubbed_out(public: Public) -> Any:
    grid = _grid(public)
    (found,) = (
        guess
        for guess in range(200)
        if grid["Mardi"][0] + guess == grid["Mardi"][2]
        and grid["Lundi"][1] + guess == grid["Total"][1]
    )
    return found


def _from_list(public: Public) -> Any:
    one, other = (head.lower() for head in public["head"][1:])
    counted = {(day, what): 0 for day in ("Lundi", "Mardi") for what in (one, other)}
    for line in public["document"]["lines"]:
        for part in line.rstrip(".").split("\u00a0:")[1].split(" et "):
            count, what = part.split()
            counted[line.split()[0], what] += int(count)
    totals = [counted["Lundi", what] + counted["Mardi", what] for what in (one, other)]
    return [counted["Lundi", one], counted["Mardi", other], *totals]


def _gap(public: Public) -> Any:
    more, less = _named(public)
    return sum(line[more] - line[less] for line in _grid(public).values())


# maths.donnees.graphiques


def _heights(figure: Public) -> dict[str, int]:
    return dict(zip(figure["categories"], map(int, figure["values"]), strict=True))


def _asked_height(public: Public) -> Any:
    (found,) = (
        height
        for name, height in _heights(public["drawn"]).items()
        if name.lower() in public["ask"].split()
    )
    return found


def _extreme(public: Public) -> Any:
    heights = _heights(public["figure"])
    return (max if "le plus" in public["ask"] else min)(heights, key=heights.__getitem__)


def _bars_to_set(public: Public) -> Any:
    step = int(public["drawn"]["step"])
    return [int(value) // step for _, value in public["document"]["cells"]]


def _between(public: Public) -> Any:
    heights = _heights(public["figure"])
    start, end = (heights[f"{hour}\u00a0h"] for hour in numbers(public["ask"]))
    change = "ne change pas" if end == start else "augmente" if end > start else "diminue"
    return f"La distance {change}."


def _growth(public: Public) -> Any:
    before, after = _heights(public["figure"]).values()
    assert 2 * before != after
    return f"Il augmente de {after - before}\u00a0{public['figure']['unit']}."


def _people(public: Public) -> Any:
    (total,) = numbers(public["context"])
    (percent,) = (
        one["percent"] for one in public["figure"]["slices"] if one["label"] in public["ask"]
    )
    return total * percent / 100


ORACLES: dict[str, Oracle] = {
    "tableaux/lire-un-nombre": _one_cell,
    "tableaux/toucher-le-bon-total": _which_total,
    "tableaux/calculer-les-totaux": _totals,
    "tableaux/le-jour-qui-depasse": _most,
    "tableaux/retrouver-une-case": _rubbed_out,
    "tableaux/ranger-une-liste": _from_list,
    "tableaux/ecart-entre-deux-totaux": _gap,
    "graphiques/lire-une-barre": _asked_height,
    "graphiques/plus-et-moins": _extreme,
    "graphiques/lire-entre-deux-nombres": _asked_height,
    "graphiques/monter-les-barres": _bars_to_set,
    "graphiques/courbe-d-un-trajet": _between,
    "graphiques/axe-qui-ne-part-pas-de-zero": _growth,
    "graphiques/part-d-un-secteur": _people,
}
