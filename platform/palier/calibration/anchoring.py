"""Which exercises hold the scale of a calibration: those a person names, or those that an
approved calibration measured; and whether they may move with it or stay where they are.

What cannot serve is said before the answers are looked at, wherever that can be known.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from adaptive.calibration.linking import LEAST_ANCHORS
from adaptive.pool import Bools
from palier.calibration import scaling
from palier.calibration.scaling import LEAST_ANCHOR
from palier.catalogue import SEED_SD, PoolItem, varied
from palier.people.reading import SEPARATORS, decoded

if TYPE_CHECKING:  # measuring asks this module
    from palier.calibration.measuring import Known

HEADS = ("exercice", "exercices", "item", "id", "ancre", "anchor")
SHOWN = 5  # names told of a longer list


class AnchorsRefused(Exception):
    """These exercises cannot hold the scale. ``str()`` says which, and what to do."""


@dataclass(frozen=True)
class Anchors:
    """What is to hold the scale: exercises by name, all that are measured when None. ``fixed``:
    they keep the parameters they have, whatever the answers say."""

    names: tuple[str, ...] | None = None
    fixed: bool = False

    def among(self, names: Sequence[str]) -> Bools | None:
        """Which of these exercises were named, (m,); None when nobody said, or none of them."""
        if self.names is None:
            return None
        chosen = set(self.names)
        found = np.array([name in chosen for name in names], dtype=bool)
        return found if found.any() else None

    @property
    def mark(self) -> str:
        """What tells one choice from another, "" of the usual one."""
        if self == USUAL:
            return ""
        return f"{self.fixed} {sorted(self.names) if self.names is not None else None}"


USUAL = Anchors()


def read(path: Path, fixed: bool = False) -> Anchors:
    """The exercises named in a CSV file: the column « exercice » (or « item »), else the first.

    :raises AnchorsRefused: a file that cannot be read or names nothing.
    """
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        raise AnchorsRefused(f"{path} : illisible ({error.strerror}).") from None
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=head.count)
    try:
        rows = [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise AnchorsRefused(f"{path} : ce n’est pas un fichier CSV ({error}).") from None
    place = 0
    if rows and (named := [at for at, cell in enumerate(rows[0]) if cell.lower() in HEADS]):
        place, rows = named[0], rows[1:]
    names = dict.fromkeys(row[place] for row in rows if len(row) > place and row[place])
    if not names:
        raise AnchorsRefused(
            f"{path} : aucun exercice. Écrivez un nom d’exercice par ligne, comme "
            "« maths.calcul.addition-soustraction/completer-le-stock »."
        )
    return Anchors(tuple(names), fixed)


def asked(path: Path | None, fixed: bool) -> Anchors:
    """What a person asked for, in a file or not. Raises AnchorsRefused."""
    return Anchors(fixed=fixed) if path is None else read(path, fixed)


def check(known: Known, anchors: Anchors) -> None:
    """Whether these exercises may hold the scale, as far as it shows before calibrating.

    :raises AnchorsRefused: saying which cannot, and why.
    """
    if anchors.names is None:
        if anchors.fixed and not any(_sure(known, d) for d in known.domains if known.enough(d)):
            raise AnchorsRefused(
                f"Aucun domaine n’a {scaling.MANY_ANCHORS} exercices mesurés par une "
                "calibration approuvée : rien ne peut tenir l’échelle. Approuvez d’abord une "
                "calibration, ou nommez des exercices avec --anchors."
            )
        return
    _refuse(
        "Exercices inconnus, ou qui ne sont plus publiés", list(_unknown(known, anchors.names))
    )
    _refuse(
        "Exercices qu’aucune calibration approuvée n’a mesurés",
        [name for name in anchors.names if not _measured(known, name)],
    )
    # A calibration of another program may say so; those made here never do.
    _refuse(
        "Exercices dont la pente n’est pas au-dessus de 0 : ils ne distinguent pas",
        [name for name in anchors.names if not known.calibrated[name]["a"] > 0.0],
    )
    for domain in known.domains:
        named = sum(name.split(".")[0] == domain for name in anchors.names)
        serve = len(_serving(known, domain, anchors.names))
        if known.enough(domain) and named and serve < LEAST_ANCHORS:
            raise AnchorsRefused(
                f"{domain} : {named} exercices d’ancrage nommés, dont {serve} qui peuvent "
                f"servir (au moins {LEAST_ANCHOR} réponses, des justes et des fausses). Il en "
                f"faut {LEAST_ANCHORS} : nommez-en d’autres, ou aucun de ce domaine."
            )


def _refuse(said: str, names: list[str]) -> None:
    if names:
        more = f" (et {len(names) - SHOWN} autres)" if len(names) > SHOWN else ""
        raise AnchorsRefused(f"{said} : {', '.join(names[:SHOWN])}{more}.")


def _unknown(known: Known, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name not in known.entries:
            near = get_close_matches(name, known.entries, 1)
            yield f"{name} (peut-être {near[0]} ?)" if near else name


def _measured(known: Known, name: str) -> bool:
    """Whether answers say something of it in the calibration in force, beyond its author."""
    said = known.calibrated.get(name, {})
    return "b_var" in said and said["b_var"] < known.entries[name].b_var - 1e-6


def _serving(known: Known, domain: str, names: Sequence[str]) -> list[str]:
    """Those of a domain with answers enough, right ones and wrong ones."""
    some = known.answers
    given = np.bincount(some.item, minlength=len(some.names))
    right = np.bincount(some.item, some.right, minlength=len(some.names))
    usable = (given >= LEAST_ANCHOR) & (right > 0) & (right < given)
    place = {name: at for at, name in enumerate(some.names)}
    return [n for n in names if n.split(".")[0] == domain and n in place and usable[place[n]]]


def of_mean(entry: PoolItem, b_var: float) -> float:
    """The variance of a difficulty in force, without what instances of an item differ by: what
    was measured, and will be again, is their mean."""
    own = b_var - (SEED_SD**2 if varied(entry.item) else 0.0)
    return max(own, scaling.LEAST_VARIANCE)


def _sure(known: Known, domain: str) -> bool:
    """Whether a domain has exercises enough that are measured and answered."""
    sure = [
        name
        for name, said in known.calibrated.items()
        if name in known.entries
        and of_mean(known.entries[name], said["b_var"]) <= scaling.SURE_VARIANCE
    ]
    return len(_serving(known, domain, sure)) >= scaling.MANY_ANCHORS
