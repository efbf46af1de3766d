"""A copy of all that is kept of a person: a page to read, and the same for programs.

Made from the register, so that what is declared is in it.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, or_, select
from sqlalchemy.orm import Session

from palier.app import Services
from palier.catalogue import NothingPublished
from palier.engine_time import local
from palier.i18n import N_, _
from palier.models import Base, Person, School
from palier.people import queries
from palier.people.settings import Settings, of_school
from palier.practice.queries import DEFAULT_TIMEZONE, TIMEZONE
from palier.presentation import day, hour
from palier.privacy import copied_levels, looked
from palier.privacy.changes import ACTIONS
from palier.privacy.durations import duration
from palier.privacy.entry import Entry
from palier.privacy.erasing import of_person
from palier.privacy.pages import Copy, CopyPart
from palier.privacy.register import REGISTER
from palier.security import Actor
from palier.trainer.queries import full_name

PAGE, DATA = "vos-donnees.html", "vos-donnees.json"
SUFFIX = {"audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a", "audio/wav": "wav"}
# Codes that columns hold, in words; one that is not here is shown as it is.
WORDS: Mapping[str, str] = {
    "placement": N_("point de départ"),
    "practice": N_("entraînement"),
    "answer": N_("réponse"),
    "unknown": N_("« je ne sais pas encore »"),
    "done": N_("terminée"),
    "enough": N_("terminée : assez d’exercices"),
    "limit": N_("terminée : nombre d’exercices atteint"),
    "dry": N_("terminée : plus d’exercice"),
    "cut": N_("interrompue"),
    "acquis": N_("acquise"),
    "retenu": N_("retenue"),
    "revoked": N_("à reprendre"),
    "company": N_("en entreprise"),
    "present": N_("à l’école"),
    "holiday": N_("congés"),
    "learner": N_("stagiaire"),
    "trainer": N_("formation"),
    "author": N_("création d’exercices"),
    "admin": N_("administration"),
    "void": N_("séance retirée"),
    "restore": N_("séance remise"),
    "regrade": N_("correction changée"),
    "seen_at_work": N_("vu faire"),
    "override": N_("décision du formateur"),
}
_OF_COLUMN = {"what": looked.WORDS, "action": ACTIONS}
Names = Mapping[str, str]  # skill id -> its name
# What a member of staff did, as the copy of his own says it: nothing of whom it was about.
DONE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "audit_event": (N_("Ce que vous avez changé, et quand"), ("at", "action")),
    "access_line": (N_("Quand vous avez ouvert une page sur un stagiaire"), ("at",)),
}
_EMPTY: tuple[Any, ...] = (None, "", {}, [])
Files = dict[str, bytes]  # name in the archive -> bytes


@dataclass(frozen=True)
class _Said:
    """How values are said: the time zone, and the names of the skills."""

    zone: str
    skills: Names


def own(services: Services, actor: Actor) -> Copy:
    """One's own copy: all of it."""
    with services.db.read() as session:
        return _copy(services, session, actor.id, actor.school_id, own=True)


def of_learner(services: Services, actor: Actor, learner_id: UUID) -> Copy:
    """The copy of a learner for who looks after her: without what staff may never see.

    Raises NotFound.
    """
    with services.db.read() as session:
        queries.learner(session, actor, learner_id)
        looked.record(services, session, actor, learner_id, looked.COPY)
        return _copy(services, session, learner_id, actor.school_id, own=False)


