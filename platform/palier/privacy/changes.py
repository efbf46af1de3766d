"""The journal of changes: who of the team did what, to whom, before and after.

A line names people and groups by their ids; their names are looked up as it is read, so that
an erased person is named nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from palier.app import Services
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.models import AuditEvent, Person, Site
from palier.practice.queries import DEFAULT_TIMEZONE
from palier.presentation import day, hour
from palier.privacy import change_values
from palier.privacy.change_values import Names
from palier.privacy.pages import Change, ChangesPage
from palier.security import Actor
from palier.trainer.queries import full_name

PAGE = 50
MOST_LINES = 20_000  # of a file
LONGEST_ASKED = 60
MOST_PAGES = 10_000
ACTIONS: Mapping[str, str] = {
    "group.created": N_("Groupe créé"),
    "learner.added": N_("Stagiaire ajouté"),
    "learner.moved": N_("Changement de groupe"),
    "learner.left": N_("Départ noté"),
    "learner.returned": N_("Retour à l’école"),
    "learner.merged": N_("Deux dossiers réunis"),
    "stay.exit_planned": N_("Sortie prévue"),
    "note.written": N_("Note écrite"),
    "note.changed": N_("Note changée"),
    "note.removed": N_("Note retirée"),
    "work.given": N_("Travail donné"),
    "work.taken_back": N_("Travail repris"),
    "answer.counted": N_("Réponse comptée après avis"),
    "answer.marked": N_("Avis donné sur une réponse"),
    "report.closed": N_("Signalement d’exercice traité"),
    "goal.added": N_("But ajouté au plan"),
    "goal.changed": N_("But du plan changé"),
    "goal.closed": N_("But du plan terminé"),
    "interview.held": N_("Entretien tenu"),
    "decision.followed": N_("Suite d’une décision"),
    "placement.deeper": N_("Point de départ à approfondir"),
    "positionnement.signed": N_("Positionnement signé"),
    "plan.signed": N_("Plan signé"),
    "framework.imported": N_("Référentiel de l’école importé"),
    "framework.mapped": N_("Compétence du référentiel reliée"),
    "bilan.asked": N_("Rapport demandé"),
    "bilan.scheduled": N_("Rapport programmé"),
    "bilan.unscheduled": N_("Rapport programmé arrêté"),
    "learner.followed": N_("Nouvelles notées après le départ"),
    "card.renewed": N_("Carte renouvelée"),
    "person.erased": N_("Personne effacée"),
    "person.erased_again": N_("Personne effacée, après le retour d’une sauvegarde"),
    "person.retention": N_("Personne effacée, sa durée est passée"),
    "people.imported": N_("Fichier de personnes enregistré"),
    "staff.added": N_("Collègue ajouté"),
    "staff.invited": N_("Collègue invité"),
    "staff.link": N_("Lien donné pour un mot de passe"),
    "staff.closed": N_("Compte fermé"),
    "staff.reopened": N_("Compte rouvert"),
    "role.added": N_("Rôle ajouté"),
    "role.removed": N_("Rôle retiré"),
    "password.changed": N_("Mot de passe changé"),
    "password.chosen": N_("Mot de passe choisi"),
    "sitting.voided": N_("Séance retirée"),
    "sitting.restored": N_("Séance remise"),
    "answers.regraded": N_("Réponses corrigées de nouveau"),
    "skill.seen": N_("Compétence vue faire"),
    "skill.decided": N_("Décision sur une compétence"),
    "word.withdrawn": N_("Parole du formateur retirée"),
    "fls.declared": N_("Cours de français déclaré"),
    "fls.withdrawn": N_("Déclaration du cours de français retirée"),
    "calendar.added": N_("Période ajoutée"),
    "calendar.removed": N_("Période retirée"),
    "calendar.imported": N_("Fichier de dates enregistré"),
    "school.settings": N_("Réglages de l’école"),
    "site.added": N_("Site ajouté"),
    "calibration.approved": N_("Mesure des exercices acceptée"),
    "calibration.refused": N_("Mesure des exercices refusée"),
    "calibration.put_back": N_("Mesure d’avant remise"),
    "engine.fitted": N_("Réglages du moteur ajustés"),
    "engine.defaults": N_("Réglages du moteur d’origine"),
    "prediction.decided": N_("Modèle appris : décision"),
}
OF_BEFORE = N_("Autre changement")  # of a kind that is written no more
KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "stagiaires": (
        N_("Stagiaires"),
        ("learner.", "stay.", "note.", "card.", "people.", "fls."),
    ),
    "competences": (
        N_("Séances et compétences"),
        ("sitting.", "skill.", "word.", "answer", "work."),
    ),
    "plans": (
        N_("Plans et entretiens"),
        ("goal.", "interview.", "decision.", "placement.", "positionnement.", "plan."),
    ),
    "equipe": (N_("Équipe et mots de passe"), ("staff.", "role.", "password.")),
    "bilans": (N_("Rapports et exports"), ("bilan.",)),
    "ecole": (
        N_("École, groupes, dates"),
        ("school.", "site.", "group.", "calendar.", "framework."),
    ),
    "exercices": (
        N_("Exercices et calculs"),
        ("calibration.", "engine.", "prediction.", "report."),
    ),
    "effacements": (N_("Effacements"), ("person.",)),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; a date that is none is left out."""

    since: date | None
    until: date | None
    who: str
    kind: str
    page: int

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Asked:
        """As it stands in the address."""
        number = args.get("page", "")
        return cls(
            since=_day(args.get("du", "")),
            until=_day(args.get("au", "")),
            who=" ".join(args.get("qui", "").split())[:LONGEST_ASKED],
            kind=kind if (kind := args.get("sorte", "")) in KINDS else "",
            page=min(int(number), MOST_PAGES) if number.isascii() and number.isdigit() else 0,
        )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def page(services: Services, actor: Actor, asked: Asked) -> ChangesPage:
    """The newest changes that are asked for. Raises NotFound for who has some sites only."""
    found = _read(services, actor, asked, PAGE + 1, asked.page * PAGE)
    return ChangesPage(
        since=asked.since.isoformat() if asked.since else "",
        until=asked.until.isoformat() if asked.until else "",
        who=asked.who,
        kind=asked.kind,
        kinds=tuple((key, _(words)) for key, (words, _starts) in KINDS.items()),
        lines=tuple(found[:PAGE]),
        page=asked.page,
        more=len(found) > PAGE,
    )


