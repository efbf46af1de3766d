"""The alerts: each a rule on what the map itself shows, so that the two never contradict.

Nothing is stored: an alert is there while its rule holds, and closes when it no longer does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from adaptive import Levels
from exercises.curriculum import Domain
from palier import levels as shown
from palier.calendar.days import AWAY, kind_of
from palier.catalogue import Catalogue
from palier.engine_time import local
from palier.i18n import N_, _, ngettext
from palier.practice.asking import Asked
from palier.practice.reasons import lower_first
from palier.practice.reporting import REASONS, Reported
from palier.presentation import day
from palier.today.pages import Alert, Answered
from palier.trainer.group_facts import AWAY_DAYS, GroupFacts
from palier.trainer.map_view import reviews_due, stuck_among
from palier.trainer.queries import GroupRow, LearnerRow

FIRST = 5
MOST_OF_A_KIND = 2  # of the first ones, so that one kind never hides the others
PILE = 8  # reviews that wait
NEARLY = 0.35  # chance that the palier worked on is held already
HELP, MARK, STUCK, ABSENT, READY, PILED = "help", "mark", "stuck", "away", "ready", "reviews"
REPORT = "report"
ORDER = (HELP, MARK, REPORT, STUCK, ABSENT, READY, PILED)

RULES: Mapping[str, str] = {
    HELP: N_("Se ferme quand vous l’avez vue, ou à la prochaine réussite sur ce sujet."),
    MARK: N_(
        "Un texte ou une voix que seule une personne peut évaluer. Se ferme une fois noté."
    ),
    REPORT: N_(
        "Un stagiaire dit qu’un exercice a un problème. Se ferme quand une personne l’a vu."
    ),
    STUCK: N_(
        "3 réponses « pas encore » ou plus en 3 semaines, dans 2 séances au moins, la dernière "
        "aussi. Se ferme à la prochaine réussite."
    ),
    ABSENT: N_(
        "14 jours sans réponse, sans compter l’entreprise et les congés écrits au calendrier. "
        "Se ferme à la prochaine réponse."
    ),
    READY: N_(
        "Plus d’une chance sur trois que 3 compétences sur 4 de ce palier soient déjà sues. "
        "C’est une estimation : à vous de décider."
    ),
    PILED: N_(
        "8 compétences ou plus attendent d’être revues. Rien n’est dit pendant l’entreprise et "
        "les congés."
    ),
}


@dataclass(frozen=True)
class Room:
    """A group as alerts need it."""

    catalogue: Catalogue
    group: GroupRow
    facts: GroupFacts
    levels: Mapping[UUID, Levels]
    struggles: Mapping[UUID, frozenset[str]]
    asked: Sequence[Asked]
    to_mark: Sequence[tuple[UUID, UUID, str]]  # learner, exercise, skill
    reported: Sequence[Reported] = ()


def of_group(room: Room) -> list[Alert]:
    """The alerts of a group."""
    names = {row.id: row for row in room.facts.rows}
    found = list(_help(room, names)) + list(_marks(room, names))
    found += _reports(room, names)
    for row in room.facts.rows:
        for rule in (_stuck, _absent, _ready, _reviews):
            found += rule(room, row)
    return found


def in_order(alerts: Sequence[Alert]) -> tuple[tuple[Alert, ...], tuple[Alert, ...]]:
    """The first five, two of a kind at most while others wait; and the rest."""
    ranked = sorted(alerts, key=_rank)
    seen: Counter[str] = Counter()
    first: list[Alert] = []
    more: list[Alert] = []
    for alert in ranked:
        if seen[alert.kind] < MOST_OF_A_KIND and len(first) < FIRST:
            first.append(alert)
        else:
            more.append(alert)
        seen[alert.kind] += 1
    while more and len(first) < FIRST:
        first.append(more.pop(0))
    return tuple(sorted(first, key=_rank)), tuple(more)


def _rank(alert: Alert) -> int:
    return ORDER.index(alert.kind)


def _alert(
    room: Room, row: LearnerRow, kind: str, fact: str, address: str = "", act: str = ""
) -> Alert:
    return Alert(
        kind=kind,
        name=row.name,
        group=room.group.name,
        fact=fact,
        rule=_(RULES[kind]),
        address=address or url_for("trainer.learner", learner_id=row.id),
        act=act or _("Voir sa page"),
    )


def _label(room: Room, skill: str) -> str:
    known = room.catalogue.curriculum.skills.get(skill)
    return known.label if known else skill


def _help(room: Room, names: Mapping[UUID, LearnerRow]) -> Iterator[Alert]:
    for one in room.asked:
        if one.learner_id in names:
            fact = _("demande de l’aide : %(skill)s", skill=_label(room, one.skill))
            yield _alert(room, names[one.learner_id], HELP, fact, act=_("Voir la demande"))


def _marks(room: Room, names: Mapping[UUID, LearnerRow]) -> Iterator[Alert]:
    """One alert a person: what waits the longest is what it opens."""
    mine: dict[UUID, list[tuple[UUID, str]]] = {}
    for learner_id, served_id, skill in room.to_mark:
        mine.setdefault(learner_id, []).append((served_id, skill))
    for learner_id, waiting in mine.items():
        if learner_id in names:
            served_id, skill = waiting[0]
            fact = ngettext(
                "%(number)s production à évaluer : %(skill)s",
                "%(number)s productions à évaluer, la première : %(skill)s",
                len(waiting),
                skill=_label(room, skill),
            )
            address = url_for("acting.mark", learner_id=learner_id, served_id=served_id)
            yield _alert(room, names[learner_id], MARK, fact, address, _("Évaluer"))


def _reports(room: Room, names: Mapping[UUID, LearnerRow]) -> Iterator[Alert]:
    for one in room.reported:
        if one.learner_id in names and one.closed_at is None:
            fact = _(
                "signale un exercice (%(reason)s) : %(skill)s",
                reason=lower_first(_(REASONS[one.reason])),
                skill=_label(room, one.skill),
            )
            address = url_for(
                "trainer.answer", learner_id=one.learner_id, served_id=one.served_id
            )
            yield _alert(
                room, names[one.learner_id], REPORT, fact, address, _("Voir l’exercice")
            )


def answered(room: Room) -> Iterator[Answered]:
    """The reports of a group that somebody has seen to."""
    names = {row.id: row for row in room.facts.rows}
    for one in room.reported:
        if one.closed_at is not None and one.learner_id in names:
            yield Answered(
                names[one.learner_id].name,
                _label(room, one.skill),
                day(local(one.closed_at, room.group.timezone)),
                one.by,
                one.word,
                url_for("trainer.answer", learner_id=one.learner_id, served_id=one.served_id),
            )


def _stuck(room: Room, row: LearnerRow) -> Iterator[Alert]:
    domains = room.catalogue.curriculum.domains
    wanted = room.struggles.get(row.id, frozenset())
    skills = stuck_among(room.catalogue, room.levels[row.id], wanted, domains)
    if skills:
        fact = _("bloque sur : %(skill)s", skill=_label(room, skills[0]))
        if len(skills) > 1:
            fact = ngettext(
                "%(fact)s, et %(number)s autre",
                "%(fact)s, et %(number)s autres",
                len(skills) - 1,
                fact=fact,
            )
        address = url_for("trainer.evidence", learner_id=row.id, skill=skills[0])
        yield _alert(room, row, STUCK, fact, address, _("Voir ses réponses"))


def _absent(room: Room, row: LearnerRow) -> Iterator[Alert]:
    missed = room.facts.days_missed(row)
    if missed is not None and missed >= AWAY_DAYS and not _is_away(room, row):
        fact = ngettext(
            "sans activité depuis %(number)s jour",
            "sans activité depuis %(number)s jours",
            missed,
        )
        yield _alert(room, row, ABSENT, fact)


def _is_away(room: Room, row: LearnerRow) -> bool:
    """Whether the calendar says that nothing is asked of her today."""
    today = local(room.facts.now, room.facts.timezone).date()
    return kind_of(room.facts.calendar.of(row.id), today) in AWAY


def _ready(room: Room, row: LearnerRow) -> Iterator[Alert]:
    for domain in room.catalogue.curriculum.domains:
        if (row.id, domain.id) in room.facts.placed:
            yield from _ready_in(room, row, domain)


def _ready_in(room: Room, row: LearnerRow, domain: Domain) -> Iterator[Alert]:
    """The map shows the same palier: it is the first that is more likely not held than held."""
    catalogue = room.catalogue
    level = shown.domain_level(
        catalogue.curriculum, catalogue.parameters, room.levels[row.id], domain.id
    )
    held = sum(level.chances[level.palier :])
    if level.palier < len(level.chances) and held >= NEARLY and level.certainty != "f":
        fact = _(
            "%(domain)s : presque prêt pour le palier %(palier)s",
            domain=domain.label,
            palier=_(shown.PALIER_WORDS[level.palier]),
        )
        address = url_for("trainer.learner", learner_id=row.id, domaine=domain.id)
        yield _alert(room, row, READY, fact, address)


def _reviews(room: Room, row: LearnerRow) -> Iterator[Alert]:
    due = reviews_due(room.catalogue, room.levels[row.id], room.catalogue.curriculum.domains)
    if due >= PILE and not _is_away(room, row):
        yield _alert(room, row, PILED, _("%(n)s compétences à revoir", n=due))
