"""A trainer's word on a skill: « je l'ai vue faire », or a decision with its reason.

Each is one observation of the log, of its own kind and weight (ADR 0070), and a row that says
who, where and why. Taken back, the observation counts no more (ADR 0032), and the row stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import adaptive
from adaptive import Observation
from palier.accounts import locks
from palier.app import Services
from palier.catalogue import AUTHOR_SD, TIER_OFFSETS, Catalogue
from palier.engine_time import engine_time, local, midnight, not_before
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.levels import skill_level
from palier.models import LearnerState, Notice, TrainerWord
from palier.people.trace import record
from palier.practice import corrections, log, memory, snapshots
from palier.practice.refold import Correction
from palier.security import Actor
from palier.trainer import queries

Kind = Literal["seen_at_work", "override"]
SEEN: Kind = "seen_at_work"
DECIDED: Kind = "override"
PLACES: Mapping[str, str] = {
    "stage": N_("en stage"),
    "atelier": N_("en atelier"),
    "projet": N_("dans un projet"),
}
KNOWN, AGAIN = "su", "reprendre"
CHOICES: Mapping[str, str] = {
    KNOWN: N_("C’est su"),
    AGAIN: N_("C’est à reprendre"),
}
REASONS: Mapping[str, Mapping[str, str]] = {
    KNOWN: {
        "diplome": N_("Un diplôme ou une attestation le dit"),
        "papier": N_("Un travail sur papier le montre"),
        "oral": N_("Il ou elle me l’a expliqué"),
        "ecran": N_("L’écran gêne : l’exercice ne montre pas ce qu’il ou elle sait"),
    },
    AGAIN: {
        "aide": N_("Quelqu’un avait aidé"),
        "demande": N_("Il ou elle le demande"),
        "usage": N_("Cela ne tient pas en situation"),
        "ancien": N_("C’est ancien, autant repartir ensemble"),
    },
}
# How many answers each counts for, for the level. Chosen, not fitted (ADR 0070).
WEIGHT: Mapping[Kind, float] = {SEEN: 3.0, DECIDED: 5.0}
# A real situation asks as much as a demanding exercise; a decision is about an ordinary one.
HARDER: Mapping[Kind, float] = {SEEN: TIER_OFFSETS[3], DECIDED: 0.0}
HELPED = 0.5  # of it, when it was seen done with help
# What is seen in a day is one sitting, numbered so that no real one has its number.
DAYS = 2**31
LONGEST_NOTE = 120
OLDEST = timedelta(days=365)
NOTED, TAKEN_BACK = "word", "word_back"  # kinds of notices


class Told(Exception):
    """It was not done; ``str()`` says why, in the words of the page."""


@dataclass(frozen=True)
class Seen:
    """What the form said of something seen."""

    place: str
    day: str = ""  # as the browser writes it; "" for today
    note: str = ""
    aided: bool = False


@dataclass(frozen=True)
class Decision:
    """What the form said of a decision. ``read``: the decision it was made in sight of."""

    choice: str
    reason: str
    note: str = ""
    read: str = ""


@dataclass(frozen=True)
class _Held:
    """A learner's log, held, with what is known of the skill now."""

    catalogue: Catalogue
    known: memory.Remembered
    row: LearnerState
    skill: str
    timezone: str

    @property
    def index(self) -> int:
        return self.catalogue.parameters.index[self.skill]


def tidy(note: str) -> str | None:
    """A note as it is kept: one line, cut, None for none."""
    return " ".join(note.split())[:LONGEST_NOTE] or None


def see(services: Services, actor: Actor, learner_id: UUID, skill: str, said: Seen) -> str:
    """Record a skill seen done; what the trainer is told. The same again the same day is kept
    once. Raises NotFound, and Told for what cannot be."""
    with services.db.write() as session:
        held = _hold(services, session, actor, learner_id, skill, new=True)
        if said.place not in PLACES:
            raise Told(_("Dites où vous l’avez vu : en stage, en atelier ou dans un projet."))
        today = local(services.source.now(), held.timezone).date()
        day = _day(said.day, today)
        mine = select(TrainerWord).where(
            TrainerWord.learner_id == learner_id,
            TrainerWord.kind == SEEN,
            TrainerWord.skill == skill,
            TrainerWord.day == day,
            TrainerWord.reason == said.place,
            TrainerWord.withdrawn_at.is_(None),
        )
        if session.scalars(mine.limit(1)).first() is not None:
            return _("C’était déjà noté pour ce jour-là. Rien n’est compté deux fois.")
        word = _word(services, actor, held, SEEN, day, said.place, said.note)
        word.aided = said.aided
        weight = WEIGHT[SEEN] * (HELPED if said.aided else 1.0)
        state = _append(services, session, held, word, weight, today)
        _tell(session, held, word)
        record(services, session, actor, "skill.seen", learner_id, _detail(word))
    memory.keep(services.states, held.known, state)
    return _(
        "C’est noté : vu faire %(place)s. Le niveau en tient compte.",
        place=_(PLACES[said.place]),
    )


