"""Exercises compared between learners of the declared course and the others, in aggregate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adaptive import Observation
from adaptive.simulation.fairness import LEAST_LEARNERS
from adaptive.simulation.forecast import Turn
from palier.report import observed_page
from palier.report.logs import Logs
from palier.report.observed import Observed, observed

ASKED, HARD = 6, 2


@pytest.fixture
def catalogue(sqlite_room: Any) -> Any:
    with sqlite_room.services.db.read() as session:
        return sqlite_room.services.catalogue.current(session)


def answered(catalogue: Any, french: tuple[bool | None, ...], biased: bool = True) -> Observed:
    """Six exercises each; the third one is nearly never right for the course."""
    rng, logs = np.random.default_rng(3), []
    for course in french:
        level, log = rng.normal(0.0, 0.5), []
        for row in range(ASKED):
            item = catalogue.items[row]
            p = 1.0 / (1.0 + np.exp(-(1.0 + level)))
            p = 0.08 if biased and course and row == HARD else p
            seen = Observation(
                seq=row + 1,
                at=row / 1e3,
                day=0,
                sitting=1,
                skills=(catalogue.parameters.index[item.item.skill],),
                score=float(rng.random() < p),
                b=item.b,
                b_var=item.b_var,
                variant=row + 1,
            )
            log.append(Turn(row + 1, seen, item.u, row))
        logs.append(tuple(log))
    return observed(catalogue, Logs(tuple(logs), french, None, False, len(logs)))


def test_an_exercise_that_asks_more_of_the_course_is_listed(catalogue: Any) -> None:
    french = (True, False) * 60
    found = answered(catalogue, french).french
    assert found.enough
    assert found.compared == ASKED
    name, worst = found.listed[0]
    assert name == catalogue.items[HARD].item.id
    assert worst.letter == "C"
    assert worst.delta < -1.5
    part = observed_page.observed_part(catalogue.curriculum, answered(catalogue, french))
    assert part.french is not None
    assert name in part.french.lines[0].head


def test_who_declared_nothing_is_nowhere(catalogue: Any) -> None:
    """Adding people for whom nothing is declared changes no number."""
    french = (True, False) * 30
    alone = answered(catalogue, french).french
    among = answered(catalogue, (*french, None, None, None)).french
    assert alone == among


@pytest.mark.parametrize("declared", [LEAST_LEARNERS - 1, 0])
def test_a_small_group_is_not_compared_nor_counted(catalogue: Any, declared: int) -> None:
    found = answered(catalogue, (True,) * declared + (False,) * 40)
    assert not found.french.enough
    assert found.french.listed == ()
    part = observed_page.observed_part(catalogue.curriculum, found)
    assert part.french is None
    assert part.french_said.startswith("Trop peu.")
    assert str(declared or 40) not in part.french_said
