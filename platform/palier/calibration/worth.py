"""The page « Ce que valent les exercices »: numbers of the last calibration, as sentences.

Aggregates alone: no learner is named, no group smaller than ``judging.LEAST`` is described.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from palier.app import Services
from palier.calibration import cards, counted, judging, proposals, queries, scaling
from palier.calibration.pages import (
    BesideLine,
    DomainLine,
    Option,
    Past,
    Summary,
    WorthPage,
)
from palier.calibration.proposals import APPROVED, DRAFT, PROPOSED, REFUSED, REPLACED
from palier.catalogue import Catalogue
from palier.errors import NotFound
from palier.i18n import N_, _, ngettext
from palier.models import CalibrationProposal, CalibrationVersion, LearnerState, Person
from palier.policies import AUTHORS
from palier.report.written import number
from palier.security import Actor

# Beyond so many observations, a page would wait too long: the command shows how far it is.
MOST_ON_PAGE = 8_000
LISTED = 20  # calibrations of before
MOST_NAMED = 5  # exercises, in a sentence
STATES = {
    PROPOSED: N_("Attend une décision"),
    APPROVED: N_("Approuvée"),
    REFUSED: N_("Refusée"),
    REPLACED: N_("Remplacée par une plus récente"),
}


def page(
    services: Services, actor: Actor, domain: str, kind: str, missing: bool = False
) -> WorthPage:
    """What was found, filtered. Raises NotFound for an unknown domain or kind."""
    with services.db.read() as session:
        catalogue = services.catalogue.current(session)
        labels = {one.id: one.label for one in catalogue.curriculum.domains}
        if domain not in ("", *labels) or kind not in ("", *judging.KINDS):
            raise NotFound
        row = proposals.newest(session)
        release = queries.in_force(session)
        history = _history(
            session, actor, release.release.calibration_version_id if release else 0
        )
        observations = _observations(session)
    found = row.findings["items"] if row else []
    shown = [
        one
        for one in found
        if domain in ("", one["item"].split(".")[0]) and kind in ("", one["kind"])
    ]
    now = release.release.calibration_version_id if release else 0
    return WorthPage(
        summary=_summary(row, labels, catalogue, now) if row else None,
        domains=_options({"": _("Tous les domaines"), **labels}, domain),
        kinds=_options(
            {"": _("Tous les constats"), **{k: _(cards.TITLES[k]) for k in judging.KINDS}}, kind
        ),
        findings=tuple(cards.card(one, catalogue) for one in shown),
        total=len(found),
        fairness=_fairness(row) if row else "",
        beside=_beside(row, labels, catalogue) if row else (),
        history=history,
        may_decide=may_decide(actor),
        missing=missing,
        command=f"palier calibrate --approve {row.id}"
        if row and observations > MOST_ON_PAGE
        else "",
    )


def may_decide(actor: Actor) -> bool:
    """Exercises are everybody’s: a role bound to some sites reads, and does not decide."""
    return actor.may(AUTHORS) and actor.sites is None


def too_many(services: Services) -> bool:
    """Whether there are too many answers to be folded again while a page waits."""
    with services.db.read() as session:
        return _observations(session) > MOST_ON_PAGE


def _observations(session: Session) -> int:
    return session.scalar(select(func.sum(LearnerState.seq))) or 0


def _options(labels: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value, label, value == chosen) for value, label in labels.items())


def _summary(
    row: CalibrationProposal, labels: Mapping[str, str], catalogue: Catalogue, now: int
) -> Summary:
    since, until = proposals.since(row)
    figures = row.basis["figures"]
    by_name = {entry.item.id: entry for entry in catalogue.items}
    moved = [
        name
        for name, one in row.parameters.items()
        if name in by_name and abs(one["b"] - by_name[name].b) >= cards.A_LEVEL
    ]
    return Summary(
        number=row.id,
        state=row.state,
        answers=row.basis["answers"],
        erased=_erased(sum(one.get("erased", 0) for one in figures.values())),
        learners=row.basis["learners"],
        since=since,
        until=until,
        made=row.created_at,
        measured=sum(one.get("judged", 0) for one in figures.values()),
        moved=len(moved),
        domains=tuple(
            _domain(labels.get(domain, domain), one) for domain, one in figures.items()
        ),
        outdated=row.state == PROPOSED and row.basis["calibration"] != now,
    )


def _erased(count: int) -> str:
    """Said where there are some: they count, and the calculation cannot use them."""
    if not count:
        return ""
    return ngettext(
        "%(number)s réponse d’une personne effacée est comptée en plus. Le calcul de la "
        "difficulté ne peut pas s’en servir : on ne sait plus quelles réponses vont ensemble.",
        "%(number)s réponses de personnes effacées sont comptées en plus. Le calcul de la "
        "difficulté ne peut pas s’en servir : on ne sait plus quelles réponses vont ensemble.",
        count,
    )


def _domain(label: str, figures: Mapping[str, Any]) -> DomainLine:
    if not figures["enough"]:
        said = _("Trop peu de réponses : les auteurs gardent le dernier mot.")
    elif not figures["converged"]:
        said = _("Le calcul s’est arrêté avant son terme : à refaire.")
    else:
        said = " ".join(_scale(figures))
    erased = figures.get("erased", 0)
    return DomainLine(
        label,
        figures["answers"] + erased,
        counted.among(erased).removeprefix(", "),
        figures["learners"],
        figures["items"],
        figures.get("judged", 0),
        said,
    )


def _scale(figures: Mapping[str, Any]) -> Iterator[str]:
    """What holds the scale, how surely, and which exercises were to and do not."""
    # The 95 % interval, in levels: what people know of difficulty.
    share = number(1.96 * figures["shift_se"] / cards.A_LEVEL, 1)
    many = figures["anchors"]
    linking = figures.get("linking", scaling.AUTHORS)
    if linking == scaling.FIXED:
        yield _(
            "Échelle tenue par %(anchors)d exercices déjà mesurés : ils gardent leur "
            "difficulté.",
            anchors=many,
        )
    elif linking == scaling.LINKED:
        yield _(
            "Échelle tenue par %(anchors)d exercices déjà mesurés, à %(share)s niveau près.",
            anchors=many,
            share=share,
        )
    else:
        yield _(
            "Échelle tenue par %(anchors)d exercices, à %(share)s niveau près.",
            anchors=many,
            share=share,
        )
    if names := figures.get("moved"):
        yield _("N’y servent pas, leur difficulté a changé : %(items)s.", items=_listed(names))
    if names := figures.get("flat"):
        yield _(
            "N’y servent pas, ils ne distinguent pas les niveaux : %(items)s.",
            items=_listed(names),
        )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + ("…" if len(names) > MOST_NAMED else "")


def _fairness(row: CalibrationProposal) -> str:
    compared = [
        one
        for one in row.basis["figures"].values()
        if min(one.get("french", 0), one.get("others", 0)) >= judging.LEAST
    ]
    if compared:
        return _(
            "Avec ou sans cours de français : comparés là où chaque groupe a au moins "
            "%(least)d personnes.",
            least=judging.LEAST,
        )
    return _(
        "Avec ou sans cours de français : trop peu pour comparer. Il faut que l’école l’ait "
        "déclaré pour %(least)d personnes de chaque côté.",
        least=judging.LEAST,
    )


def _beside(
    row: CalibrationProposal, labels: Mapping[str, str], catalogue: Catalogue
) -> tuple[BesideLine, ...]:
    found = row.findings.get("beside", {})
    return tuple(
        BesideLine(
            label=labels.get(domain, domain),
            answers=one["answers"],
            engine=number(one["filter"], 3),
            two_way=number(one["two_way"], 3),
            model=number(one["model"]["model"], 3) if one.get("model") else "",
            said=_model_said(one.get("model"), domain in catalogue.foreseers),
            otherwise=tuple(name for name, _apart, _answers in one["otherwise"][:5]),
        )
        for domain, one in found.items()
    )


def _model_said(model: Mapping[str, Any] | None, serves: bool) -> str:
    if serves:
        return _("Un modèle appris, mis en service par une personne, aide ici à choisir.")
    if model is None:
        return _("Le modèle appris n’a pas été comparé.")
    if model["on"]:
        return _("Le modèle appris prédit mieux, chez assez de stagiaires. Il reste éteint.")
    if model["gain"] is not None and model["gain"] > 0:
        return _("Le modèle appris semble mieux prédire, trop peu pour le dire.")
    return _("Le modèle appris ne prédit pas mieux. Il reste éteint.")


def _history(session: Session, actor: Actor, now: int) -> tuple[Past, ...]:
    rows = session.scalars(
        select(CalibrationProposal)
        .where(CalibrationProposal.state != DRAFT)
        .order_by(CalibrationProposal.id.desc())
        .limit(LISTED)
    ).all()
    versions = session.execute(
        select(CalibrationVersion.id, CalibrationVersion.label, CalibrationVersion.created_at)
        .order_by(CalibrationVersion.id.desc())
        .limit(LISTED)
    ).all()
    names = _names(session, actor, [row.decided_by for row in rows if row.decided_by])
    of_version = {row.calibration_version_id: row for row in rows}
    found = [
        Past(
            number=row.id if (row := of_version.get(version_id)) else None,
            version=version_id,
            at=at,
            said=_("Version %(n)d : %(label)s", n=version_id, label=label),
            who=_who(row, names) if row else "",
            reason="",
            in_force=version_id == now,
        )
        for version_id, label, at in versions
    ]
    found += [
        Past(
            number=row.id,
            version=None,
            at=row.decided_at or row.created_at,
            said=_(
                "Proposition %(n)d : %(state)s", n=row.id, state=_(STATES[row.state]).lower()
            ),
            who=_who(row, names),
            reason=row.reason or "",
            in_force=False,
        )
        for row in rows
        if row.state in (REFUSED, REPLACED)
    ]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def _names(session: Session, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Colleagues of this school, by their first names."""
    rows = session.execute(
        select(Person.id, Person.first_name).where(
            Person.id.in_(ids), Person.school_id == actor.school_id
        )
    )
    return dict(rows.all())


def _who(row: CalibrationProposal, names: Mapping[UUID, str]) -> str:
    if row.state == REPLACED:
        return ""
    if row.decided_by is None:
        return _("depuis la commande")
    return names.get(row.decided_by, _("une autre école"))
