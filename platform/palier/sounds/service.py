"""The sounds of exercises: a person's voice where somebody recorded one, else this machine's.

Speech is made outside any transaction, once for each text, and kept with the text's hash.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, undefer

from exercises.items import make
from palier.app import Services
from palier.errors import NotFound
from palier.models import Sound
from palier.practice import queries
from palier.security import Actor
from palier.sounds import speech
from palier.sounds.media import Heard, mime, readable

PERSON, MACHINE = "person", "machine"
log = logging.getLogger("palier.sounds")


def text_hash(text: str) -> bytes:
    """What a text's sound is kept under: 32 bytes."""
    return hashlib.sha256(text.encode()).digest()


def of_exercise(services: Services, actor: Actor, served_id: UUID, group: int) -> Heard:
    """The sound of a group of words, from 1, of an exercise served to this learner."""
    with services.db.read() as session:
        found = queries.served(session, actor.id, served_id)
        text = _group(found.exercise.secret.get("groups", []), group)
    return heard(services, actor.school_id, text)


def of_item(
    services: Services, actor: Actor, skill_id: str, slug: str, seed: int, group: int
) -> Heard:
    """The same of a published exercise, for staff."""
    with services.db.read() as session:
        items = services.catalogue.current(session).items
    entry = next((e for e in items if e.item.id == f"{skill_id}/{slug}"), None)
    if entry is None:
        raise NotFound
    text = _group(make(entry.item, seed).secret.get("groups", []), group)
    return heard(services, actor.school_id, text)


def _group(groups: Sequence[str], number: int) -> str:
    if not 1 <= number <= len(groups):
        raise NotFound
    return groups[number - 1]


def heard(services: Services, school_id: int, text: str) -> Heard:
    """The sound of a text for a school; made and kept when nobody recorded it.

    Raises NotFound when there is none and none can be made here.
    """
    with services.db.read() as session:
        row = _kept(session, school_id, text)
    if row is None:
        try:
            data = speech.say(text)
        except speech.NoSpeech as error:
            log.warning("No sound could be made: %s", error)
            raise NotFound from error
        keep_made(services, text, data)
        return Heard(data, speech.MIME)
    return Heard(row.data, row.mime)


def _kept(session: Session, school_id: int, text: str) -> Sound | None:
    """The sound of a text: the school's own voice before the machine's."""
    return session.scalars(
        select(Sound)
        .options(undefer(Sound.data))
        .where(
            Sound.text_hash == text_hash(text),
            or_(Sound.school_id == school_id, Sound.school_id.is_(None)),
        )
        .order_by(Sound.kind.desc())  # person, then machine
        .limit(1)
    ).one_or_none()


def keep_made(services: Services, text: str, data: bytes) -> None:
    """Keep speech made here, unless another process just did."""
    with services.db.write() as session:
        digest = text_hash(text)
        there = select(Sound.id).where(Sound.text_hash == digest, Sound.kind == MACHINE)
        if session.scalar(there.limit(1)) is None:
            session.add(
                Sound(
                    text_hash=digest,
                    school_id=None,
                    kind=MACHINE,
                    mime=speech.MIME,
                    data=data,
                    at=services.source.now(),
                )
            )


def recorded(session: Session, school_id: int, texts: Iterable[str]) -> set[str]:
    """Those of ``texts`` that a person of the school recorded."""
    by_hash = {text_hash(text): text for text in texts}
    rows = session.scalars(
        select(Sound.text_hash).where(
            Sound.text_hash.in_(by_hash), Sound.school_id == school_id, Sound.kind == PERSON
        )
    )
    return {by_hash[digest] for digest in rows}


def synthetic(session: Session, school_id: int, texts: Collection[str]) -> bool:
    """Whether one of these texts would be said by the machine."""
    return len(recorded(session, school_id, texts)) < len(set(texts))


def record(services: Services, actor: Actor, text: str, data: bytes) -> bool:
    """Keep a person's voice for a text, in place of an older one; False when unreadable."""
    kind = mime(data)
    if not readable(data) or kind is None:
        return False
    mine = {"text_hash": text_hash(text), "school_id": actor.school_id, "kind": PERSON}
    new = {
        "mime": kind,
        "data": data,
        "recorded_by": actor.id,
        "at": services.source.now(),
    }
    with services.db.write() as session:
        insert = pg_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
        session.execute(
            insert(Sound)
            .values(**mine, **new)
            .on_conflict_do_update(index_elements=list(mine), set_=new)
        )
    return True


def remove(services: Services, actor: Actor, text: str) -> None:
    """Take back a voice of this school: the machine's is heard again."""
    with services.db.write() as session:
        session.execute(
            delete(Sound).where(
                Sound.text_hash == text_hash(text),
                Sound.school_id == actor.school_id,
                Sound.kind == PERSON,
            )
        )
