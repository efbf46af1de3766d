"""The work that trainers gave, as the learner reads it: what is done, what remains."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from palier.app import Services
from palier.catalogue import Catalogue
from palier.engine_time import local
from palier.i18n import _, ngettext
from palier.practice import given
from palier.practice.given import Part
from palier.practice.queries import DEFAULT_TIMEZONE, TIMEZONE
from palier.presentation import day
from palier.progress.pages import WorkLine, WorksPage
from palier.security import Actor

KEPT = timedelta(days=60)  # how long work that is over stays in the list


def page(services: Services, actor: Actor) -> WorksPage:
    """All work given to her: what is to be done, what will be, what is over."""
    with services.db.read() as session:
        catalogue = services.catalogue.seen_by(session, actor.school)
        timezone = session.scalar(select(TIMEZONE), {"learner_id": actor.id})
        timezone = timezone or DEFAULT_TIMEZONE
        today = local(services.source.now(), timezone).date()
        parts = given.of_learner(session, actor.id, today - KEPT)
    now, later, over = [], [], []
    for part in parts:
        if not given.usable(catalogue, part.given) or (part.closed and part.done_at is None):
            continue
        mine = line(catalogue, part, today, timezone)
        if part.waits(today):
            now.append(mine)
        elif part.done_at is None and part.starts > today:
            later.append(mine)
        else:
            over.append(mine)
    return WorksPage(tuple(now), tuple(later), tuple(reversed(over)))


def line(catalogue: Catalogue, part: Part, today: date, timezone: str) -> WorkLine:
    """Some work, with how far she is in it."""
    work, planned = part.given, given.length(catalogue, part.given)
    return WorkLine(
        id=work.id,
        title=given.title(catalogue, work),
        when=_when(part, today),
        words=progress(part, planned, today, timezone),
        begun=part.answers > 0 or part.served_id is not None,
        ready=planned > 0 or part.served_id is not None,
        done=part.done_at is not None,
    )


def _when(part: Part, today: date) -> str:
    """Who proposed it, and for when."""
    by, due = part.given.by, day(part.given.due)
    if part.starts > today:
        return _("À partir du %(day)s, jusqu’au %(due)s.", day=day(part.starts), due=due)
    if by:
        return _("Proposé par %(name)s, jusqu’au %(day)s.", name=by, day=due)
    return _("Proposé jusqu’au %(day)s.", day=due)


def progress(part: Part, planned: int, today: date, timezone: str) -> str:
    """How far it is, in plain words; a date that has passed is nobody’s fault."""
    if part.done_at is not None:
        return _("Fait le %(day)s.", day=day(local(part.done_at, timezone)))
    if part.closed:
        return _("Ce travail n’est plus proposé.")
    done = ngettext("%(number)s exercice fait", "%(number)s exercices faits", part.answers)
    if part.given.due < today:
        if part.answers:
            return _("La date est passée. %(done)s : cela compte.", done=done)
        return _("La date est passée. Rien à rattraper.")
    left = max(planned - part.answers, 0)
    if not planned:
        return _("Il n’y a plus d’exercice prêt.")
    if part.answers and left:
        remains = ngettext("il en reste %(number)s", "il en reste %(number)s", left)
        return _("%(done)s, %(remains)s.", done=done, remains=remains)
    return ngettext("%(number)s exercice.", "%(number)s exercices.", planned)
