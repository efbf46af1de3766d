"""The weeks that come for one learner: there or away, what may come back, room for the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from adaptive.calendar import Calendar, Review, Week
from palier.app import Services
from palier.calendar import load
from palier.calendar import queries as calendars
from palier.calendar.days import AWAY, WORKING_DAYS, kinds, monday_of
from palier.calendar.service import week_words
from palier.catalogue import Catalogue
from palier.engine_time import instant, local, midnight
from palier.i18n import _, ngettext
from palier.practice import memory
from palier.presentation import short_day
from palier.trainer.learner_pages import AheadReview, AheadWeek, WeeksAhead

WEEKS, MOST_NAMED = 8, 3


@dataclass(frozen=True)
class Found:
    """The plan of a learner's weeks, as the engine gives it, and her calendar."""

    plan: tuple[Week, ...]
    known: calendars.Known
    monday: date


def find(
    session: Session,
    services: Services,
    catalogue: Catalogue,
    learner_id: UUID,
    now: datetime,
) -> Found | None:
    """The plan from this week on; None for who never began."""
    mine = memory.look(session, services.states, learner_id, catalogue)
    if mine is None:
        return None
    known = calendars.of_learner(session, learner_id, now)
    monday = monday_of(local(now, known.timezone).date())
    since = instant(midnight(monday, known.timezone))
    seen = len(calendars.reviewed_since(session, learner_id, since))
    plan = load.weeks(catalogue.parameters, mine.state, known, now, WEEKS, seen)
    return Found(tuple(_used(catalogue, week) for week in plan), known, monday)


def _used(catalogue: Catalogue, week: Week) -> Week:
    """A week with the reviews of the domains that the school uses."""
    ids = catalogue.parameters.ids
    reviews = tuple(one for one in week.reviews if catalogue.uses(ids[one.skill]))
    return replace(week, reviews=reviews)


def page(
    catalogue: Catalogue, found: Found, group_id: int, evidence: Callable[[str], str]
) -> WeeksAhead:
    """The plan in words. ``evidence``: the address of what her level in a skill rests on."""
    weeks = tuple(
        _week(catalogue, found, number, week, evidence)
        for number, week in enumerate(found.plan)
    )
    absent = any(kind in AWAY for week in weeks for kind in week.days)
    return WeeksAhead(
        weeks=weeks,
        quiet=not any(week.reviews for week in weeks),
        hours=ngettext(
            "Prévu avec %(number)s heure d’exercices par semaine à l’école, tous domaines "
            "ensemble.",
            "Prévu avec %(number)s heures d’exercices par semaine à l’école, tous domaines "
            "ensemble.",
            round(Calendar().minutes / 60),
        ),
        why=_(
            "Pendant les semaines en entreprise ou de congés, aucune révision n’est demandée, "
            "sauf si le stagiaire le choisit. Au retour, ce qui attend est étalé."
        )
        if absent
        else _("Aucune absence n’est écrite au calendrier pour ces semaines."),
        calendar=url_for("calendar.group", group_id=group_id),
    )


def _week(
    catalogue: Catalogue,
    found: Found,
    number: int,
    week: Week,
    evidence: Callable[[str], str],
) -> AheadWeek:
    monday = found.monday + timedelta(weeks=number)
    days = kinds(found.known.spans, monday, WORKING_DAYS)
    named = tuple(_review(catalogue, review, evidence) for review in week.reviews[:MOST_NAMED])
    return AheadWeek(
        monday=short_day(monday),
        days=days,
        words=week_words(days),
        now=number == 0,
        room=_room(week),
        reviews=named,
        more=len(week.reviews) - len(named),
        waiting=_waiting(week),
    )


def _room(week: Week) -> str:
    """How many exercises there is time for, "" in a week of absence."""
    if week.exercises == 0:
        return ""
    return ngettext(
        "Du temps pour %(number)s exercice environ.",
        "Du temps pour %(number)s exercices environ, dont %(new)s hors révisions.",
        week.exercises,
        new=week.new_exercises,
    )


def _waiting(week: Week) -> str:
    if week.waiting and week.exercises == 0:
        return ngettext(
            "Rien n’est demandé. %(number)s compétence attendra le retour.",
            "Rien n’est demandé. %(number)s compétences attendront le retour.",
            week.waiting,
        )
    if not week.waiting:
        return "" if week.exercises else _("Rien n’est demandé.")
    return ngettext(
        "%(number)s compétence peut attendre une autre semaine.",
        "%(number)s compétences peuvent attendre une autre semaine.",
        week.waiting,
    )


def _review(
    catalogue: Catalogue, review: Review, evidence: Callable[[str], str]
) -> AheadReview:
    skill = catalogue.parameters.ids[review.skill]
    known = catalogue.curriculum.skills.get(skill)
    return AheadReview(
        label=known.label if known else skill,
        address=evidence(skill),
        chance=_("réussite prévue : environ %(n)s fois sur 10", n=round(10 * review.p)),
    )
