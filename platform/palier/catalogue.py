"""What is in force: curriculum, parameters, items. Kept in memory, read once a release."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adaptive import Parameters, Pool, build_pool
from exercises.curriculum import Curriculum, load_curriculum
from exercises.items import GeneratorChanged, Item, chance, make
from palier.db import Database, DatabaseUnavailable
from palier.foreseers import Foreseer
from palier.foreseers import read as read_foreseers
from palier.i18n import _
from palier.item_parameters import Items, of_calibration
from palier.models import (
    CalibrationVersion,
    CurriculumVersion,
    ItemVersion,
    ParameterSet,
    Release,
)
from palier.models import Item as ItemRow
from palier.people.settings import Settings

log = logging.getLogger(__name__)

_NEWEST = select(func.max(Release.__table__.c.id))  # built once: each request asks

# Authors' priors (design.md, 3): an ordinary item's discrimination, slip, spread of a guess.
DISCRIMINATION = 1.0
UPPER = 0.98
TIER_OFFSETS = {1: -0.7, 2: 0.0, 3: 0.7}
AUTHOR_SD = 0.7
SEED_SD = 0.3  # a generated item is a family: its instances differ in difficulty


class NothingPublished(DatabaseUnavailable):
    """No exercise was ever published: most pages wait for ``palier sync``."""


@dataclass(frozen=True)
class PoolItem:
    """A published item as the engine sees it. ``skills`` maps skill ids to weights."""

    version_id: int
    item: Item
    skills: Mapping[str, float]
    a: float
    b: float
    b_var: float
    c: float
    u: float

    def parameters(self) -> dict[str, object]:
        """What is written beside each exercise served: the parameters as used, JSON-able."""
        return {
            "skills": dict(self.skills),
            "a": self.a,
            "b": self.b,
            "b_var": self.b_var,
            "c": self.c,
            "u": self.u,
        }


# Types of exercises to hear, and those whose answer waits for a person.
HEARD = frozenset({"dictation", "listen"})
MARKED_BY_PEOPLE = frozenset({"writing", "spoken"})


@dataclass(frozen=True)
class Catalogue:
    """One release, ready to use."""

    release_id: int
    curriculum: Curriculum
    parameter_set_id: int
    parameters: Parameters
    items: tuple[PoolItem, ...]  # in the order of the pool's rows
    counted: Items  # the items that logs are folded with, by version
    foreseers: Mapping[str, Foreseer] = field(default_factory=dict)  # by domain, where on

    @cached_property
    def pool(self) -> Pool:
        """The engine's arrays, one row an item."""
        index, entries = self.parameters.index, self.items
        kinds = sorted({entry.item.type for entry in entries})
        return build_pool(
            skill=[index[entry.item.skill] for entry in entries],
            a=[entry.a for entry in entries],
            b=[entry.b for entry in entries],
            b_var=[entry.b_var for entry in entries],
            c=[entry.c for entry in entries],
            u=[entry.u for entry in entries],
            tier=[entry.item.tier for entry in entries],
            kind=[kinds.index(entry.item.type) for entry in entries],
            seconds=[float(entry.item.seconds) for entry in entries],
            item=[entry.version_id for entry in entries],
            generated=[varied(entry.item) for entry in entries],
            extra=[
                (row, index[skill], weight)
                for row, entry in enumerate(entries)
                for skill, weight in entry.skills.items()
                if skill != entry.item.skill
            ],
        )

    @cached_property
    def row_of(self) -> Mapping[int, int]:
        """The pool's row of each published item version."""
        return {entry.version_id: row for row, entry in enumerate(self.items)}

    @cached_property
    def rows_of_domain(self) -> Mapping[str, NDArray[np.bool_]]:
        """For each domain of the curriculum, which rows of the pool belong to it."""
        of_row = [entry.item.skill.split(".")[0] for entry in self.items]
        return {
            domain.id: np.array([one == domain.id for one in of_row], dtype=np.bool_)
            for domain in self.curriculum.domains
        }

    @cached_property
    def foreseen(self) -> Mapping[str, NDArray[np.int64]]:
        """For each domain with a model, the model's number of each row of the pool, −1 where it
        knows nothing of it."""
        names = [entry.item.id for entry in self.items]
        return {
            domain: np.array([one.number.get(name, -1) for name in names], dtype=np.int64)
            for domain, one in self.foreseers.items()
        }

    @cached_property
    def heard(self) -> NDArray[np.bool_]:
        """Which rows of the pool are exercises to hear."""
        return np.array([e.item.type in HEARD for e in self.items], dtype=np.bool_)

    @cached_property
    def placeable(self) -> NDArray[np.bool_]:
        """Which rows may place somebody: not by a machine's voice, nor by what people mark."""
        types = HEARD | MARKED_BY_PEOPLE
        return np.array([e.item.type not in types for e in self.items], dtype=np.bool_)

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """The domains that have exercises, in the curriculum's order."""
        present = {entry.item.skill.split(".")[0] for entry in self.items}
        return tuple(d.id for d in self.curriculum.domains if d.id in present)

    @cached_property
    def covered(self) -> frozenset[str]:
        """Ids of the skills that have exercises, of the domains that are used."""
        present = {entry.item.skill for entry in self.items}
        return frozenset(skill for skill in present if self.uses(skill))

    @cached_property
    def _used(self) -> frozenset[str]:
        return frozenset(domain.id for domain in self.curriculum.domains)

    def uses(self, skill: str) -> bool:
        """Whether the domain of a skill, or of a strand, is one that the school uses; its id is
        known all the same, for what was done in it before."""
        return skill.split(".")[0] in self._used


