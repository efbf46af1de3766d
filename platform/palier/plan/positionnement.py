"""The positionnement: what the answers say, what people decide, and both names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from palier.accounts import locks
from palier.app import Services
from palier.i18n import _
from palier.levels import PALIER_WORDS
from palier.models import School
from palier.plan import deeper, signing, standing
from palier.plan.pages import DomainChoice, PositionnementPage
from palier.plan.signing import Names
from palier.plan.standing import Known, Standing
from palier.plan.told import Told
from palier.practice import deeper as longer
from palier.presentation import day
from palier.privacy import looked
from palier.security import Actor

LONGEST_WORDS = 300


def page(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    typed: Mapping[str, str] | None = None,
    fault: str = "",
) -> PositionnementPage:
    """What is known of each domain, and what may be signed. Raises NotFound."""
    typed = typed or {}
    with services.db.read() as session:
        known = standing.load(services, session, actor, learner_id)
        looked.record(services, session, actor, learner_id, looked.SIGNED)
        waiting = longer.waiting(session, learner_id)
        asked = deeper.asked(session, learner_id)
        rows = standing.framework(session, actor.school_id)
        documents = signing.of_learner(session, learner_id, known.group.timezone)
    found = _standings(known)
    return PositionnementPage(
        learner_id=learner_id,
        name=known.row.name,
        group=known.group.name,
        domains=tuple(
            DomainChoice(
                one,
                _("demandé le %(day)s", day=day(asked[one.domain]))
                if one.domain in waiting
                else "",
                typed.get(f"palier-{one.domain}", ""),
                typed.get(f"mots-{one.domain}", ""),
            )
            for one in found
        ),
        paliers=tuple((str(n), _(words)) for n, words in enumerate(PALIER_WORDS, 1)),
        competences=standing.competences(known.catalogue, known.levels, rows),
        signed=tuple(one for one in documents if one.kind == signing.POSITIONNEMENT),
        ready=any(one.deeper for one in found),
        mark=_mark(found, signed_before=_count(documents)),
        names=Names.of(typed),
        today=day(known.today, year=True),
        fault=fault,
    )


def _standings(known: Known) -> tuple[Standing, ...]:
    return standing.standings(known.catalogue, known.levels, known.placed, known.deeper)


def _count(documents: tuple[signing.Signed, ...]) -> int:
    return sum(one.kind == signing.POSITIONNEMENT for one in documents)


def _mark(found: tuple[Standing, ...], signed_before: int) -> str:
    """What a form says it read: the levels as shown, and how many were signed before."""
    shown = {one.domain: [one.sentence, one.between, one.deeper] for one in found}
    return f"p{signed_before}-{signing.digest(shown)[:12]}"


def sign(services: Services, actor: Actor, learner_id: UUID, form: Mapping[str, str]) -> UUID:
    """Sign the positionnement; the document. Raises NotFound, and Told with what to mend.

    A domain is signed when its longer placement is done and a person chose its palier.
    """
    names = Names.of(form)
    with services.db.write() as session:
        locks.hold(session, learner_id.bytes)
        known = standing.load(services, session, actor, learner_id)
        found = _standings(known)
        before = signing.last(session, learner_id, signing.POSITIONNEMENT)
        if form.get("lu") != _mark(found, before):
            raise Told(
                _(
                    "Le positionnement vient de changer : un collègue l’a signé, ou il y a de "
                    "nouvelles réponses. Rien n’est signé. Relisez ensemble, puis signez : "
                    "ce que vous aviez écrit est gardé."
                )
            )
        decided = _decided(found, form)
        if not decided:
            raise Told(
                _(
                    "Choisissez le palier d’un domaine au moins. Seuls ceux dont le point de "
                    "départ approfondi est fait peuvent être signés."
                )
            )
        if names.missing:
            raise Told(names.missing)
        content = _content(session, actor, known, found, decided)
        kind = signing.POSITIONNEMENT
        return signing.sign(services, session, actor, learner_id, kind, content, names)


def _decided(
    found: tuple[Standing, ...], form: Mapping[str, str]
) -> dict[str, tuple[int, str]]:
    """The palier and the words of each domain that a person decided on."""
    decided = {}
    for one in found:
        palier = form.get(f"palier-{one.domain}", "")
        if one.deeper and palier in {"1", "2", "3", "4"}:
            words = " ".join(form.get(f"mots-{one.domain}", "").split())[:LONGEST_WORDS]
            decided[one.domain] = (int(palier), words)
    return decided


def _content(
    session: Session,
    actor: Actor,
    known: Known,
    found: tuple[Standing, ...],
    decided: Mapping[str, tuple[int, str]],
) -> dict[str, Any]:
    """All that the document says, in words that need nothing else to be read."""
    rows = standing.framework(session, actor.school_id)
    lines = standing.competences(known.catalogue, known.levels, rows)
    return {
        **heading(session, actor, known),
        "domains": [_domain(one, decided.get(one.domain)) for one in found],
        "framework": [
            {"code": one.code, "title": one.title, "words": one.words} for one in lines
        ],
    }


def heading(session: Session, actor: Actor, known: Known) -> dict[str, Any]:
    """Whom a document is about, where and when."""
    return {
        "school": session.get_one(School, actor.school_id).name,
        "site": known.group.site,
        "group": known.group.name,
        "learner": known.row.name,
        "date": known.today.date().isoformat(),
        "parameter_set": known.catalogue.parameter_set_id,
    }


def _domain(one: Standing, decided: tuple[int, str] | None) -> dict[str, Any]:
    said: dict[str, Any] = {
        "domain": one.label,
        "estimate": one.sentence if one.placed else _("point de départ à faire"),
        "between": one.between if one.placed else "",
        "deeper": one.deeper,
        "proved": one.proved,
        "skills": one.skills,
        "palier": "",
        "words": "",
    }
    if decided is not None:
        said |= {"palier": _(PALIER_WORDS[decided[0] - 1]), "words": decided[1]}
    return said
