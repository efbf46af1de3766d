"""What a group's recent answers say: who is stuck, what several people confuse, who is away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from exercises.curriculum import Curriculum
from palier.calendar.days import AWAY, LONGEST_AWAY, kind_of
from palier.calendar.queries import NOTHING, GroupCalendar
from palier.engine_time import local, local_day
from palier.i18n import _, ngettext
from palier.trainer.map_state import ACTIVE_DAYS
from palier.trainer.pages import Finding
from palier.trainer.queries import LatelyRow, LearnerRow

LATELY = timedelta(days=21)
CONFUSED_LATELY = timedelta(days=14)
# Stuck on a skill: so many answers not right, in several sittings, the last one too.
STUCK_ANSWERS, STUCK_SITTINGS = 3, 2
AWAY_DAYS = 14
MOST_FINDINGS, MOST_NAMES = 3, 6

Address = Callable[[UUID, str | None], str]  # of a learner, or of her skill
People = Callable[[Sequence[UUID], str | None], tuple[tuple[str, str], ...]]  # name, address


@dataclass(frozen=True)
class GroupFacts:
    """A group as its map needs it."""

    now: datetime
    timezone: str
    rows: Sequence[LearnerRow]
    placed: Collection[tuple[UUID, str]]
    lately: Sequence[LatelyRow]
    asking: Sequence[UUID] = ()  # learners who asked for help, the first to ask first
    calendar: GroupCalendar = NOTHING

    def days_away(self, row: LearnerRow) -> int | None:
        """Local days since she last answered; None when she never has."""
        if row.last_answer is None:
            return None
        today = local_day(self.now, self.timezone)
        return max(today - local_day(row.last_answer, self.timezone), 0)

    def days_missed(self, row: LearnerRow) -> int | None:
        """The same, those in a company or on holiday not counted: there, nothing is asked."""
        away = self.days_away(row)
        if away is None:
            return None
        spans, today = self.calendar.of(row.id), local(self.now, self.timezone).date()
        days = (today - timedelta(days=back) for back in range(min(away, LONGEST_AWAY)))
        return sum(kind_of(spans, day) not in AWAY for day in days)

    def active(self) -> int:
        """How many answered lately."""
        days = [self.days_away(row) for row in self.rows]
        return sum(away is not None and away < ACTIVE_DAYS for away in days)


def struggles(lately: Sequence[LatelyRow]) -> Mapping[UUID, frozenset[str]]:
    """The skills on which each learner does not get on, by her recent answers alone."""
    by_skill: dict[tuple[UUID, str], list[LatelyRow]] = {}
    for row in lately:
        by_skill.setdefault((row.learner_id, row.skill), []).append(row)
    found: dict[UUID, set[str]] = {}
    for (learner_id, skill), rows in by_skill.items():
        missed = [row for row in rows if row.score < 1]
        sittings = {row.sitting_id for row in missed}
        if (
            len(missed) >= STUCK_ANSWERS
            and len(sittings) >= STUCK_SITTINGS
            and rows[-1].score < 1
        ):
            found.setdefault(learner_id, set()).add(skill)
    return {learner_id: frozenset(skills) for learner_id, skills in found.items()}


def note(facts: GroupFacts, row: LearnerRow, placed: bool) -> str:
    """When she last worked, in a word or two."""
    days = facts.days_away(row)
    if days is None:
        return _("pas commencé")
    if not placed:
        return _("départ à faire")
    if days == 0:
        return _("aujourd’hui")
    return ngettext("il y a %(number)s jour", "il y a %(number)s jours", days)


def findings(
    facts: GroupFacts,
    curriculum: Curriculum,
    domains: Collection[str],
    stuck: Mapping[UUID, Sequence[str]],
    address: Address,
) -> tuple[Finding, ...]:
    """Facts worth acting on, the most pressing first: three at most, each with its people."""
    names = {row.id: row.name for row in facts.rows}

    def people(who: Sequence[UUID], skill: str | None) -> tuple[tuple[str, str], ...]:
        return tuple((names[i], address(i, skill)) for i in who[:MOST_NAMES])

    found = _asking(facts, people)
    found += [
        Finding(
            _(
                "%(name)s bloque sur : %(skill)s",
                name=names[who],
                skill=_label(curriculum, one),
            ),
            ((_("Voir ses réponses"), address(who, one)),),
        )
        for who, skills in stuck.items()
        for one in skills[:1]
    ][:1]
    found += _confusions(facts, curriculum, domains, people)
    missing = [row.id for row in facts.rows if not _placed(facts, row, domains)]
    if missing:
        fact = ngettext(
            "%(number)s personne n’a pas encore son point de départ",
            "%(number)s personnes n’ont pas encore leur point de départ",
            len(missing),
        )
        found.append(Finding(fact, people(missing, None)))
    away = [row.id for row in facts.rows if (facts.days_missed(row) or 0) >= AWAY_DAYS]
    if away:
        fact = ngettext(
            "%(number)s personne sans activité depuis 2 semaines",
            "%(number)s personnes sans activité depuis 2 semaines",
            len(away),
        )
        found.append(Finding(fact, people(away, None)))
    return tuple(found[:MOST_FINDINGS])


def _asking(facts: GroupFacts, people: People) -> list[Finding]:
    """Those who asked for help: before anything that was worked out."""
    if not facts.asking:
        return []
    fact = ngettext(
        "%(number)s personne demande de l’aide",
        "%(number)s personnes demandent de l’aide",
        len(facts.asking),
    )
    return [Finding(fact, people(facts.asking, None))]


def _placed(facts: GroupFacts, row: LearnerRow, domains: Collection[str]) -> bool:
    return any((row.id, domain) in facts.placed for domain in domains)


def _confusions(
    facts: GroupFacts,
    curriculum: Curriculum,
    domains: Collection[str],
    people: Callable[[Sequence[UUID], str | None], tuple[tuple[str, str], ...]],
) -> list[Finding]:
    """What two people or more confuse."""
    names = {row.id: row.name for row in facts.rows}
    confused: dict[tuple[str, str], set[UUID]] = {}
    for row in facts.lately:
        recent = row.at > facts.now - CONFUSED_LATELY
        if recent and row.skill.split(".")[0] in domains:
            for one in row.misconceptions:
                confused.setdefault((row.skill, one), set()).add(row.learner_id)
    shared = sorted(confused.items(), key=lambda kv: (-len(kv[1]), kv[0]))
    return [
        Finding(
            _(
                "%(n)s personnes, en 2 semaines : %(what)s",
                n=len(who),
                what=misconception_label(curriculum, skill, one),
            ),
            people(sorted(who, key=names.__getitem__), skill),
        )
        for (skill, one), who in shared
        if len(who) > 1
    ]


def _label(curriculum: Curriculum, skill: str) -> str:
    found = curriculum.skills.get(skill)
    return found.label if found else skill


def misconception_label(curriculum: Curriculum, skill: str, misconception: str) -> str:
    """A misconception in the team's words; its id when the curriculum no longer has it."""
    found = curriculum.skills.get(skill)
    labels = {m.id: m.label for m in found.misconceptions} if found else {}
    return labels.get(misconception, misconception)
