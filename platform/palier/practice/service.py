"""What a learner does with exercises: answer, ask for help. One transaction each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

import adaptive
from adaptive import Observation, State
from exercises.curriculum import Curriculum
from exercises.instance import FormatError, Instance, Verdict
from palier.app import Services
from palier.catalogue import Catalogue
from palier.engine_time import local_day, not_before
from palier.errors import NotFound
from palier.models import Answer, ExerciseServed, Recording, Release, Sitting, VerdictRow
from palier.practice import foreseeing, memory, queries, reviews, serving
from palier.practice.judging import as_it_came
from palier.practice.judging import judge as judge
from palier.practice.queries import Served
from palier.practice.starting import start_bilan as start_bilan
from palier.practice.starting import start_given as start_given
from palier.practice.starting import start_placement as start_placement
from palier.practice.starting import start_practice as start_practice
from palier.security import Actor

UNKNOWN, ANSWER = "unknown", "answer"
GRADER = "palier 1"
PERSON = "person"  # the grader of what a machine cannot judge
LISTENING = "listen"


def _voice_is_here(services: Services, found: Served) -> bool:
    """Whether the voice that an answer speaks of was received."""
    with services.db.read() as session:
        there = select(Recording.served_id).where(Recording.served_id == found.exercise.id)
        return session.scalar(there) is not None


@dataclass(frozen=True)
class Unreadable:
    """The answer could not be read. Nothing was stored, nothing counts."""

    error: FormatError


@dataclass(frozen=True)
class Closed:
    """The sitting was taken back meanwhile: nothing was stored, there is nothing to answer."""


@dataclass(frozen=True)
class Replied:
    """The answer is kept. ``next_id`` is None when the sitting is over.

    The same for the first post and for every repeated one: all of it comes from what is stored.
    Only a regrade changes it: then it says the newest verdict, and since when.
    """

    served: Served
    curriculum: Curriculum
    kind: str  # answer | unknown
    verdict: Verdict
    next_id: UUID | None
    next_reason: dict[str, Any] | None
    revised: datetime | None = None


def instance_of(exercise: ExerciseServed) -> Instance:
    """The exercise as it was served."""
    return Instance(
        item_id=str(exercise.item_version_id),
        type=exercise.type,
        seed=exercise.seed,
        variant=exercise.variant,
        public=exercise.public,
        secret=exercise.secret,
    )


def answer(
    services: Services,
    actor: Actor,
    served_id: UUID,
    raw: Mapping[str, Sequence[str]],
    unknown: bool = False,
) -> Replied | Unreadable | Closed:
    """Keep an answer, once, and choose what comes next. ``unknown``: "je ne sais pas encore".

    Graded before any lock; then one short transaction. A repeated, concurrent or late post gets
    the reply of the first. Raises NotFound for an id that is not one of this learner's.
    """
    with services.db.read() as session:
        found = queries.served(session, actor.id, served_id)
        catalogue = services.catalogue.current(session, found.release_id)
        if found.exercise.answered_at is not None:
            return stored_reply(session, catalogue.curriculum, found)
        if found.sitting.voided_at is not None:
            return Closed()
        again = reviews.of_sitting(session, services, catalogue, found)
        ahead = foreseeing.prepare(
            session, services.followed, catalogue, actor.id, found.sitting.domains
        )
    judged = judge(
        instance_of(found.exercise), raw, unknown, lambda: _voice_is_here(services, found)
    )
    if isinstance(judged, FormatError):
        return Unreadable(judged)
    as_judged, verdict = judged
    kind = UNKNOWN if unknown else ANSWER
    kept = Kept(kind, as_it_came(as_judged), verdict, again, ahead)
    draw = np.random.default_rng(services.source.seed())
    try:
        with services.db.write() as session:
            known = memory.remember(session, services.states, actor.id, catalogue)
            written = _keep(session, services, catalogue, found, kept, known, draw)
    except (memory.NewParameters, _Overtaken):
        return answer(services, actor, served_id, raw, unknown)
    if written is None:  # somebody was faster: the same learner twice, or her trainer
        return answer(services, actor, served_id, raw, unknown)
    memory.keep(services.states, known, written.state)
    if written.ahead.followed:
        services.followed.put(actor.id, written.ahead.seq, written.ahead.followed)
    return written.reply


class _Overtaken(Exception):
    """A key was corrected, exercises published or records merged since it was judged."""


@dataclass(frozen=True)
class Kept:
    """An answer judged, to be written."""

    kind: str
    raw: dict[str, Any]
    verdict: Verdict
    again: reviews.Reviews  # what may come back after it
    ahead: foreseeing.Foreseeing = foreseeing.NOTHING  # models, as they were before it


@dataclass(frozen=True)
class _Written:
    """What an answer brought: its reply, and what to remember once it is committed."""

    reply: Replied
    state: State
    ahead: foreseeing.Foreseeing


def stored_reply(session: Session, curriculum: Curriculum, found: Served) -> Replied:
    """The reply to an exercise that was answered."""
    kept = queries.replied(session, found.exercise.id)
    next_id = kept.answer.next_served_id
    following = session.get(ExerciseServed, next_id) if next_id else None
    return Replied(
        found,
        curriculum,
        kept.answer.kind,
        Verdict.from_json(kept.verdict.detail),
        next_id,
        following.reason if following else None,
        kept.verdict.at if kept.verdict.number > 1 else None,
    )


# Built once, like those of memory and queries.
_EXERCISE = ExerciseServed.__table__.c  # columns of the table: without the ORM's own work
_TAKEN_BACK = (
    select(Sitting.id)
    .where(Sitting.id == _EXERCISE.sitting_id, Sitting.voided_at.is_not(None))
    .correlate(ExerciseServed.__table__)
)
_NUMBER = (
    select(Sitting.number)
    .where(Sitting.id == _EXERCISE.sitting_id)
    .correlate(ExerciseServed.__table__)
)
_TAKE = (
    update(ExerciseServed.__table__)  # type: ignore[arg-type]  # a Table, as declared
    .where(
        _EXERCISE.id == bindparam("served_id"),
        _EXERCISE.answered_at.is_(None),
        _EXERCISE.sitting_id.not_in(_TAKEN_BACK),  # her trainer may be faster
    )
    .values(answered_at=bindparam("now"))
    .returning(
        _EXERCISE.help_used,
        _EXERCISE.read_instead,
        _EXERCISE.secret,
        select(func.max(Release.id)).scalar_subquery(),
        _NUMBER.scalar_subquery(),
    )
)
_ANSWER = insert(Answer.__table__)  # type: ignore[arg-type]  # a Table, as declared
_VERDICT = insert(VerdictRow.__table__)  # type: ignore[arg-type]  # a Table, as declared


def _keep(
    session: Session,
    services: Services,
    catalogue: Catalogue,
    found: Served,
    kept: Kept,
    known: memory.Remembered,
    draw: np.random.Generator,
) -> _Written | None:
    """The write of an answer, under the learner's lock. None when it was answered meanwhile,
    or its sitting taken back. Raises _Overtaken: what was read before is to be read again."""
    exercise, sitting, now = found.exercise, found.sitting, services.source.now()
    parameters = catalogue.parameters
    taken = session.execute(_TAKE, {"served_id": exercise.id, "now": now}).one_or_none()
    if taken is None:
        return None
    help_used, read_instead, *as_now = taken
    if as_now != [exercise.secret, found.release_id, sitting.number]:
        raise _Overtaken
    skills = exercise.item_parameters["skills"]
    seen = observation(catalogue, found, kept, known.state, help_used + read_instead, now)
    state = memory.append(session, known, parameters, seen, skills, exercise.id, now)
    ahead = kept.ahead
    if ahead.seq != known.state.seq:  # somebody was faster: the filter chooses this once
        ahead = foreseeing.NOTHING
    silent = help_used > 0 or kept.verdict.pending  # as calibration.firsts
    ahead = ahead.after(
        catalogue, exercise.item_version_id, kept.verdict.score, silent, state.at
    )
    following: serving.Next | serving.End | None = None
    if sitting.ended_at is None:
        past = [
            replace(p, score=kept.verdict.score) if p.here and p.score is None else p
            for p in queries.recent(session, exercise.learner_id, now, sitting.id)
        ]
        following = serving.serve(
            session,
            services.source,
            catalogue,
            state,
            sitting,
            past,
            now,
            draw,
            kept.again,
            ahead,
        )
        if isinstance(following, serving.End):
            ended = {"ended_at": now, "outcome": following.outcome}
            session.execute(update(Sitting).where(Sitting.id == sitting.id).values(**ended))
    served = following if isinstance(following, serving.Next) else None
    _write_answer(session, exercise, kept, help_used, served.id if served else None, now)
    after = (served.id, served.reason) if served else (None, None)
    reply = Replied(found, catalogue.curriculum, kept.kind, kept.verdict, *after)
    return _Written(reply, state, ahead)


def observation(
    catalogue: Catalogue,
    found: Served,
    kept: Kept,
    before: State,
    help_used: int,
    now: datetime,
) -> Observation:
    """What the engine is told of an answer, in its state ``before``."""
    exercise = found.exercise
    # As every later fold counts it, whenever the item was served.
    used = {**exercise.item_parameters, **catalogue.counted.get(exercise.item_version_id, {})}
    return Observation(
        seq=before.seq + 1,
        at=not_before(now, before.at),
        day=local_day(now, found.timezone),
        sitting=found.sitting.number,
        skills=tuple(catalogue.parameters.index[skill] for skill in used["skills"]),
        weights=tuple(used["skills"].values()),
        score=kept.verdict.score,
        weight=kept.verdict.weight * adaptive.helped_weight(kept.verdict.score, help_used),
        a=used["a"],
        b=used["b"],
        b_var=used["b_var"],
        c=used["c"],
        # "Je ne sais pas encore" is a wrong answer that is no slip.
        u=1.0 if kept.kind == UNKNOWN else used["u"],
        variant=memory.variant_number(exercise.variant),
        practised=found.sitting.kind == "practice",
        direct=not kept.verdict.pending,  # marked by nobody yet: it proves nothing
        aided=help_used > 0,
        kind="answer",
    )


def _write_answer(
    session: Session,
    exercise: ExerciseServed,
    kept: Kept,
    help_used: int,
    next_id: UUID | None,
    now: datetime,
) -> None:
    session.execute(
        _ANSWER,
        {
            "served_id": exercise.id,
            "school_id": exercise.school_id,
            "learner_id": exercise.learner_id,
            "kind": kept.kind,
            "raw": kept.raw,
            "text": kept.verdict.given,
            "help_used": help_used,
            "seconds": (now - exercise.served_at).total_seconds(),
            "next_served_id": next_id,
            "at": now,
        },
    )
    session.execute(
        _VERDICT,
        {
            "school_id": exercise.school_id,
            "served_id": exercise.id,
            "number": 1,
            "score": kept.verdict.score,
            "detail": kept.verdict.to_json(),
            "grader": GRADER,
            "at": now,
        },
    )


def read_instead(services: Services, actor: Actor, served_id: UUID) -> None:
    """Read what is said aloud, in place of hearing it. No effect once answered.

    It is then no proof of listening: the engine is told of help. For a question on what is
    heard alone: the words of a dictation are its answer.
    """
    with services.db.write() as session:
        found = queries.served(session, actor.id, served_id)
        if found.exercise.type != LISTENING:
            raise NotFound
        session.execute(
            update(ExerciseServed)
            .where(ExerciseServed.id == served_id, ExerciseServed.answered_at.is_(None))
            .values(read_instead=True)
        )


def use_help(services: Services, actor: Actor, served_id: UUID) -> None:
    """Count one more hint asked for, up to those the exercise has. No effect once answered."""
    with services.db.write() as session:
        found = queries.served(session, actor.id, served_id)
        if found.sitting.kind == "placement":
            raise NotFound  # no help there: it would say nothing of where to start from
        steps = found.exercise.public["helps"]
        session.execute(
            update(ExerciseServed)
            .where(
                ExerciseServed.id == served_id,
                ExerciseServed.answered_at.is_(None),
                ExerciseServed.help_used < steps,
            )
            .values(help_used=ExerciseServed.help_used + 1)
        )
