"""A learner of each palier practises maths for six weeks through the real services.

Counts the dead ends, the instances seen twice within two weeks and the success of each, and
draws them (``--picture FILE``). Answers come from the simulated learners of the demonstration
school, at the level of the palier's own skills. ``--banks`` reads another folder of banks,
``--each`` sets how many learners a palier has.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from adaptive.practising import BAND_HIGH, BAND_LOW
from benchmarks import _six_weeks_picture as picture
from benchmarks._report import cannot_run, machine, measure
from benchmarks._six_weeks_picture import Seen
from palier import schema
from palier.accounts import service as accounts
from palier.accounts import staff
from palier.app import Services
from palier.authoring.service import sync
from palier.catalogue import Catalogue, CatalogueStore
from palier.config import Config, banks_folder
from palier.db import Database
from palier.demo.learner import Simulated
from palier.demo.source import PASSWORD, DemoSecrets, DemoSource
from palier.models import (
    LEARNER,
    TRAINER,
    Answer,
    ExerciseServed,
    Sitting,
    VerdictRow,
)
from palier.practice import queries
from palier.security import Actor

DOMAIN = "maths"
FIRST_DAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)  # a Monday of term
WEEKS, WEEKDAYS = 6, (0, 1, 3, 4)
SAME_WITHIN = timedelta(weeks=2)


@dataclass(frozen=True)
class Pupil:
    """A simulated learner and the palier whose skills she stands at."""

    palier: str
    person: Simulated


def school(services: Services, each: int) -> list[Pupil]:
    """A school with ``each`` learners at every palier of the curriculum."""
    place = staff.create_school(services, "École simulée", "Site", demo=True)
    trainer_id = staff.add_staff(
        services, place.school_id, TRAINER, "t@ecole.test", "Ada", PASSWORD, place.site_id
    )
    sites = frozenset({place.site_id})
    trainer = Actor(trainer_id, place.school_id, "Ada", frozenset({TRAINER}), sites)
    group = accounts.create_group(services, trainer, "Groupe", place.site_id)
    if group is None:
        raise RuntimeError("the group is there already")
    with services.db.read() as session:
        catalogue = services.catalogue.current(session)
    return [
        _come(services, trainer, group, catalogue, palier, number)
        for palier in catalogue.curriculum.levels
        for number in range(each)
    ]


def _come(
    services: Services,
    trainer: Actor,
    group: int,
    catalogue: Catalogue,
    palier: str,
    number: int,
) -> Pupil:
    """A learner who succeeds at half of what is asked at her palier, as the authors see it."""
    mine = [
        skill.difficulty
        for skill in catalogue.curriculum.skills.values()
        if skill.domain == DOMAIN and skill.level == palier
    ]
    name = f"{palier} {number + 1}"
    card = accounts.add_learner(services, trainer, group, name, secrets=DemoSecrets(name))
    if card is None:
        raise RuntimeError(f"{name} is there already")
    actor = Actor(card.learner_id, trainer.school_id, name, frozenset({LEARNER}))
    chance = random.Random(f"six weeks {name}")  # noqa: S311  # a simulation
    level = {DOMAIN: sum(mine) / len(mine)}
    return Pupil(palier, Simulated(actor, catalogue, level, chance))


def live(services: Services, source: DemoSource, pupils: Sequence[Pupil]) -> None:
    """A placement on the first day, then a practice on four days a week."""
    for week in range(WEEKS):
        print(f"week {week + 1} of {WEEKS}", flush=True)
        for weekday in WEEKDAYS:
            for pupil in pupils:
                source.set(FIRST_DAY + timedelta(weeks=week, days=weekday))
                if (week, weekday) == (0, 0):
                    pupil.person.place(services, source, DOMAIN)
                else:
                    pupil.person.practise(services, source, DOMAIN)


def seen(services: Services, pupil: Pupil) -> list[Seen]:
    """What she was asked in her practices and how it went, in the order of time."""
    query = (
        select(ExerciseServed, VerdictRow.score)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .join(Answer, Answer.served_id == ExerciseServed.id)
        .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
        .where(VerdictRow.number == queries.newest_verdict())
        .where(Sitting.learner_id == pupil.person.actor.id, Sitting.kind == "practice")
        .order_by(ExerciseServed.served_at)
    )
    with services.db.read() as session:
        return [
            Seen(row.served_at, row.skill, _instance(row), float(score), row.reason["code"])
            for row, score in session.execute(query)
        ]


def _instance(row: ExerciseServed) -> str:
    """What makes two exercises the same to who does them: the item and all that is shown."""
    shown = json.dumps(row.public, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{row.item_version_id} {shown}".encode()).hexdigest()


def dead_ends(services: Services) -> int:
    """Practices that found nothing to propose, or nothing more."""
    query = select(Sitting.outcome).where(Sitting.kind == "practice")
    with services.db.read() as session:
        outcomes = session.scalars(query).all()
    return sum(outcome in {"dry", "cut"} for outcome in outcomes)


def repeated(exercises: Sequence[Seen]) -> Iterator[Seen]:
    """Exercises already seen, with the same numbers and words, in the two weeks before."""
    last: dict[str, datetime] = {}
    for one in exercises:
        before = last.get(one.instance)
        if before is not None and one.at - before < SAME_WITHIN:
            yield one
        last[one.instance] = one.at


def _report(services: Services, pupils: Sequence[Pupil], file: Path | None) -> None:
    measure("dead_ends", dead_ends(services), "", at_most=0)
    panels, again, silent = [], 0, 0
    for palier in dict.fromkeys(pupil.palier for pupil in pupils):
        rows = [seen(services, pupil) for pupil in pupils if pupil.palier == palier]
        silent += sum(not mine for mine in rows)
        again += sum(len(list(repeated(mine))) for mine in rows)
        everything = [one for mine in rows for one in mine]
        success = sum(one.score for one in everything) / max(len(everything), 1)
        skills = len({one.skill for one in everything})
        measure(f"exercises_{palier}", len(everything), "")
        measure(f"skills_{palier}", skills, "")
        measure(f"success_{palier}_at_least", success, "", at_least=BAND_LOW)
        measure(f"success_{palier}_at_most", success, "", at_most=BAND_HIGH)
        panels.append(picture.Panel(palier, tuple(tuple(mine) for mine in rows)))
    measure("learners_without_practice", silent, "", at_most=0)
    measure("instances_again_within_two_weeks", again, "", at_most=0)
    if file is not None:
        file.write_text(picture.drawn(panels, FIRST_DAY, WEEKS), "utf-8")
        print(f"picture: {file}")


def main() -> None:
    """Read the options, let the weeks pass, say what was seen."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--banks", type=Path)
    asked.add_argument("--each", type=int, default=12)
    asked.add_argument("--picture", type=Path)
    asked.add_argument("--quick", action="store_true", help="one learner a palier")
    options = asked.parse_args()
    machine()
    with tempfile.TemporaryDirectory() as folder:
        config = Config(database_url=f"sqlite:///{folder}/school.db")
        banks = options.banks or banks_folder(config)
        if not (banks / "curriculum.yaml").is_file():
            cannot_run(f"no curriculum.yaml in {banks}")
        database = Database(config.database_url)
        schema.upgrade(database)
        source = DemoSource(6, FIRST_DAY)
        services = Services(database, CatalogueStore(database), source, config)
        sync(services, banks)
        pupils = school(services, 1 if options.quick else options.each)
        live(services, source, pupils)
        _report(services, pupils, options.picture)
        database.dispose()


if __name__ == "__main__":
    main()
