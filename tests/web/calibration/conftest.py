"""A class that has worked a little, and settings to put in force."""

from __future__ import annotations

from typing import Any

import pytest

from adaptive import Hyper
from adaptive.fitting import Fitted
from palier.calibration import queries
from palier.calibration.service import Basis, Steps, adopt
from palier.models import LearnerState, ParameterSet, Release
from palier.practice import service

OTHER = Hyper(sigma_general=1.1, mean=0.3, half_life_days=200.0, drift=0.1)


class Fitting:
    """What the tests do with a class: put settings in force, and look."""

    def __init__(self, room: Any, ines: Any, karim: Any) -> None:
        self.room, self.ines, self.karim = room, ines, karim
        self.services = room.services
        self.steps = Steps(_quiet, _quiet, _quiet)

    def adopt(self, hyper: Hyper = OTHER) -> int:
        """Put settings in force, as if they had been fitted."""
        fitted = Fitted(hyper, 0.5, 0.4, 2_000, 30, 6, 3, True)
        with self.services.db.read() as session:
            known = queries.in_force(session)
        assert known is not None
        return adopt(self.services, Basis(known, (), ()), fitted, self.steps)

    def waiting(self, pupil: Any) -> Any:
        """The exercise of her placement in maths that waits for her."""
        return service.start_placement(self.services, pupil.actor, "maths")

    def hyper(self) -> Hyper:
        """The settings in force."""
        with self.services.db.read() as session:
            known = queries.in_force(session)
        assert known is not None
        return known.parameters.hyper

    def sets(self) -> tuple[int, set[int]]:
        """The parameter set of the newest release, and those of the learners."""
        with self.services.db.read() as session:
            newest = session.query(Release).order_by(Release.id.desc()).first()
            assert newest is not None
            rows = session.query(LearnerState).all()
            return newest.parameter_set_id, {row.parameter_set_id for row in rows}

    def levels(self) -> dict[Any, bytes]:
        """Everybody's packed levels."""
        with self.services.db.read() as session:
            return {row.learner_id: row.levels for row in session.query(LearnerState)}

    def count_sets(self) -> int:
        """How many parameter sets were ever published."""
        return int(self.room.count(ParameterSet))


def _quiet(_done: int, _total: int) -> None:
    """Nobody is told."""


@pytest.fixture
def fitting(room: Any) -> Fitting:
    """Inès has more answers than one checkpoint, Karim has two: on both databases."""
    return worked(room)


@pytest.fixture
def sqlite_fitting(sqlite_room: Any) -> Fitting:
    """The same, where the kind of database cannot matter."""
    return worked(sqlite_room)


def worked(room: Any) -> Fitting:
    """A class where two have answered, one of them only a little."""
    ines, karim = room.pupil("Inès"), room.pupil("Karim")
    ines.place("maths")
    ines.sit()
    found = Fitting(room, ines, karim)
    for right in (False, True):
        karim.answer(found.waiting(karim), right)
    return found
