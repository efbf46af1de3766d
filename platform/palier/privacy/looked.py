"""Who of the team looked at one learner: a line for each view, for her to read.

    looked.record(services, session, actor, learner_id, looked.EVIDENCE)

beside the query that finds her. In a reading the line is written once the reading is over, so
that no page holds a lock while it is made; in a deed it goes with the deed.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from palier.app import Services
from palier.db import afterwards
from palier.i18n import N_
from palier.models import AccessLine
from palier.security import Actor

LEARNER, EVIDENCE, ANSWER, SITTINGS = "learner", "evidence", "answer", "sittings"
COURSE, CARD, VOICE, RECORD, COPY = "course", "card", "voice", "record", "copy"
BILANS, NOTES = "bilans", "notes"
PLAN, SIGNED, INTERVIEW, REPORT = "plan", "signed", "interview", "report"
# What was looked at, as she reads it. A new kind of page is a line here.
WORDS: Mapping[str, str] = {
    LEARNER: N_("votre parcours"),
    EVIDENCE: N_("une de vos compétences"),
    ANSWER: N_("une de vos réponses"),
    SITTINGS: N_("la liste de vos séances"),
    COURSE: N_("votre cours de français"),
    CARD: N_("votre carte"),
    VOICE: N_("un enregistrement de votre voix"),
    RECORD: N_("votre dossier"),
    COPY: N_("une copie de vos données"),
    BILANS: N_("vos bilans"),
    NOTES: N_("les notes sur votre parcours"),
    PLAN: N_("votre plan"),
    SIGNED: N_("un document que vous avez signé, ou à signer"),
    INTERVIEW: N_("votre entretien"),
    REPORT: N_("un rapport sur votre parcours"),
}


def record(
    services: Services, session: Session, actor: Actor, learner_id: UUID, what: str
) -> None:
    """Note that the actor sees this learner. Call it once she is found to be in reach.

    ``what`` is a key of WORDS: KeyError for any other. One's own pages leave no line.
    """
    WORDS[what]
    if actor.id == learner_id:
        return
    line = AccessLine(
        school_id=actor.school_id,
        learner_id=learner_id,
        actor_id=actor.id,
        what=what,
        at=services.source.now(),
    )
    afterwards(session, line)