def rows(services: Services, actor: Actor, asked: Asked) -> list[tuple[str, ...]]:
    """The same for a file: a line of heads, then all that is asked for. Raises NotFound."""
    heads = (_("jour"), _("heure"), _("qui"), _("quoi"), _("sur qui"))
    more = (_("avant"), _("après"), _("précisions"))
    return [
        (*heads, *more),
        *(
            (
                one.iso_day,
                one.hour,
                one.who,
                one.what,
                one.whom,
                one.before,
                one.after,
                one.detail,
            )
            for one in _read(services, actor, asked, MOST_LINES, 0)
        ),
    ]


def _read(services: Services, actor: Actor, asked: Asked, most: int, skip: int) -> list[Change]:
    if actor.sites is not None:
        raise NotFound
    with services.db.read() as session:
        zone = ZoneInfo(
            session.scalar(
                select(Site.timezone)
                .where(Site.school_id == actor.school_id)
                .order_by(Site.id)
                .limit(1)
            )
            or DEFAULT_TIMEZONE
        )
        query = _query(actor, asked, zone).limit(most).offset(skip)
        found = session.execute(query).all()
        curriculum = services.catalogue.current(session).curriculum
        events = [row.AuditEvent for row in found]
        names = change_values.names(session, actor, curriculum, events)
    return [_change(*row, zone, names) for row in found]


def _query(actor: Actor, asked: Asked, zone: ZoneInfo) -> Select[AuditEvent, Person, Person]:
    by, whom = aliased(Person), aliased(Person)
    where: list[ColumnElement[bool]] = [AuditEvent.school_id == actor.school_id]
    if asked.since:
        where.append(AuditEvent.at >= _midnight(asked.since, zone))
    if asked.until:
        where.append(AuditEvent.at < _midnight(asked.until + timedelta(days=1), zone))
    if asked.kind:
        _words, starts = KINDS[asked.kind]
        first, *others = (
            AuditEvent.action.startswith(start, autoescape=True) for start in starts
        )
        for other in others:
            first |= other
        where.append(first)
    if asked.who:
        where.append(
            by.first_name.icontains(asked.who, autoescape=True)
            | whom.first_name.icontains(asked.who, autoescape=True)
        )
    return (
        select(AuditEvent, by, whom)
        .outerjoin(by, by.id == AuditEvent.actor_id)
        .outerjoin(whom, whom.id == AuditEvent.subject_id)
        .where(*where)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    )


def _midnight(first: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(first, time(), zone).astimezone(UTC)


def _change(
    event: AuditEvent, by: Person | None, whom: Person | None, zone: ZoneInfo, names: Names
) -> Change:
    at = event.at.astimezone(zone)
    values = change_values.said(event, names)
    return Change(
        iso_day=at.date().isoformat(),
        day=day(at, year=True),
        hour=hour(at),
        who=_name(by) if by else _gone_or_none(event.actor_id),
        what=_(ACTIONS.get(event.action, OF_BEFORE)),
        whom=_name(whom) if whom else "",
        whom_id=whom.id if whom and whom.login_name and whom.disabled_at is None else None,
        before=values.before,
        after=values.after,
        detail=values.detail,
    )


def _gone_or_none(actor_id: UUID | None) -> str:
    return _("Palier") if actor_id is None else _("une personne partie depuis")


def _name(person: Person) -> str:
    return full_name(person.first_name, person.last_name)
