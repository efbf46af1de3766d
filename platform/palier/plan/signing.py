"""Signed documents: what was signed, word for word, with its hash; the next erases none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from palier.app import Services
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.models import SignedDocument
from palier.people.trace import record
from palier.security import Actor

POSITIONNEMENT, PLAN = "positionnement", "plan"
TITLES = {POSITIONNEMENT: N_("Positionnement"), PLAN: N_("Plan de formation")}
LONGEST_NAME = 80


@dataclass(frozen=True)
class Signed:
    """A signed document: its number among those of its kind, when, by whom."""

    id: UUID
    kind: str
    title: str
    number: int
    at: datetime  # local
    learner: str
    trainer: str


@dataclass(frozen=True)
class Names:
    """What was typed to sign: both names, and that the document was read together."""

    learner: str = ""
    trainer: str = ""
    agreed: bool = False

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Names:
        """The names in a form."""

        def one(name: str) -> str:
            return " ".join(form.get(name, "").split())[:LONGEST_NAME]

        return cls(one("stagiaire_signe"), one("formateur_signe"), "accord" in form)

    @property
    def missing(self) -> str:
        """What is to be mended, "" for nothing."""
        if not self.learner or not self.trainer:
            return _("Pour signer, chacun écrit son prénom et son nom.")
        if not self.agreed:
            return _("Cochez la case quand vous avez relu ensemble.")
        return ""


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of a content, keys sorted: the same for the same words."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def sign(
    services: Services,
    session: Session,
    actor: Actor,
    learner_id: UUID,
    kind: str,
    content: Mapping[str, Any],
    names: Names,
) -> UUID:
    """Keep a document as it is signed. The caller holds the learner’s lock."""
    number = last(session, learner_id, kind) + 1
    row = SignedDocument(
        id=services.source.new_id(),
        school_id=actor.school_id,
        subject_id=learner_id,
        kind=kind,
        number=number,
        content=dict(content),
        content_hash=digest(content),
        learner_name=names.learner,
        trainer_name=names.trainer,
        signed_at=services.source.now(),
        signed_by=actor.id,
    )
    session.add(row)
    detail = {"document": str(row.id), "number": number}
    record(
        services,
        session,
        actor,
        "plan.signed" if kind == PLAN else "positionnement.signed",
        learner_id,
        detail,
    )
    return row.id


def last(session: Session, learner_id: UUID, kind: str) -> int:
    """The number of the newest document of a kind, 0 for none."""
    newest = select(func.max(SignedDocument.number)).where(
        SignedDocument.subject_id == learner_id, SignedDocument.kind == kind
    )
    return session.scalar(newest) or 0


def of_learner(session: Session, learner_id: UUID, timezone: str) -> tuple[Signed, ...]:
    """All that she signed, the newest first."""
    rows = session.scalars(
        select(SignedDocument)
        .where(SignedDocument.subject_id == learner_id)
        .order_by(SignedDocument.signed_at.desc(), SignedDocument.id.desc())
    )
    return tuple(brief(row, timezone) for row in rows)


def brief(row: SignedDocument, timezone: str) -> Signed:
    """A signed document in a list."""
    return Signed(
        row.id,
        row.kind,
        _(TITLES[row.kind]),
        row.number,
        local(row.signed_at, timezone),
        row.learner_name,
        row.trainer_name,
    )


def find(session: Session, learner_id: UUID, document_id: UUID) -> SignedDocument:
    """One document of a learner. Raises NotFound for any other."""
    row = session.get(SignedDocument, document_id)
    if row is None or row.subject_id != learner_id:
        raise NotFound
    return row


def intact(row: SignedDocument) -> bool:
    """Whether a document is word for word what was signed."""
    return digest(row.content) == row.content_hash
