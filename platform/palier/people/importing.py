"""Learners and staff from a file: read, shown line by line, then taken in as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.accounts import locks
from palier.accounts.queries import sites as sites_of
from palier.accounts.queries import within_sites
from palier.accounts.service import new_person
from palier.accounts.staff import ADDRESS, LONGEST_ADDRESS
from palier.accounts.words import normalise
from palier.app import Services
from palier.engine_time import local
from palier.i18n import N_, _
from palier.models import (
    ADMIN,
    AUTHOR,
    LEARNER,
    TRAINER,
    Enrolment,
    Group,
    Person,
    Role,
    Site,
)
from palier.people import drafts, queries, reading
from palier.people.pages import DraftLine, DraftPage
from palier.people.reading import Row
from palier.people.trace import record
from palier.presentation import day as in_words
from palier.security import Actor
from palier.trainer.queries import full_name

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "prenom": (N_("prénom"), "prenoms", "first name", "firstname"),
    "nom": ("nom", "nom de famille", "initiale", "initiale du nom", "last name", "lastname"),
    "groupe": ("groupe", "group", "promotion", "promo", "nom du groupe"),
    "site": ("site", "lieu", "ville", "antenne"),
    "arrivee": (N_("arrivée"), "entree", "date d'entree", "date d'arrivee", "debut", "le"),
    "role": (N_("rôle"), "fonction"),
    "adresse": ("adresse", "email", "e-mail", "mail", "courriel", "adresse e-mail"),
}
ROLES = {
    "formateur": TRAINER,
    "formatrice": TRAINER,
    "trainer": TRAINER,
    "administrateur": ADMIN,
    "administratrice": ADMIN,
    "administration": ADMIN,
    "admin": ADMIN,
    "direction": ADMIN,
    "auteur": AUTHOR,
    "autrice": AUTHOR,
}
LEARNERS = {"", "stagiaire", "jeune", "volontaire", "beneficiaire", "apprenant", "apprenante"}
NEW, KNOWN, AGAIN, SAME, FAULT = "new", "known", "again", "same", "fault"
OUTCOMES = {
    NEW: N_("à ajouter"),
    SAME: N_("même nom qu’un stagiaire de l’école"),
    KNOWN: N_("déjà là"),
    AGAIN: N_("en double dans le fichier"),
    FAULT: N_("à corriger"),
}
LONGEST_NAME, LONGEST_GROUP = 60, 80
FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class _Line:
    """A line as it is understood."""

    row: Row
    outcome: str
    words: str = ""
    first_name: str = ""
    last_name: str = ""
    site: Site | None = None
    group: str = ""
    joined: date | None = None
    role: str = LEARNER
    email: str = ""


@dataclass
class _Known:
    """What the school holds, to compare lines with, and what the file said so far."""

    today: date
    admin: bool
    everywhere: bool
    sites: dict[str, Site]
    groups: dict[tuple[int, str], Group]
    people: dict[tuple[str, str], list[tuple[int, str]]]  # name -> group id and name
    addresses: set[str]
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)


def send(services: Services, actor: Actor, file_name: str, data: bytes) -> UUID:
    """Read a file and keep its lines; the number under which they wait. Raises Unreadable."""
    table = reading.read(data, COLUMNS)
    if "prenom" not in table.columns:
        raise reading.Unreadable(
            _("La colonne « prénom » manque. Nommez-la ainsi dans la première ligne.")
        )
    rows = [{"n": row.number, "c": row.cells} for row in table.rows]
    with services.db.write() as session:
        return drafts.keep(services, session, actor, "people", file_name, rows)


def page(services: Services, actor: Actor, draft_id: UUID) -> DraftPage:
    """What a file would do, line by line. Raises NotFound."""
    with services.db.read() as session:
        draft = drafts.find(session, actor, "people", draft_id)
        rows = [Row(one["n"], one["c"]) for one in draft.rows or ()]
        lines = _plan(services, session, actor, rows)
    used = [name for name in COLUMNS if any(line.row.cells[name] for line in lines)]
    counts = Counter(line.outcome for line in lines)
    done = draft.done if draft.done_at else None
    return DraftPage(
        draft_id=draft_id,
        file_name=draft.file_name,
        heads=tuple(_(COLUMNS[name][0]) for name in used),
        lines=tuple(
            DraftLine(
                line.row.number,
                tuple(line.row.cells[name] for name in used),
                line.outcome,
                line.words or _(OUTCOMES[line.outcome]),
            )
            for line in lines
        ),
        counts=tuple((_(words), counts[key]) for key, words in OUTCOMES.items() if counts[key]),
        new=counts[NEW],
        faults=counts[FAULT],
        done=done,
        groups=tuple((one["id"], one["name"]) for one in (done or {}).get("groups", ())),
    )


def take_in(
    services: Services, actor: Actor, draft_id: UUID | None, others: Collection[int]
) -> None:
    """Take in the lines that are right, all or none; ``others``: numbers of lines that are
    another person of the same name. No effect a second time. Raises NotFound."""
    now = services.source.now()
    with services.db.write() as session:
        locks.hold(session, b"import %d" % actor.school_id)
        draft = drafts.find(session, actor, "people", draft_id, lock=True)
        if draft.done_at is not None:
            return
        rows = [Row(one["n"], one["c"]) for one in draft.rows or ()]
        lines = [
            line
            for line in _plan(services, session, actor, rows)
            if line.outcome == NEW or (line.outcome == SAME and line.row.number in others)
        ]
        made: dict[tuple[int, str], Group] = {}
        for line in lines:
            if line.role == LEARNER:
                _add_learner(services, session, actor, line, made)
            else:
                _add_member(services, session, actor, line)
        draft.rows, draft.done_at = None, now
        groups = [{"id": group.id, "name": group.name} for group in made.values()]
        draft.done = {"added": len(lines), "groups": groups}
        record(services, session, actor, "people.imported", None, {"added": len(lines)})


def _add_learner(
    services: Services,
    session: Session,
    actor: Actor,
    line: _Line,
    made: dict[tuple[int, str], Group],
) -> None:
    site = line.site
    if site is None:
        raise ValueError("a learner without a site")
    key = (site.id, normalise(line.group))
    group = made.get(key) or _group(services, session, actor, site, line.group)
    made[key] = group
    person = new_person(services, session, actor, line.first_name, line.last_name)
    joined = services.source.now()
    if line.joined is not None and line.joined < local(joined, site.timezone).date():
        morning = datetime.combine(line.joined, time(8), ZoneInfo(site.timezone))
        joined = morning.astimezone(UTC)
    school = {"school_id": actor.school_id}
    session.add(Role(person_id=person.id, name=LEARNER, **school))
    session.add(Enrolment(group_id=group.id, learner_id=person.id, joined_at=joined, **school))
    record(services, session, actor, "learner.added", person.id, {"group": group.id})


def _group(services: Services, session: Session, actor: Actor, site: Site, name: str) -> Group:
    """The group of this name at a site, made when there is none."""
    here = session.scalars(
        select(Group).where(Group.site_id == site.id, Group.archived_at.is_(None))
    )
    found = next((one for one in here if normalise(one.name) == normalise(name)), None)
    if found is None:
        found = Group(
            school_id=actor.school_id,
            site_id=site.id,
            name=name,
            created_at=services.source.now(),
        )
        session.add(found)
        session.flush()
        record(services, session, actor, "group.created", None, {"group": found.id})
    return found


def _add_member(services: Services, session: Session, actor: Actor, line: _Line) -> None:
    person = Person(
        id=services.source.new_id(),
        school_id=actor.school_id,
        first_name=line.first_name,
        email=line.email,
        comfort={},
        created_at=services.source.now(),
    )
    session.add(person)
    session.flush()
    mine = {"school_id": actor.school_id, "person_id": person.id}
    session.add(Role(**mine, site_id=line.site.id if line.site else None, name=line.role))
    record(services, session, actor, "staff.invited", person.id, {"role": line.role})


# Understanding the lines


def _plan(services: Services, session: Session, actor: Actor, rows: list[Row]) -> list[_Line]:
    if not rows:
        return []
    sites = sites_of(session, actor)
    people: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for first, last, group_id, name in session.execute(
        select(Person.first_name, Person.last_name, Group.id, Group.name)
        .join(Enrolment, Enrolment.learner_id == Person.id)
        .join(Group, Group.id == Enrolment.group_id)
        .where(
            Person.school_id == actor.school_id,
            Person.disabled_at.is_(None),
            Enrolment.left_at.is_(None),
            within_sites(actor, Group.site_id),  # nothing is said of people out of reach
        )
    ):
        people.setdefault((normalise(first), normalise(last)), []).append((group_id, name))
    wanted = {row.cells["adresse"].lower() for row in rows if row.cells["adresse"]}
    taken = session.scalars(select(Person.email).where(Person.email.in_(wanted)))
    known = _Known(
        today=services.source.now().date(),
        admin=ADMIN in actor.roles,
        everywhere=actor.sites is None,
        sites={normalise(site.name): site for site in sites},
        groups={
            (site.id, normalise(group.name)): group
            for group, site in queries.groups(session, actor)
        },
        people=people,
        addresses={email for email in taken if email},
    )
    return [_line(known, row) for row in rows]


def _line(known: _Known, row: Row) -> _Line:
    first = row.cells["prenom"]
    if not any(c.isalpha() for c in first):
        return _Line(row, FAULT, _("Écrivez le prénom."))
    if len(first) > LONGEST_NAME:
        return _Line(row, FAULT, _("Ce prénom est trop long : 60 lettres au plus."))
    spoilt = _spoilt(row)
    if spoilt:
        return _Line(row, FAULT, spoilt)
    site = _site(known, row)
    if isinstance(site, str):
        return _Line(row, FAULT, site)
    role = normalise(row.cells["role"])
    if role not in LEARNERS:
        return _member(known, row, first, site, ROLES.get(role))
    return _learner(known, row, first, site)


def _spoilt(row: Row) -> str:
    """What is said of a formula, or of accents that are spoilt; "" for neither."""
    for name in ("prenom", "nom", "groupe"):
        cell = row.cells[name]
        if cell[:1] in FORMULA:
            return _("« %(cell)s » est une formule. Écrivez le texte lui-même.", cell=cell[:40])
        if reading.SPOILT.search(cell):
            return reading.spoilt(cell[:40])
    return ""


def _site(known: _Known, row: Row) -> Site | str | None:
    """The site of a line, None when it says none; or what is to be mended."""
    asked = row.cells["site"]
    if asked:
        found = known.sites.get(normalise(asked))
        names = ", ".join(site.name for site in known.sites.values())
        return found or _("Ce site n’existe pas ici. Vos sites : %(names)s.", names=names)
    return next(iter(known.sites.values())) if len(known.sites) == 1 else None


def _member(known: _Known, row: Row, first: str, site: Site | None, role: str | None) -> _Line:
    if not known.admin:
        return _Line(row, FAULT, _("Seule l’administration ajoute des collègues."))
    if role is None:
        return _Line(
            row,
            FAULT,
            _("Ce rôle n’existe pas. Écrivez : stagiaire, formateur, auteur, administration."),
        )
    if site is None and not known.everywhere:
        return _Line(row, FAULT, _("Écrivez le site."))
    email = row.cells["adresse"].lower()
    if len(email) > LONGEST_ADDRESS or not ADDRESS.fullmatch(email):
        return _Line(row, FAULT, _("Écrivez une adresse, par exemple : nadia@ecole.fr."))
    if email in known.addresses:
        return _Line(row, KNOWN, _("Cette adresse a déjà un compte."))
    earlier = known.seen.setdefault(("@", email), row.number)
    if earlier != row.number:
        return _Line(row, AGAIN, _("Déjà dans la ligne %(number)s.", number=earlier))
    where = site if row.cells["site"] else (None if known.everywhere else site)
    return _Line(row, NEW, "", first, "", where, role=role, email=email)


def _learner(known: _Known, row: Row, first: str, site: Site | None) -> _Line:
    initial = next((c for c in row.cells["nom"] if c.isalpha()), "")
    last = f"{initial.upper()}." if initial else ""
    group = row.cells["groupe"]
    if not group or len(group) > LONGEST_GROUP:
        return _Line(row, FAULT, _("Écrivez le groupe, en 80 lettres au plus."))
    if site is None:
        at = [one for one in known.sites.values() if (one.id, normalise(group)) in known.groups]
        if len(at) != 1:
            return _Line(row, FAULT, _("Écrivez le site de ce groupe."))
        site = at[0]
    joined = reading.day(row.cells["arrivee"]) if row.cells["arrivee"] else None
    if row.cells["arrivee"] and joined is None:
        return _Line(
            row, FAULT, _("Nous n’arrivons pas à lire cette date. Exemple : 23/11/2026.")
        )
    if joined and joined > known.today:
        said = _("L’arrivée est à venir : le %(day)s.", day=in_words(joined, year=True))
        return _Line(row, FAULT, said)
    key = (normalise(first), normalise(last))
    earlier = known.seen.setdefault((*key, str(site.id), normalise(group)), row.number)
    if earlier != row.number:
        return _Line(row, AGAIN, _("Déjà dans la ligne %(number)s.", number=earlier))
    there = known.groups.get((site.id, normalise(group)))
    fields = (first, last, site, there.name if there else group, joined)
    where = known.people.get(key, [])
    if there and any(group_id == there.id for group_id, _name in where):
        return _Line(row, KNOWN, _("Déjà dans ce groupe."), *fields)
    if where:
        said = _(
            "%(name)s existe déjà : %(group)s. Pour un changement de groupe, ouvrez son "
            "dossier. Cochez si c’est une autre personne.",
            name=full_name(first, last),
            group=where[0][1],
        )
        return _Line(row, SAME, said, *fields)
    words = "" if there else _("à ajouter, dans un nouveau groupe")
    return _Line(row, NEW, words, *fields)
