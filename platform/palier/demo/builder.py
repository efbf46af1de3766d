"""Builds the demonstration school: the same every time, for a given day."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from palier.accounts import service as accounts
from palier.accounts import staff
from palier.app import Services
from palier.authoring.service import sync
from palier.catalogue import CatalogueStore
from palier.config import Config
from palier.db import Database
from palier.demo.learner import Simulated, morning
from palier.demo.source import DemoSecrets, DemoSource
from palier.models import ADMIN, AUTHOR, LEARNER, TRAINER
from palier.security import Actor

SEED = 20_26
SCHOOL, SITE = "École de démonstration", "Reims"
PASSWORD = "escalier-demo"  # noqa: S105  # published: a real school refuses it
DOMAINS = ("francais", "maths", "bureautique", "culture")


@dataclass(frozen=True)
class Stage:
    """Someone of the demonstration: where she starts, and what she has done so far.

    ``levels`` in the order of DOMAINS; ``weeks`` of practice, ``sittings`` a week; ``placed``
    domains; ``unfinished``: exercises done of one more placement; ``gone``: days since.
    """

    name: str
    initial: str
    levels: tuple[float, float, float, float]
    placed: tuple[str, ...] = DOMAINS
    weeks: int = 0
    sittings: int = 3
    unfinished: int = 0
    gone: int = 0


GROUPS: dict[str, tuple[Stage, ...]] = {
    "Groupe Horizon": (
        Stage("Inès", "B", (0.6, 0.2, -0.2, 0.5), weeks=5),
        Stage("Aïssatou", "N", (-1.4, -1.2, -1.0, -0.6), weeks=4),
        Stage("Mehdi", "A", (0.0, 0.9, 0.8, 0.2), weeks=4),
        Stage("Lucie", "M", (1.2, 0.4, 0.6, 0.9), weeks=3, sittings=4),
        Stage("Kévin", "R", (-0.6, 0.0, 0.7, -0.3), weeks=3, gone=16),
        Stage("Fatoumata", "D", (0.9, 1.5, 0.5, 0.7), weeks=5, sittings=4),
        Stage("Yanis", "K", (-0.2, -0.6, 0.3, 0.0), placed=("maths",), weeks=1),
        Stage("Océane", "L", (0.3, -0.3, -0.6, 0.4), placed=("francais", "maths")),
        Stage("Rayan", "T", (0.0, 0.0, 0.0, 0.0), placed=(), unfinished=5),
        Stage("Maëva", "J", (0.2, 0.1, 0.4, 0.1), placed=()),
    ),
    "Groupe Tremplin": (
        Stage("Enzo", "V", (-0.8, -0.5, 0.4, -0.4), weeks=2),
        Stage("Sonia", "P", (0.7, 0.3, 0.1, 0.6), weeks=2),
        Stage("Ibrahim", "S", (-1.6, 0.6, -0.4, -0.5), placed=("maths", "francais"), weeks=2),
        Stage("Chloé", "G", (0.4, 0.2, 0.9, 0.8), placed=("culture",), weeks=1),
    ),
}
# Whom the README and the command name.
SHOWN = ("Maëva", "Inès")


@dataclass(frozen=True)
class Account:
    """A published account: who, and how to sign in."""

    who: str
    name: str
    secret: str
    token: str = ""


def shown_accounts() -> tuple[Account, ...]:
    """The accounts to try, without building anything."""
    found = [
        Account("Formatrice", "formatrice@demo.example", PASSWORD),
        Account("Administrateur", "admin@demo.example", PASSWORD),
        Account("Autrice d’exercices", "autrice@demo.example", PASSWORD),
    ]
    for name in SHOWN:
        secrets = DemoSecrets(name)
        token, words = secrets.token(), secrets.words()
        login = {"Maëva": "maeva", "Inès": "ines"}[name]
        found.append(Account(f"Stagiaire ({name})", login, " ".join(words), token))
    return tuple(found)


def build(
    db: Database,
    config: Config,
    banks: Path,
    today: datetime,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> int:
    """Fill an empty database with the school; return the number of learners.

    Not for use on a database that serves: writes are not synchronised with the disk meanwhile.
    """
    if db.engine.dialect.name == "sqlite":
        event.listen(db.engine, "connect", _without_sync)
    source = DemoSource(SEED, morning(today, 60))
    services = Services(db, CatalogueStore(db), source, config)
    sync(services, banks)
    place = staff.create_school(services, SCHOOL, SITE, demo=True)
    staff.add_staff(services, place.school_id, ADMIN, "admin@demo.example", "Samir", PASSWORD)
    staff.add_staff(
        services, place.school_id, AUTHOR, "autrice@demo.example", "Alice", PASSWORD
    )
    trainer_id = staff.add_staff(
        services,
        place.school_id,
        TRAINER,
        "formatrice@demo.example",
        "Nadia",
        PASSWORD,
        place.site_id,
    )
    trainer = Actor(
        trainer_id, place.school_id, "Nadia", frozenset({TRAINER}), frozenset({place.site_id})
    )
    total, done = sum(len(stages) for stages in GROUPS.values()), 0
    for group, stages in GROUPS.items():
        group_id = accounts.create_group(services, trainer, group, place.site_id)
        if group_id is None:
            raise RuntimeError(f"{group} is there already")
        for stage in stages:
            progress(done, total, stage.name)
            _live(services, source, trainer, group_id, stage, today)
            done += 1
    return done


def _without_sync(connection: Any, _record: Any) -> None:  # a DB-API connection has no type
    connection.execute("PRAGMA synchronous=OFF")


def _live(
    services: Services,
    source: DemoSource,
    trainer: Actor,
    group_id: int,
    stage: Stage,
    today: datetime,
) -> None:
    """Add someone and let her do what her stage says, in the order of time."""
    arrived = stage.gone + 7 * stage.weeks + 5
    source.set(morning(today, arrived))
    card = accounts.add_learner(
        services, trainer, group_id, stage.name, stage.initial, secrets=DemoSecrets(stage.name)
    )
    if card is None:
        raise RuntimeError(f"{stage.name} is there already")
    actor = Actor(card.learner_id, trainer.school_id, stage.name, frozenset({LEARNER}))
    chance = random.Random(f"learner {stage.name} {stage.initial}")  # noqa: S311  # a simulation
    person = Simulated(actor, dict(zip(DOMAINS, stage.levels, strict=True)), chance)
    for at, domain in enumerate(stage.placed):
        source.set(morning(today, arrived - at))
        person.place(services, source, domain)
    if stage.unfinished:
        source.set(morning(today, 1))
        person.place(services, source, "maths", stage.unfinished)
    for week in range(stage.weeks):
        for sitting in range(stage.sittings):
            day = arrived - 5 - 7 * week - sitting
            if day > stage.gone:
                source.set(morning(today, day, 40 * (sitting % 2)))
                person.practise(
                    services, source, stage.placed[(week + sitting) % len(stage.placed)]
                )
