"""What a line of the journal of changes says: before, after, and what else is known.

A pair [was, is] is a value before and after; a single value stands after what was made, before
what was taken away, else beside. Free words of people are never copied into the journal: the
text of a note or of a goal is named by its number, and read where it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exercises.curriculum import Curriculum
from palier.acting import words
from palier.active_time import DAYS, clock
from palier.calendar.service import WORDS as PERIODS
from palier.i18n import N_, _
from palier.models import AuditEvent, Goal, Group, Site
from palier.people.learners import DESTINATIONS
from palier.people.learners import REASONS as LEAVING
from palier.people.members import ROLE_WORDS
from palier.people.service import SETTING_WORDS
from palier.plan import decisions, goals
from palier.presentation import day
from palier.privacy.asking import REASONS as ERASING
from palier.privacy.asking_staff import REASONS as ERASING_STAFF
from palier.reports.asked import EVERY, FORMATS, KINDS
from palier.security import Actor
from palier.terms import LEARNERS, TRAINERS

NEW = (
    "group.created",
    "learner.added",
    "staff.added",
    "staff.invited",
    "role.added",
    "site.added",
    "note.written",
    "work.given",
    "goal.added",
    "skill.seen",
    "skill.decided",
    "calendar.added",
    "bilan.scheduled",
    "framework.imported",
    "placement.deeper",
    "calibration.approved",
    "calibration.put_back",
)
GONE = (
    "role.removed",
    "note.removed",
    "work.taken_back",
    "calendar.removed",
    "bilan.unscheduled",
    "word.withdrawn",
)
# The name of each value in the journal; one without a name is for programs.
KEYS: Mapping[str, str] = {
    "group": N_("groupe"),
    "site": N_("site"),
    "role": N_("rôle"),
    "reason": N_("motif"),
    "why": N_("motif"),
    "months": N_("mois après le départ"),
    "situation": N_("situation"),
    "destination": N_("après le départ"),
    "left_on": N_("dernier jour"),
    "added": N_("lignes"),
    "merged": N_("dossier réuni"),
    "observations": N_("réponses reprises"),
    "answers": N_("réponses"),
    "score": N_("réussite"),
    "marks": N_("niveaux donnés"),
    "on": N_("le"),
    "first": N_("du"),
    "last": N_("au"),
    "starts": N_("du"),
    "due": N_("pour le"),
    "skill": N_("compétence"),
    "known": N_("décision"),
    "place": N_("vu faire"),
    "aided": N_("avec de l’aide"),
    "domain": N_("domaine"),
    "serves": N_("état"),
    "kind": N_("quoi"),
    "format": N_("fichier"),
    "every": N_("rythme"),
    "note": N_("note n°"),
    "version": N_("texte n°"),
    "number": N_("document n°"),
    "goal": N_("but"),
    "after_goal": N_("après le but"),
    "work": N_("ce qu’il y a à faire"),
    "assigned": N_("donné par le formateur"),
    "outcome": N_("résultat"),
    "decisions": N_("décisions"),
    "decision": N_("décision"),
    "competences": N_("compétences"),
    "code": N_("compétence de l’école"),
    "skills": N_("compétences reliées"),
    "all_skills": N_("compétences"),
    "exit": N_("sortie prévue"),
    "item": N_("exercice"),
    "proposal": N_("proposition n°"),
    "calibration": N_("mesure n°"),
    "parameter_set": N_("réglages n°"),
    "events": N_("acquis"),
    **SETTING_WORDS,
}
_LISTS = ("answers", "all_skills")  # of any length: two are not before and after
_REFERENCES = ("merged", "decision")  # what they name is an id: it is not shown
VALUES: Mapping[str, Mapping[Any, str]] = {
    "role": ROLE_WORDS,
    "reason": {**ERASING, **ERASING_STAFF},
    "why": {**LEAVING, **words.REASONS[words.KNOWN], **words.REASONS[words.AGAIN]},
    "situation": {**DESTINATIONS, "sans_nouvelles": N_("Pas de réponse")},
    "destination": DESTINATIONS,
    "known": {True: words.CHOICES[words.KNOWN], False: words.CHOICES[words.AGAIN]},
    "place": words.PLACES,
    "serves": {True: N_("mis en service"), False: N_("éteint")},
    "kind": {
        **KINDS,
        **PERIODS,
        "skill": N_("une compétence"),
        "skills": N_("plusieurs compétences"),
        "items": N_("des exercices"),
        "document": N_("un document"),
    },
    "format": FORMATS,
    "every": {key: said for key, (said, _months) in EVERY.items()},
    "outcome": {**goals.OUTCOMES, **decisions.OUTCOMES},
    "work": {True: N_("changé, à lire dans le plan"), False: N_("comme avant")},
    "open_days": dict(enumerate(DAYS)),
    "learner_word": {key: one for key, (one, _many) in LEARNERS.items()},
    "trainer_word": {key: one for key, (one, _other) in TRAINERS.items()},
}
_BY_NAME = {  # whose names are looked up
    "group": "group",
    "site": "site",
    "goal": "goal",
    "after_goal": "goal",
    "skill": "skill",
    "skills": "skill",
    "all_skills": "skill",
    "domain": "domain",
    "domains_off": "domain",
}
Names = Mapping[tuple[str, Any], str]  # ("group", 3) -> its name


@dataclass(frozen=True)
class Said:
    """A line in words; each "" for nothing."""

    before: str
    after: str
    detail: str


def as_now(kind: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a line, whenever it was written, as they are written today."""
    found = dict(detail)
    if kind in ("learner.moved", "learner.returned") and "from" in found:
        found["group"] = [found.pop("from"), found.pop("to", None)]
    if kind == "stay.exit_planned" and "before" in found:
        found["exit"] = [found.pop("before"), found.pop("after", None)]
    if kind == "framework.mapped" and "before" in found:
        found["skills"] = [found.pop("before"), found.pop("after", [])]
    if kind == "answer.marked" and "after" in found:
        found["marks"] = [found.pop("before"), found.pop("after")]
    if kind == "note.changed" and isinstance(found.get("version"), int):
        found["version"] = [found["version"] - 1, found["version"]]
    now = found.pop("parameter_set", None)  # elsewhere: under which the rest was
    if kind.startswith("engine."):
        found["parameter_set"] = [found.pop("before_set", None), now]
    if "events_gone" in found and (found["events_gone"] or found["events_new"]):
        found["events"] = [found.pop("events_gone"), found.pop("events_new")]
    if isinstance(found.get("group"), str) and found["group"].isdigit():
        found["group"] = int(found["group"])
    return found


