"""What an interview is prepared from: what moved, what is stuck, what was decided before.

By the map's own functions, each level with what is not known of it. Plain data: it is kept as
it was shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import adaptive
from adaptive import Levels, Parameters
from palier import levels as shown
from palier import moved
from palier.engine_time import local
from palier.i18n import _
from palier.models import Interview, SkillEvent
from palier.plan import decisions, goal_work, goals, standing
from palier.plan.standing import Known
from palier.practice import bilans
from palier.practice.snapshots import parameter_sets
from palier.presentation import day
from palier.trainer import group_facts, lines, queries

MOST = 6  # of each list: the sheet is two pages
FIRST_WEEKS = timedelta(weeks=12)  # looked back on when there was no interview before
EVENT_WORDS = ("acquis", "retenu")


def make(session: Session, known: Known, before: Interview | None) -> dict[str, Any]:
    """The sheet, in words."""
    since = before.created_at if before else _arrived(session, known)
    lately = queries.lately(session, [known.row.id], known.now - group_facts.LATELY)
    return {
        "since": day(local(since, known.group.timezone), year=True),
        "first": before is None,
        "domains": _domains(session, known, since),
        "gained": _gained(session, known, since),
        "stuck": _stuck(known, lately),
        "recurring": _recurring(known, lately),
        "review": _review(known),
        "decisions": _decisions(session, known),
        "goals": _goals(session, known),
    }


def _arrived(session: Session, known: Known) -> datetime:
    """Since when a first sheet looks back: some weeks, or her arrival."""
    since, joined = known.now - FIRST_WEEKS, bilans.stay(session, known.row.id).joined
    return max(since, datetime.combine(joined, time(), since.tzinfo)) if joined else since


def _domains(session: Session, known: Known, since: datetime) -> list[dict[str, Any]]:
    """Each domain now, and whether it moved by more than what is not known of it."""
    then = _then(session, known, since)
    found = []
    for one in standing.standings(known.catalogue, known.levels, known.placed, known.deeper):
        glyph, change = "g-0", ""
        if one.placed:
            level = shown.domain_level(
                known.catalogue.curriculum, known.catalogue.parameters, known.levels, one.domain
            )
            glyph = shown.domain_glyph(level).steps
            change = _moved(known, then, one.domain)
        found.append(
            {
                "label": one.label,
                "glyph": glyph,
                "sentence": one.sentence if one.placed else _("point de départ à faire"),
                "between": one.between if one.placed else "",
                "moved": change
                or (_("pas assez de recul pour comparer") if one.placed else ""),
                "proved": one.proved,
                "skills": one.skills,
            }
        )
    return found


def _moved(known: Known, then: tuple[Parameters, Levels] | None, domain: str) -> str:
    """Whether a level moved since, in words, "" when there is nothing to compare."""
    parameters, data = known.catalogue.parameters, known.row.levels
    if then is None or data is None:
        return ""
    # As they stood at her last answer, like everywhere a change is told.
    now = parameters, adaptive.unpack_levels(parameters, data)
    found = moved.of_domain(domain, known.catalogue.covered, then, now)
    return found.sentence if found else ""


def _then(session: Session, known: Known, since: datetime) -> tuple[Parameters, Levels] | None:
    """The levels as they were at the end of the last week before, else of the first after."""
    kept = queries.snapshots(session, known.row.id)
    earlier = [one for one in kept if one[0] <= since]
    chosen = earlier[-1] if earlier else (kept[0] if kept else None)
    if chosen is None:
        return None
    _at, number, data = chosen
    parameters: Parameters = known.catalogue.parameters
    if number != known.catalogue.parameter_set_id:
        parameters = parameter_sets(session, [number])[number]
    return parameters, adaptive.unpack_levels(parameters, data)


def _gained(session: Session, known: Known, since: datetime) -> list[dict[str, str]]:
    """What she has come to know since, the newest first."""
    rows = session.execute(
        select(SkillEvent.skill, SkillEvent.kind, SkillEvent.at)
        .where(
            SkillEvent.learner_id == known.row.id,
            SkillEvent.at > since,
            SkillEvent.kind.in_(EVENT_WORDS),
        )
        .order_by(SkillEvent.seq.desc())
    ).all()
    found: list[dict[str, str]] = []
    skills = known.catalogue.curriculum.skills
    for skill, kind, at in rows:
        still = standing.state_of(known.catalogue, known.levels, skill) in shown.PROVED
        if not known.catalogue.uses(skill) or skill not in skills:
            continue
        if still and all(one["skill"] != skill for one in found):
            when = day(local(at, known.group.timezone))
            said = (
                _("retenu, réussi encore le %(day)s", day=when)
                if kind == "retenu"
                else _("acquis le %(day)s", day=when)
            )
            found.append({"skill": skill, "label": skills[skill].je_sais, "when": said})
    return [*found[:MOST], *_more(len(found))]


def _more(count: int) -> list[dict[str, str]]:
    if count <= MOST:
        return []
    return [{"skill": "", "label": _("et %(n)s autres", n=count - MOST), "when": ""}]


def _stuck(known: Known, lately: Sequence[queries.LatelyRow]) -> list[dict[str, str]]:
    """Where she does not get on, by the rule of the map."""
    parameters = known.catalogue.parameters
    found = []
    for skill in sorted(group_facts.struggles(lately).get(known.row.id, ())):
        state = standing.state_of(known.catalogue, known.levels, skill)
        if not known.catalogue.uses(skill):
            continue
        if skill in parameters.index and state not in (*shown.PROVED, shown.PRESUMED):
            level = shown.skill_level(parameters, known.levels, skill)
            found.append(
                {
                    "label": known.catalogue.curriculum.skills[skill].label,
                    "words": level.words,
                    "interval": lines.interval(level),
                }
            )
    return found[:MOST]


def _recurring(known: Known, lately: Sequence[queries.LatelyRow]) -> list[dict[str, Any]]:
    """The misconceptions that came back in these weeks."""
    counts = Counter(
        (row.skill, shows)
        for row in lately
        if known.catalogue.uses(row.skill)
        for shows in row.misconceptions
    )
    curriculum = known.catalogue.curriculum
    return [
        {"label": group_facts.misconception_label(curriculum, skill, shows), "times": times}
        for (skill, shows), times in counts.most_common(MOST - 2)
        if times > 1
    ]


def _review(known: Known) -> int:
    """How many skills wait to be seen again."""
    states = (
        standing.state_of(known.catalogue, known.levels, skill)
        for skill in known.catalogue.covered
    )
    return sum(state == shown.REVIEW for state in states)


def _decisions(session: Session, known: Known) -> list[Mapping[str, str]]:
    """What was decided before, and what came of it."""
    today = known.today.date()
    rows = [
        decisions.line(row, held, today)
        for row, held in decisions.of_learner(session, known.row.id)
    ]
    return [
        {
            "what": one.what,
            "who": one.who,
            "due": day(one.due),
            "outcome": one.outcome or _("pas encore noté"),
            "words": one.words,
        }
        for one in rows[:MOST]
    ]


def _goals(session: Session, known: Known) -> list[dict[str, str]]:
    """The goals that are open, each with the work given for it."""
    rows = [one for one in goals.of_learner(session, known.row.id) if one.closed_at is None]
    rows = rows[:MOST]
    competences = standing.framework(session, rows[0].school_id) if rows else ()
    parts = goal_work.of_goals(session, known.row.id, rows)
    today, zone = known.today.date(), known.group.timezone
    found = []
    for one in rows:
        work = goal_work.work(known.catalogue, parts, one, today, zone)
        label = goals.label(known.catalogue.curriculum, one, competences)
        said = work.said(label, one.due) if work else ""
        found.append({"label": label, "due": day(one.due, year=True), "given": said})
    return found
