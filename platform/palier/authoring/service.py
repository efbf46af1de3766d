"""Publishing: bank files become immutable item versions, and a release that is in force."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session, defer

import adaptive
from adaptive import Hyper, Skill, build_parameters
from exercises.bank import load_bank
from exercises.curriculum import Curriculum, load_curriculum
from exercises.items import Item
from palier.accounts import locks
from palier.app import Services
from palier.calibration.queries import decided
from palier.item_parameters import fingerprint
from palier.models import (
    CalibrationVersion,
    CurriculumVersion,
    ItemVersion,
    ParameterSet,
    Release,
)
from palier.models import Item as ItemRow
from palier.practice.refold import refold_all

PUBLISHED, RETIRED = "published", "retired"


@dataclass(frozen=True)
class SyncReport:
    """What a publication changed."""

    added: int
    changed: int
    retired: int
    unchanged: int
    refolded: int  # learners whose levels were computed again

    @property
    def anything(self) -> bool:
        """Whether the release is a new one."""
        return bool(self.added or self.changed or self.retired or self.refolded)


def sync(services: Services, folder: Path) -> SyncReport:
    """Publish a folder of banks: all of it, or nothing. Raises BankError with every fault."""
    curriculum_file = folder / "curriculum.yaml"
    curriculum = load_curriculum(curriculum_file)
    items = load_bank(folder, curriculum).ready
    now = services.source.now()
    with services.db.write() as session:
        return publish(session, curriculum, curriculum_file.read_bytes(), items, now)


def publish(
    session: Session,
    curriculum: Curriculum,
    source: bytes,
    items: Iterable[Item],
    now: datetime,
) -> SyncReport:
    """Write what differs from the release in force, and put the result in force."""
    locks.hold(session, locks.RELEASE)
    newest = session.scalars(select(Release).order_by(Release.id.desc()).limit(1)).one_or_none()
    version = _curriculum_version(session, curriculum, source, newest, now)
    calibration = _calibration(session, newest, now)
    parameter_set = _parameter_set(session, curriculum, version, newest, now)
    added, changed, retired, unchanged = _items(session, list(items), now)
    refolded = 0
    if newest is not None and newest.parameter_set_id != parameter_set.id:
        refolded = refold_all(session, parameter_set)
    report = SyncReport(added, changed, retired, unchanged, refolded)
    current = (version.id, parameter_set.id, calibration)
    if report.anything or newest is None or _named(newest) != current:
        session.add(
            Release(
                curriculum_version_id=version.id,
                parameter_set_id=parameter_set.id,
                calibration_version_id=calibration,
                created_at=now,
            )
        )
    return report


def _named(release: Release) -> tuple[int, int, int]:
    return (
        release.curriculum_version_id,
        release.parameter_set_id,
        release.calibration_version_id,
    )


def _curriculum_version(
    session: Session,
    curriculum: Curriculum,
    source: bytes,
    newest: Release | None,
    now: datetime,
) -> CurriculumVersion:
    checksum = hashlib.sha256(source).hexdigest()
    found = session.scalars(
        select(CurriculumVersion).where(CurriculumVersion.checksum == checksum)
    ).one_or_none()
    if found is not None:
        return found
    previous = (
        session.get_one(CurriculumVersion, newest.curriculum_version_id).skills
        if newest
        else []
    )
    version = CurriculumVersion(
        checksum=checksum,
        source=source,
        skills=list(curriculum.index(previous)),  # raises when a skill was taken away
        created_at=now,
    )
    session.add(version)
    session.flush()
    return version


def _parameter_set(
    session: Session,
    curriculum: Curriculum,
    version: CurriculumVersion,
    newest: Release | None,
    now: datetime,
) -> ParameterSet:
    """The parameters of a curriculum, with the hyper-parameters that a person decided on and
    the items of the calibration in force."""
    skills = curriculum.skills
    hyper = decided(session) or Hyper()
    domains = {skills[s].domain for s in version.skills}
    # A domain renamed since the decision learns as all do, until somebody fits again.
    drift = tuple(pair for pair in hyper.drift_by_domain if pair[0] in domains)
    parameters = build_parameters(
        [
            Skill(
                s, skills[s].domain, skills[s].strand, skills[s].difficulty, skills[s].requires
            )
            for s in version.skills
        ],
        replace(hyper, drift_by_domain=drift),
    )
    counted = None
    if newest is not None:
        counted = session.get_one(ParameterSet, newest.parameter_set_id).calibration_version_id
    mark = fingerprint(parameters.version, counted)
    found = session.scalars(
        select(ParameterSet).where(ParameterSet.fingerprint == mark)
    ).one_or_none()
    if found is not None:
        return found
    row = ParameterSet(
        curriculum_version_id=version.id,
        engine_version=adaptive.ENGINE_VERSION,
        calibration_version_id=counted,
        fingerprint=mark,
        data=parameters.to_bytes(),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _calibration(session: Session, newest: Release | None, now: datetime) -> int:
    if newest is not None:
        return newest.calibration_version_id
    row = CalibrationVersion(label="a priori des auteurs", parameters={}, created_at=now)
    session.add(row)
    session.flush()
    return row.id


def _items(session: Session, items: list[Item], now: datetime) -> tuple[int, int, int, int]:
    """(added, changed, retired, unchanged); an item that comes back is put in force again."""
    rows = {row.name: row for row in session.scalars(select(ItemRow))}
    versions: dict[int, list[ItemVersion]] = {}
    # What a version says is long, and is not looked at: its checksum tells it.
    rest = select(ItemVersion).options(defer(ItemVersion.content))
    for version in session.scalars(rest.order_by(ItemVersion.number)):
        versions.setdefault(version.item_id, []).append(version)
    added = changed = unchanged = 0
    for item in items:
        row = rows.pop(item.id, None)
        if row is None:
            row = ItemRow(name=item.id, skill=item.skill)
            session.add(row)
            session.flush()
            added += 1
        known = versions.get(row.id, [])
        if any(v.state == PUBLISHED and v.checksum == item.checksum for v in known):
            unchanged += 1
            continue
        changed += bool(known)
        _put_in_force(session, row, item, known, now)
    gone = [row.id for row in rows.values()]
    retired = sum(v.state == PUBLISHED for item_id in gone for v in versions.get(item_id, []))
    if gone:
        session.execute(
            update(ItemVersion).where(ItemVersion.item_id.in_(gone)).values(state=RETIRED)
        )
    return added, changed, retired, unchanged


def _put_in_force(
    session: Session, row: ItemRow, item: Item, known: list[ItemVersion], now: datetime
) -> None:
    same = next((v for v in known if v.checksum == item.checksum), None)
    for version in known:
        version.state = PUBLISHED if version is same else RETIRED
    if same is None:
        session.add(
            ItemVersion(
                item_id=row.id,
                number=len(known) + 1,
                checksum=item.checksum,
                content=item.to_json(),
                state=PUBLISHED,
                created_at=now,
            )
        )