def archive(copy: Copy, page: str) -> bytes:
    """The zip: the page, the data, the sounds."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(PAGE, page)
        zipped.writestr(DATA, json.dumps(copy.data, ensure_ascii=False, indent=1))
        for name, content in copy.files.items():
            zipped.writestr(name, content)
    return written.getvalue()


def _copy(
    services: Services, session: Session, person_id: UUID, school_id: int, own: bool
) -> Copy:
    person = session.get_one(Person, person_id)
    school = session.get_one(School, school_id)
    mine = of_school(session, school_id)
    zone = session.scalar(select(TIMEZONE), {"learner_id": person_id}) or DEFAULT_TIMEZONE
    said, now = _Said(zone, _skills(services, session)), services.source.now()
    files: Files = {}
    parts, data = [], []
    for entry in REGISTER:
        rows = _rows(session, entry, person_id, own)
        if rows:
            plain = [_plain(row, entry, files) for row in rows]
            parts.append(_part(entry, plain, said, mine))
            data.append(_data(entry, plain, mine))
        if own and entry.table in DONE:
            plain = [_plain(row, entry, files) for row in _done(session, entry, person_id)]
            done = replace(entry, data=DONE[entry.table][0])
            parts += [_part(done, plain, said, mine)] if plain else []
            data += [_data(done, plain, mine)] if plain else []
    levels = copied_levels.levels(services, session, person_id)
    if levels:
        parts.append(copied_levels.part(levels, dict(said.skills)))
    return Copy(
        name=full_name(person.first_name, person.last_name),
        school=school.name,
        made=f"{day(local(now, zone), year=True)}, {hour(local(now, zone))}",
        own=own,
        parts=tuple(parts),
        data={"school": school.name, "made_at": now.isoformat(), "parts": data}
        | {"levels": copied_levels.data(levels)},
        files=files,
    )


def _skills(services: Services, session: Session) -> Names:
    try:
        curriculum = services.catalogue.current(session).curriculum
    except NothingPublished:
        return {}
    return {skill.id: skill.label for skill in curriculum.skills.values()}


def _rows(session: Session, entry: Entry, person_id: UUID, own: bool) -> list[dict[str, Any]]:
    """The declared columns of the rows about a person, or written by her when about nobody."""
    table = Base.metadata.tables[entry.table]
    where = of_person(table, entry, person_id)
    if where is None:
        where = or_(*(table.c[name] == person_id for name in entry.by))
    names = [name for name in entry.columns if own or name not in entry.hers]
    if not names:
        return []
    query = select(*(table.c[name] for name in names)).where(where).order_by(*_order(table))
    return [dict(zip(names, row, strict=True)) for row in session.execute(query)]


def _done(session: Session, entry: Entry, person_id: UUID) -> list[dict[str, Any]]:
    """What she wrote about others, by its instant and kind alone."""
    table, names = Base.metadata.tables[entry.table], DONE[entry.table][1]
    by = or_(*(table.c[name] == person_id for name in entry.by))
    others = and_(*(table.c[name].is_distinct_from(person_id) for name in entry.person))
    query = select(*(table.c[name] for name in names)).where(by, others)
    rows = session.execute(query.order_by(*_order(table)))
    return [dict(zip(names, row, strict=True)) for row in rows]


def _order(table: Table) -> list[ColumnElement[Any]]:
    """As it came: by its instant if it has one, else by its key."""
    times = [table.c[name] for name in ("at", "served_at", "started_at") if name in table.c]
    return [*times[:1], *table.primary_key]


def _plain(row: Mapping[str, Any], entry: Entry, files: Files) -> dict[str, Any]:
    """A row as JSON keeps it; bytes become files."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, bytes):
            suffix = SUFFIX.get(str(row.get("mime", "")).split(";")[0], "bin")
            file = f"fichiers/{entry.table}-{len(files) + 1}.{suffix}"
            files[file] = value
            found[name] = file
        elif isinstance(value, datetime | date):
            found[name] = value.isoformat()
        else:
            found[name] = str(value) if isinstance(value, UUID) else value
    return found


def _data(entry: Entry, rows: list[dict[str, Any]], mine: Settings) -> dict[str, Any]:
    return {
        "table": entry.table,
        "what": _(entry.data),
        "why": _(entry.purpose),
        "basis": _(entry.basis.value),
        "kept": duration(entry.kept, mine),
        "rows": rows,
    }


def _part(entry: Entry, rows: list[dict[str, Any]], said: _Said, mine: Settings) -> CopyPart:
    names = [name for name in rows[0] if any(row[name] not in _EMPTY for row in rows)]
    return CopyPart(
        data=_(entry.data),
        purpose=_(entry.purpose),
        kept=duration(entry.kept, mine),
        heads=tuple(_(entry.columns[name]) for name in names),
        rows=tuple(tuple(_words(row[name], name, said) for name in names) for row in rows),
    )


def _words(value: Any, name: str, said: _Said) -> str:
    """A value as a person reads it."""
    if value in _EMPTY:
        return "–"
    match value:
        case bool():
            return _("oui") if value else _("non")
        case float():
            return f"{value:.2f}".replace(".", ",")
        case str() if value in said.skills:
            return said.skills[value]
        case str() if value in _OF_COLUMN.get(name, WORDS):
            return _(_OF_COLUMN.get(name, WORDS)[value])
        case str():
            return _instant(value, said.zone) or value
        case list():
            return " ; ".join(_words(one, name, said) for one in value)
        case dict():
            pairs = ((key, _words(one, name, said)) for key, one in value.items())
            return " ; ".join(f"{key} : {words}" for key, words in pairs)
    return str(value)


def _instant(text: str, zone: str) -> str:
    """A date in words, "" for any other text."""
    if not (len(text) >= 10 and text[:4].isdigit() and text[4] == text[7] == "-"):
        return ""
    try:
        if len(text) == 10:
            return day(date.fromisoformat(text), year=True)
        at = datetime.fromisoformat(text)
    except ValueError:
        return ""
    if at.tzinfo is None:
        return ""
    here = local(at, zone)
    return f"{day(here, year=True)}, {hour(here)}"