def decide(
    services: Services, actor: Actor, learner_id: UUID, skill: str, said: Decision
) -> str:
    """Decide of a level; what the trainer is told. Raises NotFound, and Told."""
    with services.db.write() as session:
        held = _hold(services, session, actor, learner_id, skill, new=True)
        if said.choice not in CHOICES:
            raise Told(_("Choisissez ce que vous décidez."))
        if said.reason not in REASONS[said.choice]:
            raise Told(_("Choisissez une raison : elle reste écrite avec la décision."))
        before = decision(session, learner_id, skill)
        if str(before.id if before else "") != said.read:
            raise Told(_("Une autre décision a été prise pendant que vous écriviez. La voici."))
        if before is not None:
            held = _withdrawn(services, session, actor, held, before)
        today = local(services.source.now(), held.timezone).date()
        word = _word(services, actor, held, DECIDED, today, said.reason, said.note)
        word.known = said.choice == KNOWN
        state = _append(services, session, held, word, WEIGHT[DECIDED], today)
        _tell(session, held, word)
        record(services, session, actor, "skill.decided", learner_id, _detail(word, before))
    memory.keep(services.states, held.known, state)
    return _("Votre décision est écrite. Vous pouvez la retirer à tout moment.")


def withdraw(services: Services, actor: Actor, learner_id: UUID, word_id: UUID) -> str:
    """Take a word back: the level is as if it had not been said; the skill it is about.

    No effect a second time. Raises NotFound.
    """
    with services.db.write() as session:
        queries.learner(session, actor, learner_id)
        word = session.scalar(
            select(TrainerWord).where(
                TrainerWord.id == word_id, TrainerWord.learner_id == learner_id
            )
        )
        if word is None:
            raise NotFound
        skill = word.skill
        if word.withdrawn_at is None:
            held = _hold(services, session, actor, learner_id, skill)
            # Read again under the lock: a merge may have numbered the log anew meanwhile.
            word = session.get(TrainerWord, word_id, populate_existing=True)
            if word is None or word.learner_id != learner_id:
                raise NotFound
            if word.withdrawn_at is None:
                _withdrawn(services, session, actor, held, word)
        return skill


def decision(session: Session, learner_id: UUID, skill: str) -> TrainerWord | None:
    """The decision in force on a skill."""
    return session.scalars(
        select(TrainerWord)
        .where(
            TrainerWord.learner_id == learner_id,
            TrainerWord.skill == skill,
            TrainerWord.kind == DECIDED,
            TrainerWord.withdrawn_at.is_(None),
        )
        .order_by(TrainerWord.seq.desc())
        .limit(1)
    ).first()


def _hold(
    services: Services,
    session: Session,
    actor: Actor,
    learner_id: UUID,
    skill: str,
    new: bool = False,
) -> _Held:
    """Hold her log, begun if need be: one may be seen at work before any exercise. What is
    ``new`` is said of domains that the school uses alone."""
    _row, group = queries.learner(session, actor, learner_id)
    locks.hold(session, locks.RELEASE, shared=True)
    catalogue = services.catalogue.seen_by(session, actor.school)
    if skill not in catalogue.parameters.index or (new and not catalogue.uses(skill)):
        raise NotFound
    now = services.source.now()
    memory.ensure(session, catalogue, learner_id, actor.school_id, now)
    known = memory.remember(session, services.states, learner_id, catalogue)
    row = session.get_one(LearnerState, learner_id, populate_existing=True)
    return _Held(catalogue, known, row, skill, group.timezone)


def _day(typed: str, today: date) -> date:
    if not typed:
        return today
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        raise Told(_("Nous n’arrivons pas à lire cette date.")) from None
    if found > today:
        raise Told(_("Cette date n’est pas encore passée."))
    if found < today - OLDEST:
        raise Told(_("Cette date a plus d’un an : ce n’est plus une preuve d’aujourd’hui."))
    return found


