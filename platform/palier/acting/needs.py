"""Groups by need: who lacks the same skill, and is ready for it, as the map itself says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from adaptive import Levels
from exercises.curriculum import Skill
from palier import levels as shown
from palier.acting.pages import Member, Need, NeedsPage, WorkshopPage
from palier.app import Services
from palier.catalogue import Catalogue
from palier.domains import first_of
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import ngettext
from palier.levels import PRESUMED, PROVED, SkillLevel
from palier.presentation import day
from palier.security import Actor
from palier.trainer import queries
from palier.trainer.map_view import columns_of
from palier.trainer.queries import GroupRow, LearnerRow

FEWEST = 2  # a group of one is no group
MOST_NEEDS = 8
KNOWN = (*PROVED, PRESUMED)
TOP = len(shown.BAND_WORDS) - 1  # « y est »: it is to be confirmed, not lacking
FIRST_LOOK = "f"  # a first estimate: to be checked before one builds on it


@dataclass(frozen=True)
class _Room:
    """A group as needs are read from it."""

    catalogue: Catalogue
    group: GroupRow
    rows: Sequence[LearnerRow]
    levels: Mapping[UUID, Levels]
    placed: frozenset[tuple[UUID, str]]
    today: str

    def state(self, who: UUID, skill: str) -> str:
        return shown.state_of(self.levels[who], self.catalogue.parameters.index[skill])

    def level(self, who: UUID, skill: str) -> SkillLevel:
        return shown.skill_level(self.catalogue.parameters, self.levels[who], skill)


def needs(services: Services, actor: Actor, group_id: int, domain: str) -> NeedsPage:
    """The groups that a domain, "" for the first, suggests, the largest first. Raises
    NotFound."""
    room = _room(services, actor, group_id)
    domain = domain or first_of(room.catalogue.curriculum)
    chosen = next((d for d in room.catalogue.curriculum.domains if d.id == domain), None)
    if chosen is None:
        raise NotFound
    skills = columns_of(room.catalogue, chosen.strands, everything=False)
    found = [need for skill in skills if (need := _need(room, skill)) is not None]
    # The sort keeps the curriculum's order among equals: what comes first is learnt first.
    found.sort(key=lambda need: -len(need.members))
    return NeedsPage(
        group_id=room.group.id,
        group=room.group.name,
        domain=chosen.label,
        tabs=tuple(
            (
                one.label,
                url_for("acting.needs", group_id=room.group.id, domaine=one.id),
                one.id == domain,
            )
            for one in room.catalogue.curriculum.domains
        ),
        needs=tuple(found[:MOST_NEEDS]),
        unplaced=sum((row.id, domain) not in room.placed for row in room.rows),
        people=len(room.rows),
    )


def workshop(services: Services, actor: Actor, group_id: int, skill: str) -> WorkshopPage:
    """The list of a workshop on a skill, to print. Raises NotFound."""
    room = _room(services, actor, group_id)
    if skill not in room.catalogue.covered:
        raise NotFound
    known = room.catalogue.curriculum.skills[skill]
    need = _need(room, known, fewest=0)
    return WorkshopPage(
        group_id=room.group.id,
        group=room.group.name,
        site=room.group.site,
        domain_id=known.domain,
        skill_id=skill,
        skill=known.label,
        serves=known.me_sert_a,
        day=room.today,
        members=need.members if need else (),
    )


def _room(services: Services, actor: Actor, group_id: int) -> _Room:
    now = services.source.now()
    with services.db.read() as session:
        group = queries.group(session, actor, group_id)
        rows = queries.learners(session, group_id)
        placed = queries.placements(session, [row.id for row in rows])
        catalogue = services.catalogue.seen_by(session, actor.school)
    levels = {row.id: shown.unpack(catalogue.parameters, row.levels, now) for row in rows}
    today = day(local(now, group.timezone), year=True)
    return _Room(catalogue, group, rows, levels, frozenset(placed), today)


def _need(room: _Room, skill: Skill, fewest: int = FEWEST) -> Need | None:
    """Those of the group who lack a skill and are ready for it; None for too few."""
    members = tuple(
        _member(room, row, skill.id) for row in room.rows if _lacks(room, row, skill)
    )
    if len(members) < fewest:
        return None
    ids = [str(one.id) for one in members]
    group_id = room.group.id
    return Need(
        skill=skill.label,
        fact=ngettext(
            "%(number)s stagiaire n’a pas encore cette compétence",
            "%(number)s stagiaires n’ont pas encore cette compétence",
            len(members),
        ),
        members=members,
        unsure=sum(one.unsure for one in members),
        give=url_for("acting.give", group_id=group_id, competence=skill.id, qui=ids),
        workshop=url_for("acting.workshop", group_id=group_id, skill=skill.id),
    )


def _lacks(room: _Room, row: LearnerRow, skill: Skill) -> bool:
    """By the map's own words: placed in the domain, neither known, nor likely known, nor
    « y est », and what comes before is known. Of who was never placed nothing is said."""
    if (row.id, skill.domain) not in room.placed:
        return False
    level = room.level(row.id, skill.id)
    if level.state in KNOWN or level.band == TOP:
        return False
    index = room.catalogue.parameters.index
    before = room.catalogue.curriculum.prerequisites(skill.id)
    return all(room.state(row.id, one) in KNOWN for one in before if one in index)


def _member(room: _Room, row: LearnerRow, skill: str) -> Member:
    level = room.level(row.id, skill)
    return Member(
        id=row.id,
        name=row.name,
        address=url_for("trainer.evidence", learner_id=row.id, skill=skill),
        glyph=level.glyph,
        words=level.words,
        unsure=level.certainty == FIRST_LOOK,
    )
