"""What trainers write down about a learner: for the team of her group, and for her copy."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from palier.app import Services
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import _
from palier.models import Person, TrainerNote
from palier.people import trace
from palier.presentation import day
from palier.privacy import looked
from palier.security import Actor
from palier.trainer import queries
from palier.trainer.bilan_pages import Note, NotePage

LONGEST, MOST = 2000, 100


def of_learner(session: Session, actor: Actor, learner_id: UUID, zone: str) -> list[Note]:
    """The notes on a learner, the newest first. The caller knows that they may be seen."""
    rows = session.execute(
        select(TrainerNote, Person.first_name)
        .outerjoin(Person, Person.id == TrainerNote.author_id)
        .where(TrainerNote.learner_id == learner_id)
        .order_by(TrainerNote.written_at.desc(), TrainerNote.id.desc())
        .limit(MOST)
    )
    return [_note(row, name, actor, zone) for row, name in rows]


def _note(row: TrainerNote, name: str | None, actor: Actor, zone: str) -> Note:
    edited = row.edited_at and day(local(row.edited_at, zone), year=True)
    return Note(
        id=row.id,
        text=row.text,
        by=name or _("quelqu’un qui n’est plus là"),
        at=day(local(row.written_at, zone), year=True),
        edited=edited or "",
        mine=row.author_id == actor.id,
        version=row.version,
    )


def _read(typed: str) -> tuple[str, str]:
    """The text, and what is wrong with it."""
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        return "", _("La note est vide. Écrivez au moins un mot.")
    if len(text) > LONGEST:
        return "", _("La note est trop longue : %(n)s caractères au plus.", n=LONGEST)
    return text, ""


def write(services: Services, actor: Actor, learner_id: UUID, typed: str) -> str:
    """A new note; what is wrong with it, "" for nothing. Raises NotFound."""
    text, fault = _read(typed)
    with services.db.write() as session:
        queries.learner(session, actor, learner_id)
        if fault:
            return fault
        row = TrainerNote(
            school_id=actor.school_id,
            learner_id=learner_id,
            author_id=actor.id,
            text=text,
            written_at=services.source.now(),
        )
        session.add(row)
        session.flush()
        trace.record(services, session, actor, "note.written", learner_id, {"note": row.id})
    return ""


def one(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    note_id: int,
    draft: str | None = None,
    fault: str = "",
) -> NotePage:
    """A note, to change or remove when it is one's own. Raises NotFound."""
    with services.db.read() as session:
        learner, group = queries.learner(session, actor, learner_id)
        found = session.execute(
            select(TrainerNote, Person.first_name)
            .outerjoin(Person, Person.id == TrainerNote.author_id)
            .where(TrainerNote.id == note_id, TrainerNote.learner_id == learner_id)
        ).one_or_none()
        if found is None:
            raise NotFound
        looked.record(services, session, actor, learner_id, looked.NOTES)
        note = _note(found[0], found[1], actor, group.timezone)
    return NotePage(
        learner.id, learner.name, note, note.text if draft is None else draft, fault
    )


def _own(session: Session, actor: Actor, learner_id: UUID, note_id: int) -> TrainerNote:
    row = session.get(TrainerNote, note_id)
    if row is None or (row.learner_id, row.author_id) != (learner_id, actor.id):
        raise NotFound
    return row


def change(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    note_id: int,
    typed: str,
    version: int,
) -> str:
    """Change a note of one's own, as it was when read; what is wrong, "" for nothing.

    Raises NotFound.
    """
    text, fault = _read(typed)
    with services.db.write() as session:
        queries.learner(session, actor, learner_id)
        row = _own(session, actor, learner_id, note_id)
        if fault:
            return fault
        if row.version != version:
            return _(
                "Cette note a changé entre-temps, dans une autre fenêtre. Votre texte est "
                "gardé ici : enregistrez-le de nouveau pour remplacer l’autre."
            )
        if row.text != text:
            row.text, row.edited_at = text, services.source.now()
            row.version += 1
            detail = {"note": row.id, "version": row.version}
            trace.record(services, session, actor, "note.changed", learner_id, detail)
    return ""


def remove(services: Services, actor: Actor, learner_id: UUID, note_id: int) -> None:
    """Remove a note of one's own. Raises NotFound."""
    with services.db.write() as session:
        queries.learner(session, actor, learner_id)
        row = _own(session, actor, learner_id, note_id)
        session.execute(delete(TrainerNote).where(TrainerNote.id == row.id))
        trace.record(services, session, actor, "note.removed", learner_id, {"note": note_id})