def _word(
    services: Services,
    actor: Actor,
    held: _Held,
    kind: Kind,
    day: date,
    reason: str,
    note: str,
) -> TrainerWord:
    now, state = services.source.now(), held.known.state
    parameters = held.catalogue.parameters
    at = not_before(now, state.at)
    level = skill_level(parameters, adaptive.levels(parameters, state, at), held.skill)
    return TrainerWord(
        id=services.source.new_id(),
        school_id=actor.school_id,
        learner_id=held.known.learner_id,
        seq=state.seq + 1,
        kind=kind,
        skill=held.skill,
        known=True,
        reason=reason,
        note=tidy(note),
        day=day,
        before={
            "state": level.state,
            "certainty": level.certainty,
            "band": level.band,
            "low": level.low,
            "high": level.high,
        },
        by_id=actor.id,
        at=now,
    )


def _append(
    services: Services,
    session: Session,
    held: _Held,
    word: TrainerWord,
    weight: float,
    today: date,
) -> adaptive.State:
    """Tell the engine. The day of her last activity does not change: it was not she."""
    parameters, state = held.catalogue.parameters, held.known.state
    number = word.day.toordinal()
    kind = DECIDED if word.kind == DECIDED else SEEN
    at = engine_time(word.at) if word.day == today else midnight(word.day, held.timezone) + 0.5
    seen = Observation(
        seq=word.seq,
        at=max(at, 0.0),
        day=number,
        sitting=DAYS + number,
        skills=(held.index,),
        score=1.0 if word.known else 0.0,
        weight=weight,
        b=float(parameters.difficulty[held.index]) + HARDER[kind],
        b_var=AUTHOR_SD**2,
        # Twice in a day is one proof: the same situation, perhaps, seen by two.
        variant=memory.variant_number(f"{kind} {number}"),
        practised=False,
        aided=word.aided,
        kind=kind,
    )
    last = held.row.updated_at
    session.add(word)
    session.flush()
    after = memory.append(
        session, held.known, parameters, seen, {held.skill: 1.0}, None, word.at
    )
    if state.seq:
        mine = LearnerState.learner_id == word.learner_id
        session.execute(update(LearnerState).where(mine).values(updated_at=last))
    return after


def _withdrawn(
    services: Services, session: Session, actor: Actor, held: _Held, word: TrainerWord
) -> _Held:
    """Take a word back in the log; the log as it stands then."""
    locked = corrections.lock(services, session, word.learner_id)
    word.withdrawn_at, word.withdrawn_by = locked.now, actor.id
    session.flush()
    gone = [Correction(word.seq, log.VOID, None, {})]
    detail = {**_detail(word), **({} if word.kind == SEEN else {"known": [word.known, None]})}
    corrections.apply(session, locked, gone, "word.withdrawn", actor.id, detail)
    snapshots.rebuild(session, word.learner_id, locked.now, word.at)
    about = str(word.id)
    if not corrections.forget_unread(
        session, word.learner_id, NOTED, lambda data: data.get("word") == about
    ):
        corrections.tell(session, locked, TAKEN_BACK, _about(held, word))
    known = memory.remember(session, services.states, word.learner_id, held.catalogue)
    return _Held(held.catalogue, known, locked.row, held.skill, held.timezone)


def _detail(word: TrainerWord, before: TrainerWord | None = None) -> dict[str, Any]:
    """What the journal of changes keeps: no word of hers, and nothing once she is erased."""
    about = {"word": str(word.id), "skill": word.skill, "on": word.day.isoformat()}
    if word.kind == SEEN:
        return {**about, "place": word.reason, "aided": word.aided}
    return {
        **about,
        "known": [before.known if before else None, word.known],
        "why": word.reason,
    }


def _about(held: _Held, word: TrainerWord) -> dict[str, Any]:
    return {
        "word": str(word.id),
        "skill": held.catalogue.curriculum.skills[word.skill].label,
        "kind": word.kind,
        "known": word.known,
        "reason": word.reason,
        "at": word.at.isoformat(),
        "day": word.day.isoformat(),
    }


def _tell(session: Session, held: _Held, word: TrainerWord) -> None:
    session.add(
        Notice(
            school_id=word.school_id,
            learner_id=word.learner_id,
            kind=NOTED,
            data=_about(held, word),
            at=word.at,
        )
    )
