"""Our logs as the engine's simulation reads them: what was chosen, and what it could choose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from adaptive import PracticeContext
from adaptive.observation import DEFAULT_UPPER
from adaptive.simulation.forecast import Turn
from palier.catalogue import Catalogue
from palier.db import Database
from palier.engine_time import engine_time
from palier.practice import log
from palier.practice.queries import WINDOW
from palier.practice.serving import available_rows
from palier.report import queries
from palier.report.queries import ServedRow

Progress = Callable[[int, int, str], None]


def silent(done: int, total: int, name: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Logs:
    """Logs of the database, without names. ``french``: what is declared of each learner, None
    for nothing; ``until``: the last answer, None when there is none; ``everybody``: how many
    answered, those left out of a sample included."""

    turns: tuple[tuple[Turn, ...], ...]
    french: tuple[bool | None, ...]
    until: datetime | None
    demonstration: bool
    everybody: int


def read(
    db: Database, catalogue: Catalogue, progress: Progress = silent, most: int | None = None
) -> Logs:
    """The logs, one short reading a learner: people go on working meanwhile. ``most`` learners
    when given, evenly spread."""
    with db.read() as session:
        ids = queries.learners(session)
        declared, demonstration = queries.declared(session), queries.is_demonstration(session)
    read_now = ids if most is None else ids[:: -(-len(ids) // most) or 1]
    found, last = [], []
    for number, learner_id in enumerate(read_now):
        progress(number, len(read_now), "journal")
        with db.read() as session:
            turns, at = _turns(session, catalogue, learner_id)
        found.append(turns)
        last.append(at)
    french = tuple(declared.get(learner_id) for learner_id in read_now)
    return Logs(tuple(found), french, max(last, default=None), demonstration, len(ids))


def _turns(
    session: Session, catalogue: Catalogue, learner_id: UUID
) -> tuple[tuple[Turn, ...], datetime]:
    entries = log.entries(session, learner_id, items=catalogue.counted)
    served = queries.served(session, learner_id)
    place = {row.id: number for number, row in enumerate(served)}
    score: dict[UUID | None, float] = {
        entry.served_id: float(entry.data["score"])
        for entry in entries
        if entry.served_id is not None and entry.data is not None
    }
    turns = tuple(
        _turn(
            catalogue,
            entry,
            served[: place[entry.served_id] + 1] if entry.served_id in place else (),
            score,
        )
        for entry in entries
    )
    return turns, entries[-1].at


def _turn(
    catalogue: Catalogue,
    entry: log.Entry,
    served: Sequence[ServedRow],
    score: dict[UUID | None, float],
) -> Turn:
    """``served``: everything up to the exercise of this entry, which is the last."""
    if entry.data is None:
        return Turn(entry.seq, None)
    seen = log.from_json(catalogue.parameters, entry.seq, entry.data)
    if not served:
        return Turn(entry.seq, seen)
    shown = served[-1]
    upper = float(shown.item_parameters.get("u", DEFAULT_UPPER))
    row = catalogue.row_of.get(shown.version_id, -1)
    context = None
    if shown.kind == "practice" and row >= 0:
        context = _context(catalogue, shown, served[:-1], score)
    return Turn(entry.seq, seen, upper, row, context)


def _context(
    catalogue: Catalogue,
    shown: ServedRow,
    past: Sequence[ServedRow],
    score: dict[UUID | None, float],
) -> PracticeContext | None:
    """What the choice of this exercise knew; None when there was no free choice (she asked to
    see things again), or its domains are not there any more."""
    rows, parameters, asked = catalogue.row_of, catalogue.parameters, shown.reviews or {}
    if asked.get("first") or not set(shown.domains) <= catalogue.rows_of_domain.keys():
        return None
    here = [one for one in past if one.sitting_id == shown.sitting_id]
    known = [one for one in here if one.version_id in rows and one.id in score][-2:]
    since = shown.served_at - WINDOW
    window = [
        one for one in past if one.served_at > since or one.sitting_id == shown.sitting_id
    ]
    return PracticeContext(
        at=engine_time(shown.served_at),
        domain=parameters.domains.index(shown.domain) if shown.domain else None,
        recent=_versions(catalogue, window),
        scores=tuple(score[one.id] for one in known),
        skills=tuple(int(catalogue.pool.skill[rows[one.version_id]]) for one in known),
        available=available_rows(catalogue, [one.version_id for one in past], shown.domains),
        reviews_allowed=_allowed(catalogue, asked.get("skills")),
        lately=tuple(score[one.id] for one in window if one.id in score),
    )


def _allowed(catalogue: Catalogue, skills: Sequence[str] | None) -> frozenset[int] | None:
    """The skills that the calendar let come back in the sitting; None for all."""
    index = catalogue.parameters.index
    return None if skills is None else frozenset(index[s] for s in skills if s in index)


def _versions(catalogue: Catalogue, past: Iterable[ServedRow]) -> tuple[int, ...]:
    return tuple(one.version_id for one in past if one.version_id in catalogue.row_of)
