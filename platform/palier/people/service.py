"""The list of people, and the settings and sites of a school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from palier import terms
from palier.accounts import locks, staff
from palier.accounts.queries import sites as sites_of
from palier.active_time import DAYS
from palier.app import Services
from palier.catalogue import NothingPublished
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.models import Group, School, SchoolSetting, Site
from palier.people import queries, settings
from palier.people.members import role_words
from palier.people.pages import PeoplePage, PersonLine, SchoolPage
from palier.people.queries import Listed
from palier.people.settings import QUARTER, RETENTION, Settings
from palier.people.trace import record
from palier.security import Actor
from palier.trainer.queries import full_name

KINDS = {
    "here": N_("Stagiaires présents"),
    "staff": N_("Équipe"),
    "left": N_("Stagiaires partis"),
    "closed": N_("Comptes fermés"),
}
LONGEST_ASKED = 60
MOST_PAGES = 10_000
RETENTION_WORDS = {
    "keep_departed": N_("Données d’un stagiaire, après son départ"),
    "keep_access": N_("Qui a consulté quel dossier"),
    "keep_audit": N_("Qui a changé quoi"),
    "keep_signed": N_("Documents signés"),
}
SETTING_WORDS = {
    **RETENTION_WORDS,
    "domains_off": N_("Domaines que l’école n’utilise pas"),
    "weekly_days": N_("Jours de travail proposés par semaine"),
    "learner_word": N_("Mot pour un stagiaire"),
    "trainer_word": N_("Mot pour un formateur"),
    "open_days": N_("Jours de l’école"),
    "opens": N_("L’école ouvre à"),
    "closes": N_("L’école ferme à"),
}


def people_page(services: Services, actor: Actor, args: Mapping[str, str]) -> PeoplePage:
    """The list of people in reach, as the address asks for it."""
    kind = args.get("qui", "here")
    kind = kind if kind in KINDS else "here"
    asked = " ".join(args.get("nom", "").split())[:LONGEST_ASKED]
    number = args.get("page", "")
    page = min(int(number), MOST_PAGES) if number.isascii() and number.isdigit() else 0
    with services.db.read() as session:
        sites = sites_of(session, actor)
        site = next((one for one in sites if str(one.id) == args.get("site")), None)
        found, more = queries.people(
            session, actor, asked, kind, site.id if site else None, page
        )
    return PeoplePage(
        kind=kind,
        kinds=tuple((key, _(words)) for key, words in KINDS.items()),
        asked=asked,
        site=str(site.id) if site else "",
        sites=tuple((str(one.id), one.name) for one in sites),
        lines=tuple(_line(one) for one in found),
        page=page,
        more=more,
    )


def _line(one: Listed) -> PersonLine:
    person = one.person
    learner = person.login_name is not None
    return PersonLine(
        id=person.id,
        name=full_name(person.first_name, person.last_name),
        learner=learner,
        where=f"{one.group} · {one.site}" if one.group else "",
        roles=tuple(role_words(name, site) for name, site in one.roles),
        how=(person.login_name if learner else person.email) or "",
    )


def _whole_school(actor: Actor) -> None:
    if actor.sites is not None:
        raise NotFound


def school_page(services: Services, actor: Actor) -> SchoolPage:
    """The settings of the school, and its sites. Raises NotFound for who has some sites."""
    _whole_school(actor)
    with services.db.read() as session:
        school = session.get_one(School, actor.school_id)
        kept = settings.kept(session, actor.school_id)
        rows = session.execute(
            select(Site.name, Site.timezone, func.count(Group.id))
            .outerjoin(Group, (Group.site_id == Site.id) & Group.archived_at.is_(None))
            .where(Site.school_id == actor.school_id)
            .group_by(Site.id, Site.name, Site.timezone)
            .order_by(Site.name)
        ).all()
        domains = _domains(services, session)
    return _shown(
        SchoolPage(
            domains=domains,
            learner_words=tuple((key, one) for key, (one, _many) in terms.LEARNERS.items()),
            trainer_words=tuple((key, " / ".join(two)) for key, two in terms.TRAINERS.items()),
            week=tuple((number, _(name)) for number, name in enumerate(DAYS)),
            school=school.name,
            settings=kept.settings,
            version=kept.version,
            retention=(),
            sites=tuple((name, zone, count) for name, zone, count in rows),
        )
    )


def _domains(services: Services, session: Session) -> tuple[tuple[str, str], ...]:
    """The domains there are; none before exercises are published."""
    try:
        curriculum = services.catalogue.current(session).curriculum
    except NothingPublished:
        return ()
    return tuple((domain.id, domain.label) for domain in curriculum.domains)


def _shown(page: SchoolPage) -> SchoolPage:
    """The page with its durations as the settings have them."""
    found = (
        (key, _(RETENTION_WORDS[key]), getattr(page.settings, key), least, most)
        for key, (least, most) in RETENTION.items()
    )
    return replace(page, retention=tuple(found))


def save(
    services: Services, actor: Actor, form: Mapping[str, Sequence[str]]
) -> SchoolPage | None:
    """Write the settings; None, or the page with what is to be mended. Raises NotFound."""
    _whole_school(actor)
    with services.db.read() as session:
        domains = [domain for domain, _label in _domains(services, session)]
    asked, fault = _read(form, domains)
    if fault:
        return _shown(replace(school_page(services, actor), settings=asked, fault=fault))
    now = services.source.now()
    with services.db.write() as session:
        locks.hold(session, b"settings %d" % actor.school_id)
        before = settings.kept(session, actor.school_id)
        current = str(before.version) == (form.get("lu") or [""])[0].removeprefix("v")
        if current:
            row = session.get(SchoolSetting, actor.school_id)
            if row is None:
                row = SchoolSetting(school_id=actor.school_id)
                session.add(row)
            row.values, row.version = settings.to_json(asked), before.version + 1
            row.updated_at, row.updated_by = now, actor.id
            detail = {
                f.name: [getattr(before.settings, f.name), value]
                for f in fields(Settings)
                if (value := getattr(asked, f.name)) != getattr(before.settings, f.name)
            }
            record(services, session, actor, "school.settings", None, detail)
    if current:
        return None
    said = _(
        "Quelqu’un vient de changer les réglages. Rien n’a été enregistré. "
        "Voici les siens : refaites vos changements s’il le faut."
    )
    return replace(school_page(services, actor), fault=said)


def _read(form: Mapping[str, Sequence[str]], domains: Sequence[str]) -> tuple[Settings, str]:
    """The settings of a form, and what is to be mended in it, "" for nothing.

    ``domains``: those there are.
    """

    def one(name: str) -> str:
        return (form.get(name) or [""])[0]

    def number(name: str) -> int:
        text = one(name).strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1

    on = set(form.get("domaine") or ())
    found = Settings(
        keep_departed=number("keep_departed"),
        keep_access=number("keep_access"),
        keep_audit=number("keep_audit"),
        keep_signed=number("keep_signed"),
        domains_off=tuple(one for one in domains if one not in on),
        weekly_days=number("jours"),
        learner_word=one("mot_stagiaire"),
        trainer_word=one("mot_formateur"),
        open_days=tuple(day for day in range(7) if str(day) in (form.get("ouvert") or ())),
        opens=_minute(one("ouvre")),
        closes=_minute(one("ferme")),
    )
    if len(found.domains_off) == len(domains) > 0:
        return found, _("Gardez au moins un domaine.")
    if not 0 <= found.weekly_days <= settings.MOST_DAYS:
        return found, _("Choisissez le nombre de jours dans la liste.")
    if found.learner_word not in terms.LEARNERS or found.trainer_word not in terms.TRAINERS:
        return found, _("Choisissez les mots dans la liste.")
    if not found.open_days:
        return found, _("Cochez au moins un jour où l’école est ouverte.")
    if not 0 <= found.opens < found.closes or found.opens % QUARTER or found.closes % QUARTER:
        return found, _(
            "Heures de l’école : écrivez l’ouverture puis la fermeture, au quart d’heure. "
            "Par exemple 08:00 et 18:00."
        )
    for key, (least, most) in RETENTION.items():
        if not least <= getattr(found, key) <= most:
            return found, _(
                "« %(what)s » : écrivez un nombre de mois, de %(least)s à %(most)s.",
                what=_(RETENTION_WORDS[key]),
                least=least,
                most=most,
            )
    return found, ""


def _minute(typed: str) -> int:
    """A time of the day as browsers send it, in minutes; -1 for none."""
    try:
        at = time.fromisoformat(typed.strip())
    except ValueError:
        return -1
    return 60 * at.hour + at.minute


def add_site(services: Services, actor: Actor, name: str, zone: str) -> SchoolPage | None:
    """One more site; None, or the page with what is to be mended. Raises NotFound."""
    _whole_school(actor)
    try:
        with services.db.write() as session:
            site_id = staff.place_site(session, actor.school_id, name, zone.strip())
            record(services, session, actor, "site.added", None, {"site": site_id})
    except staff.Impossible as error:
        page = school_page(services, actor)
        typed = {"site_name": name[:120], "zone": zone[:64]}
        return replace(page, fault=str(error), about="site", **typed)  # type: ignore[arg-type]
    return None