def names(
    session: Session, actor: Actor, curriculum: Curriculum, events: Iterable[AuditEvent]
) -> Names:
    """The groups, sites, goals and skills that the lines speak of."""
    wanted: dict[str, set[Any]] = {"group": set(), "site": set(), "goal": set()}
    for event in events:
        for key, value in as_now(event.action, event.detail).items():
            kind = _BY_NAME.get(key, "")
            if kind in wanted:
                wanted[kind] |= {one for one in _each(value) if one is not None}
    found: dict[tuple[str, Any], str] = {}
    for kind, table in (("group", Group), ("site", Site)):
        rows = session.execute(
            select(table.id, table.name).where(
                table.school_id == actor.school_id, table.id.in_(wanted[kind])
            )
        )
        found |= {(kind, number): name for number, name in rows}
    ids = [UUID(one) for one in wanted["goal"]]
    mine = Goal.school_id == actor.school_id
    for goal in session.scalars(select(Goal).where(mine, Goal.id.in_(ids))):
        found["goal", str(goal.id)] = goals.label(curriculum, goal, ())
    found |= {("skill", key): one.label for key, one in curriculum.skills.items()}
    everything = curriculum.everything or curriculum.domains
    return found | {("domain", one.id): one.label for one in everything}


def _each(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def said(event: AuditEvent, known: Names) -> Said:
    """A line in words."""
    before: list[str] = []
    after: list[str] = []
    beside: list[str] = []
    alone = after if event.action in NEW else before if event.action in GONE else beside
    for key, value in as_now(event.action, event.detail).items():
        if key not in KEYS:
            continue
        if isinstance(value, list) and len(value) == 2 and key not in _LISTS:
            before.append(_pair(key, value[0], known))
            after.append(_pair(key, value[1], known))
        elif key in _REFERENCES:
            continue
        elif key == "answers" and isinstance(value, list):
            alone.append(_line(key, len(value), known))
        else:
            alone.append(_line(key, value, known))
    return Said(*(", ".join(one for one in some if one) for some in (before, after, beside)))


def _pair(key: str, value: Any, known: Names) -> str:
    """One of two values; that of a move from a group to another is clear without its name."""
    return _value(key, value, known) if key == "group" else _line(key, value, known)


def _line(key: str, value: Any, known: Names) -> str:
    if value is None and key == "site":
        return _("toute l’école")
    if key == "serves":
        return _value(key, value, known)
    return f"{_(KEYS[key])} : {_value(key, value, known)}"


def _value(key: str, value: Any, known: Names) -> str:
    if value is None or value == [] or value == "":
        return _("rien")
    if isinstance(value, list):
        if key == "events":
            return ", ".join(f"{_value('skill', one[0], known)} ({one[1]})" for one in value)
        return ", ".join(_value(key, one, known) for one in value)
    if key in _BY_NAME:
        return known.get((_BY_NAME[key], value), _("effacé depuis"))
    if key in VALUES and value in VALUES[key]:
        return _(VALUES[key][value])
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if key in ("opens", "closes"):
        return clock(value)
    if key == "score":
        return _("%(n)s %%", n=round(100 * float(value)))
    return _date(value) if isinstance(value, str) else str(value)


def _date(text: str) -> str:
    try:
        return day(date.fromisoformat(text), year=True)
    except ValueError:
        return text
