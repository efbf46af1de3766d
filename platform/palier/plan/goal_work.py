"""The work given for a goal: chosen among hers or given with it, and how far she is in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from palier.acting import assigning
from palier.acting.words import Told as Refused
from palier.app import Services
from palier.catalogue import Catalogue
from palier.i18n import _
from palier.models import Goal
from palier.plan.standing import Known
from palier.plan.told import Told
from palier.practice import given
from palier.practice.given import Part
from palier.presentation import day
from palier.progress import works
from palier.security import Actor

NEW = "nouveau"  # as a choice: new work for the goal, until its day


@dataclass(frozen=True)
class GoalWork:
    """The work given for a goal, in words, and whether it may be begun now."""

    id: UUID
    title: str
    due: date | None  # None once the day says nothing: it is done, or proposed no more
    far: str  # how far she is
    waits: bool
    begun: bool

    def said(self, goal: str, due: date) -> str:
        """In a line, below a goal in words and its day: neither is said twice."""
        title = "" if self.title == goal else f"{self.title}."
        until = ""
        if self.due is not None and self.due != due:
            until = _("Jusqu’au %(day)s.", day=day(self.due, year=True))
        return " ".join(text for text in (title, until, self.far) if text)


def of_goals(session: Session, learner_id: UUID, rows: Iterable[Goal]) -> Mapping[UUID, Part]:
    """The work that goals point to."""
    ids = [row.assignment_id for row in rows if row.assignment_id]
    return {part.given.id: part for part in given.of_learner(session, learner_id, only=ids)}


def work(
    catalogue: Catalogue,
    parts: Mapping[UUID, Part],
    goal: Goal,
    today: date,
    timezone: str,
) -> GoalWork | None:
    """The work of a goal; None for none, or where it is hers no more."""
    part = parts.get(goal.assignment_id) if goal.assignment_id else None
    if part is None:
        return None
    far = works.progress(part, given.length(catalogue, part.given), today, timezone)
    return GoalWork(
        part.given.id,
        given.title(catalogue, part.given),
        part.given.due if part.done_at is None and not part.closed else None,
        far,
        part.waits(today) and given.usable(catalogue, part.given),
        part.answers > 0 or part.served_id is not None,
    )


def choices(
    catalogue: Catalogue, parts: Collection[Part], today: date
) -> tuple[tuple[str, str], ...]:
    """Work given to her that a goal may point to: what is to be done, now or later."""
    return tuple(
        (
            str(part.given.id),
            _(
                "%(work)s, jusqu’au %(day)s",
                work=given.title(catalogue, part.given),
                day=day(part.given.due),
            ),
        )
        for part in parts
        if part.done_at is None
        and not part.closed
        and part.given.due >= today
        and given.usable(catalogue, part.given)
    )


def attach(
    services: Services,
    session: Session,
    actor: Actor,
    known: Known,
    goal: Goal,
    chosen: str,
    about: str,
) -> None:
    """Set the work of a goal as the form chose it. Raises Told."""
    if chosen == NEW:
        goal.assignment_id = _given(services, session, actor, known, goal, about)
    elif chosen and chosen != str(goal.assignment_id):
        parts = given.of_learner(session, known.row.id, known.today.date())
        ids = {str(part.given.id): part.given.id for part in parts if not part.closed}
        if chosen not in ids:
            said = _("Ce travail n’est plus proposé. Choisissez-en un autre.")
            raise Told(said, about)
        goal.assignment_id = ids[chosen]
    elif not chosen:
        goal.assignment_id = None


def _given(
    services: Services, session: Session, actor: Actor, known: Known, goal: Goal, about: str
) -> UUID | None:
    """The goal’s skill to work on; none for another goal, whose work is chosen on a page of
    its own (``giving``)."""
    if goal.kind != "skill":
        return goal.assignment_id
    today = known.today.date()
    dates = (today.isoformat(), assigning.until(today, goal.due))
    work = assigning.Asked(goal.target, given.SKILL, (), (), *dates)
    try:
        args = (known.catalogue, known.row.id, work, today)
        return assigning.give_one(services, session, actor, *args)
    except Refused as refused:
        raise Told(str(refused), about) from refused
