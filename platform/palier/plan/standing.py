"""Where a learner stands, domain by domain, each level with what is not known of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from adaptive import DomainLevel, Levels
from palier import levels as shown
from palier.app import Services
from palier.catalogue import Catalogue
from palier.engine_time import local
from palier.i18n import _
from palier.levels import PALIER_WORDS, PRESUMED, PROVED
from palier.models import FrameworkCompetence, Sitting
from palier.practice import deeper as longer
from palier.practice.queries import placement_done
from palier.security import Actor
from palier.trainer import queries
from palier.trainer.queries import GroupRow, LearnerRow


@dataclass(frozen=True)
class Known:
    """A learner in reach, and what is known of her now, in the domains that her school uses."""

    catalogue: Catalogue
    row: LearnerRow
    group: GroupRow
    now: datetime
    levels: Levels
    placed: frozenset[str]
    deeper: frozenset[str]  # domains whose longer placement is done

    @property
    def today(self) -> datetime:
        """The present, as the clocks of her site show it."""
        return local(self.now, self.group.timezone)


@dataclass(frozen=True)
class Standing:
    """A domain: its palier in words, the paliers that may be true, how it was found."""

    domain: str
    label: str
    palier: int
    sentence: str  # "Vie courante, à confirmer"
    between: str  # "entre Repères et Vie courante"
    placed: bool
    deeper: bool
    proved: int  # skills acquired, of how many that have exercises
    skills: int


@dataclass(frozen=True)
class CompetenceLine:
    """A competence of the school's framework, and what her skills say of it."""

    code: str
    title: str
    depth: int
    known: int  # of its skills, acquired
    likely: int  # presumed: to be confirmed
    skills: int

    @property
    def words(self) -> str:
        """In words, with what is not sure."""
        if not self.skills:
            return _("aucune compétence de Palier ici")
        said = _("%(n)s sur %(all)s acquises", n=self.known, all=self.skills)
        if self.likely:
            said += _(", %(n)s à confirmer", n=self.likely)
        return said


def load(services: Services, session: Session, actor: Actor, learner_id: UUID) -> Known:
    """A learner in reach of the actor. Raises NotFound for any other."""
    now = services.source.now()
    row, group = queries.learner(session, actor, learner_id)
    catalogue = services.catalogue.seen_by(session, actor.school)
    levels = shown.unpack(catalogue.parameters, row.levels, now)
    placed = frozenset(domain for _who, domain in queries.placements(session, [row.id]))
    deep = frozenset(domain for _who, domain in deeper(session, [row.id]))
    return Known(catalogue, row, group, now, levels, placed, deep)


def deeper(
    session: Session, learner_ids: Sequence[UUID], before: datetime | None = None
) -> set[tuple[UUID, str]]:
    """(learner, domain) of each longer placement done, before an instant when one is given."""
    query = select(Sitting.learner_id, Sitting.domain).where(
        Sitting.learner_id.in_(learner_ids),
        placement_done(),
        Sitting.planned >= longer.LENGTH,
    )
    rows = session.execute(query if before is None else query.where(Sitting.ended_at < before))
    return {(learner_id, domain or "") for learner_id, domain in rows}


def between(level: DomainLevel) -> str:
    """The paliers of the 90 % interval, in words."""
    low, high = _(PALIER_WORDS[level.low - 1]), _(PALIER_WORDS[level.high - 1])
    if low == high:
        return _("palier %(palier)s", palier=low)
    return _("entre %(low)s et %(high)s", low=low, high=high)


def standings(
    catalogue: Catalogue, levels: Levels, placed: Collection[str], deep: Collection[str]
) -> tuple[Standing, ...]:
    """The domains that have exercises, each with its level."""
    found = []
    for domain in catalogue.curriculum.domains:
        skills = [s for s in catalogue.covered if s.split(".")[0] == domain.id]
        if not skills:
            continue
        level = shown.domain_level(
            catalogue.curriculum, catalogue.parameters, levels, domain.id
        )
        found.append(
            Standing(
                domain.id,
                domain.label,
                level.palier,
                shown.palier_sentence(level),
                between(level),
                domain.id in placed,
                domain.id in deep,
                sum(state_of(catalogue, levels, skill) in PROVED for skill in skills),
                len(skills),
            )
        )
    return tuple(found)


def state_of(catalogue: Catalogue, levels: Levels, skill: str) -> str:
    """The one word for a skill; "" for one that is no more."""
    index = catalogue.parameters.index.get(skill)
    return "" if index is None else shown.state_of(levels, index)


def framework(session: Session, school_id: int) -> Sequence[FrameworkCompetence]:
    """The school's own framework, in its order."""
    return session.scalars(
        select(FrameworkCompetence)
        .where(FrameworkCompetence.school_id == school_id)
        .order_by(FrameworkCompetence.position)
    ).all()


def competences(
    catalogue: Catalogue, levels: Levels, rows: Sequence[FrameworkCompetence]
) -> tuple[CompetenceLine, ...]:
    """What her skills say of each competence of the framework."""
    depth = depths({row.code: row.parent for row in rows})
    found = []
    for row in rows:
        used = [skill for skill in row.skills if catalogue.uses(skill)]
        states = [state_of(catalogue, levels, skill) for skill in used]
        found.append(
            CompetenceLine(
                row.code,
                row.title,
                depth[row.code],
                sum(state in PROVED for state in states),
                states.count(PRESUMED),
                len(states),
            )
        )
    return tuple(found)


def depths(parents: Mapping[str, str | None]) -> dict[str, int]:
    """How deep each code is under the first ones; the import refused circles."""
    found: dict[str, int] = {}
    for code in parents:
        above, depth = parents[code], 0
        while above is not None and above in parents and depth < len(parents):
            above, depth = parents[above], depth + 1
        found[code] = depth
    return found