class CatalogueStore:
    """The newest release, and older parameter sets still needed; safe to share by threads."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._catalogue: Catalogue | None = None
        self._seen: dict[frozenset[str], Catalogue] = {}  # by the domains that are hidden

    def seen_by(self, session: Session, school: Settings) -> Catalogue:
        """The release in force as a school uses it: without the domains it does not use."""
        whole, hidden = self.current(session), frozenset(school.domains_off)
        if not hidden:
            return whole
        found = self._seen.get(hidden)
        if found is None or found.release_id != whole.release_id:
            found = replace(whole, curriculum=whole.curriculum.without(hidden))
            self._seen[hidden] = found
        return found

    def keep(self, catalogue: Catalogue | None) -> None:
        """Begin with a release already read, of a database with the same content."""
        self._catalogue = catalogue

    def current(self, session: Session, release_id: int | None = None) -> Catalogue:
        """The release in force. ``release_id``, when just read by the caller, saves a query.

        Raises NothingPublished.
        """
        if release_id is None:
            release_id = session.scalar(_NEWEST)
        if release_id is None:
            raise NothingPublished(
                _("Aucun exercice n’est encore publié. Lancez « palier sync ».")
            )
        found = self._catalogue
        if found is None or found.release_id != release_id:
            with self._lock:
                found = self._catalogue
                if found is None or found.release_id != release_id:
                    found = self._catalogue = load(session, release_id, found)
        return found


def load(session: Session, release_id: int, previous: Catalogue | None = None) -> Catalogue:
    """Read one release from the database; of what ``previous`` has too, nothing is read again:
    a version never changes."""
    release = session.get_one(Release, release_id)
    source = session.get_one(CurriculumVersion, release.curriculum_version_id).source
    parameter_set = session.get_one(ParameterSet, release.parameter_set_id)
    parameters = Parameters.from_bytes(parameter_set.data)
    calibration = session.get_one(CalibrationVersion, release.calibration_version_id)
    known = {entry.version_id: entry for entry in previous.items} if previous else {}
    return Catalogue(
        release_id=release_id,
        curriculum=load_curriculum(source),
        parameter_set_id=release.parameter_set_id,
        parameters=parameters,
        items=tuple(_playable(session, known, parameters, calibration.parameters)),
        counted=of_calibration(session, parameter_set.calibration_version_id),
        foreseers=read_foreseers(session, previous.foreseers if previous else {}),
    )


def _playable(
    session: Session,
    known: Mapping[int, PoolItem],
    parameters: Parameters,
    calibrated: Mapping[str, object],
) -> Iterator[PoolItem]:
    """The items this program can draw. After an upgrade, those whose generator has changed
    wait for the next ``palier sync``; what was served of them is stored and stays."""
    published = (
        select(ItemVersion.id)
        .join(ItemRow, ItemRow.id == ItemVersion.item_id)
        .where(ItemVersion.state == "published")
        .order_by(ItemRow.name)
    )
    numbers = session.scalars(published).all()
    unread = published.add_columns(ItemVersion.content).where(ItemVersion.id.not_in(known))
    contents = {row.id: row.content for row in session.execute(unread)}
    for version_id in numbers:
        if version_id not in contents:
            before = known[version_id]
            yield pool_item(version_id, before.item, before.c, parameters, calibrated)
            continue
        item = Item.from_json(contents[version_id])
        try:
            c = guessing(item)
        except GeneratorChanged as error:
            log.warning("%s is left out until the next palier sync: %s", item.id, error)
        else:
            yield pool_item(version_id, item, c, parameters, calibrated)


def guessing(item: Item) -> float:
    """The chance to answer right without knowing. Raises GeneratorChanged."""
    return chance(make(item, 0).public)  # the same for every instance: the linter sees to it


def pool_item(
    version_id: int,
    item: Item,
    c: float,
    parameters: Parameters,
    calibrated: Mapping[str, object],
) -> PoolItem:
    """An item with its parameters: calibrated ones, else its author's tier as a guess; ``c`` is
    the chance of a right answer by guessing."""
    guess = author_values(item, parameters)
    known = calibrated.get(item.id, {})
    if isinstance(known, Mapping):
        guess.update({name: float(value) for name, value in known.items() if name in guess})
    return PoolItem(
        version_id=version_id,
        item=item,
        skills=item.weights or {item.skill: 1.0},
        c=c,
        u=UPPER,
        **guess,
    )


def author_values(item: Item, parameters: Parameters) -> dict[str, float]:
    """What an item is worth before anybody answered it, by its author’s tier."""
    main = parameters.index[item.skill]
    return {
        "a": DISCRIMINATION,
        "b": float(parameters.difficulty[main]) + TIER_OFFSETS[item.tier],
        "b_var": AUTHOR_SD**2 + (SEED_SD**2 if varied(item) else 0.0),
    }


def varied(item: Item) -> bool:
    """Whether the item is a family of instances rather than one exercise."""
    return item.drawn or len(item.contents) > 1
