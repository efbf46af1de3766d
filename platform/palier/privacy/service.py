"""Who looked at a learner, as she reads it; and the register as a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from palier.app import Services
from palier.engine_time import local
from palier.i18n import _
from palier.models import LEARNER, AccessLine, Person, School
from palier.people import settings
from palier.practice.queries import DEFAULT_TIMEZONE, TIMEZONE
from palier.presentation import day, hour
from palier.privacy.durations import duration
from palier.privacy.entry import Entry, Whose
from palier.privacy.looked import WORDS
from palier.privacy.pages import DayOfLooks, Line, Look, LookedPage, MinePage, RegisterPage
from palier.privacy.register import NOBODY, REGISTER
from palier.security import Actor

SHOWN = 300  # views; the older ones stay until the retention of the school


def looked_at(services: Services, actor: Actor) -> LookedPage:
    """The newest views of the actor's own pages."""
    query = (
        select(AccessLine.at, AccessLine.what, AccessLine.actor_id, Person.first_name, TIMEZONE)
        .outerjoin(Person, Person.id == AccessLine.actor_id)
        .where(AccessLine.learner_id == actor.id)
        .order_by(AccessLine.at.desc(), AccessLine.id.desc())
        .limit(SHOWN + 1)
    )
    with services.db.read() as session:
        rows = session.execute(query, {"learner_id": actor.id}).all()
    # By day, then by person and page: every view is a line kept, and not one to read.
    views: dict[date, dict[tuple[UUID | None, str, str], list[datetime]]] = {}
    for at, what, who, name, zone in rows[:SHOWN]:
        here = local(at, zone or DEFAULT_TIMEZONE)
        key = who, what, name or _("une personne partie depuis")
        views.setdefault(here.date(), {}).setdefault(key, []).append(here)
    days = tuple(
        DayOfLooks(
            day(date, year=True),
            tuple(_look(name, what, times) for (_who, what, name), times in found.items()),
        )
        for date, found in views.items()
    )
    return LookedPage(days, more=len(rows) > SHOWN)


def _look(name: str, what: str, times: Sequence[datetime]) -> Look:
    """What somebody looked at in a day; ``times``: the newest first."""
    return Look(name, _(WORDS[what]), len(times), hour(times[-1]), hour(times[0]))


def register(services: Services, actor: Actor) -> RegisterPage:
    """The register, with the durations of the actor's school."""
    with services.db.read() as session:
        mine = settings.of_school(session, actor.school_id)
    return RegisterPage(
        tuple(_line(entry, mine) for entry in REGISTER),
        tuple(_(why) for why in dict.fromkeys(NOBODY.values())),
    )


def mine(services: Services, actor: Actor) -> MinePage:
    """What is kept of a learner or of a member of staff, why and how long, to read oneself."""
    with services.db.read() as session:
        school = session.get_one(School, actor.school_id)
        kept = settings.of_school(session, actor.school_id)
    others = Whose.STAFF if LEARNER in actor.roles else Whose.LEARNER
    lines = (_line(entry, kept) for entry in REGISTER if entry.whose is not others)
    return MinePage(
        school.name, kept.keep_departed, tuple(lines), kept.keep_audit, kept.keep_access
    )


def _line(entry: Entry, mine: settings.Settings) -> Line:
    return Line(
        data=_(entry.data),
        purpose=_(entry.purpose),
        whose=_(entry.whose.value),
        basis=_(entry.basis.value),
        kept=duration(entry.kept, mine),
        erased=_(entry.erased.value),
        copied=", ".join(_(words) for words in dict.fromkeys(entry.columns.values())),
    )
