"""Answers of a group as CSV and xAPI, with columns that docs/exports.md describes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from palier.i18n import N_, _
from palier.models import Answer, ExerciseServed, Item, ItemVersion, Sitting, VerdictRow
from palier.practice.queries import newest_verdict, unmarked
from palier.reports import tables
from palier.reports.whom import Period, Someone

# Each column with what is said of it on the page; docs/exports.md says more.
COLUMNS: Mapping[str, str] = {
    "stagiaire": N_("une empreinte, la même dans tous les exports de la personne"),
    "prenom": N_("prénom et initiale"),
    "groupe": N_("le groupe d’aujourd’hui"),
    "date": N_("l’instant de la réponse, en temps universel"),
    "seance": N_("le numéro de la séance de cette personne"),
    "sorte_de_seance": N_(
        "placement (point de départ ou bilan), practice (séance) ou assignment (travail donné)"
    ),
    "competence": N_("l’identifiant de la compétence"),
    "exercice": N_("le nom de l’exercice"),
    "part_juste": N_("de 0 à 1 ; vide tant que personne n’a évalué"),
    "aides": N_("combien de coups de pouce ont été ouverts"),
    "reponse": N_("la réponse en mots"),
}
VERB = "http://adlnet.gov/expapi/verbs/answered"
ACTIVITY = "http://adlnet.gov/expapi/activities/cmi.interaction"


@dataclass(frozen=True)
class Line:
    """An answer that counts. Durations are not in it: they are nobody’s business."""

    served_id: UUID
    who: Someone
    at: datetime
    sitting: int
    kind: str
    skill: str
    item: str
    score: float | None  # None while a person is still to mark it
    helps: int
    words: str


def lines(session: Session, some: Sequence[Someone], period: Period) -> Iterator[Line]:
    """The answers of some learners in a period, the oldest first."""
    if not some:
        return
    first, last = period.bounds(some[0].timezone)
    people = {one.id: one for one in some}
    rows = session.execute(
        select(
            Answer.served_id,
            Answer.learner_id,
            Answer.at,
            Sitting.number,
            Sitting.kind,
            ExerciseServed.skill,
            Item.name,
            case((unmarked(), None), else_=VerdictRow.score),
            Answer.help_used,
            Answer.text,
        )
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .join(ItemVersion, ItemVersion.id == ExerciseServed.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(
            VerdictRow,
            (VerdictRow.served_id == Answer.served_id)
            & (VerdictRow.number == newest_verdict()),
        )
        .where(
            Answer.learner_id.in_(people),
            Answer.at >= first,
            Answer.at < last,
            Sitting.voided_at.is_(None),
        )
        .order_by(Answer.at, Answer.served_id)
    )
    for served_id, learner_id, *rest in rows:
        yield Line(served_id, people[learner_id], *rest)


def pseudonym(learner_id: UUID) -> str:
    """What a learner is called in an export: the same in each, and no id of the platform."""
    return sha256(b"palier export " + learner_id.bytes).hexdigest()[:16]


def as_csv(found: Iterator[Line]) -> bytes:
    """The lines as CSV."""
    rows = (
        (
            pseudonym(one.who.id),
            one.who.name,
            one.who.group,
            one.at.astimezone(UTC).isoformat(timespec="seconds"),
            one.sitting,
            one.kind,
            one.skill,
            one.item,
            "" if one.score is None else round(one.score, 4),
            one.helps,
            one.words,
        )
        for one in found
    )
    return tables.csv_file(tuple(COLUMNS), rows)


def as_xapi(found: Iterator[Line], home: str) -> bytes:
    """The lines as a JSON list of xAPI 1.0.3 statements. ``home``: whose accounts these are."""
    statements = [_statement(one, home) for one in found]
    return json.dumps(statements, ensure_ascii=False, indent=1).encode()


def _statement(one: Line, home: str) -> dict[str, Any]:
    judged: dict[str, Any] = {}
    if one.score is not None:
        judged = {"score": {"scaled": round(one.score, 4)}, "success": one.score >= 1}
    return {
        "id": str(one.served_id),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": home, "name": pseudonym(one.who.id)},
        },
        "verb": {"id": VERB, "display": {"fr": _("a répondu")}},
        "object": {
            "id": f"{home}/exercices/{one.item}",
            "definition": {
                "type": ACTIVITY,
                "extensions": {f"{home}/xapi/skill": one.skill},
            },
        },
        "result": {
            **judged,
            "response": one.words,
            "extensions": {f"{home}/xapi/helps": one.helps},
        },
        "context": {
            "language": "fr",
            "extensions": {f"{home}/xapi/sitting": one.sitting, f"{home}/xapi/kind": one.kind},
        },
        "timestamp": one.at.astimezone(UTC).isoformat(),
    }
