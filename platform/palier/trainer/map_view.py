"""One view of a group's map: what its columns, cells and rows are made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from flask import url_for

from adaptive import Levels
from exercises.curriculum import Domain, Skill, Strand
from palier import levels as shown
from palier.catalogue import Catalogue
from palier.domains import first_of
from palier.levels import PRESUMED, PROVED
from palier.trainer.group_facts import GroupFacts
from palier.trainer.lines import map_address
from palier.trainer.map_state import MapState
from palier.trainer.pages import Column
from palier.trainer.queries import GroupRow, LearnerRow


@dataclass(frozen=True)
class View:
    """What every part of the page is made from."""

    catalogue: Catalogue
    group: GroupRow
    state: MapState
    facts: GroupFacts
    levels: Mapping[UUID, Levels]
    struggles: Mapping[UUID, frozenset[str]]
    domains: tuple[Domain, ...]

    def address(self, state: MapState) -> str:
        return map_address(self.group.id, state)

    @cached_property
    def back(self) -> str:
        """The end of addresses of pages that lead back to this view."""
        return "?" + urlencode({"carte": self.state.packed(self.group.id)})


def person_address(view: View, learner_id: UUID, skill: str | None = None) -> str:
    """A learner's page, or the page of what her level in a skill rests on."""
    page = url_for("trainer.learner", learner_id=learner_id)
    if skill is not None:
        return f"{page}/competences/{skill}{view.back}"
    domain = (
        view.domains[0].id if len(view.domains) == 1 else first_of(view.catalogue.curriculum)
    )
    return f"{page}{view.back}&{urlencode({'domaine': domain})}"


def stuck_skills(view: View, learner_id: UUID) -> list[str]:
    """The skills of the domains looked at on which she is stuck, in the curriculum's order."""
    wanted = view.struggles.get(learner_id, frozenset())
    return stuck_among(view.catalogue, view.levels[learner_id], wanted, view.domains)


def stuck_among(
    catalogue: Catalogue, levels: Levels, wanted: Collection[str], domains: Sequence[Domain]
) -> list[str]:
    """Of the skills she does not get on with, those of domains that are not known, in order.

    The map and the alerts of the day say "bloque" by this alone.
    """
    index, domain_ids = catalogue.parameters.index, {domain.id for domain in domains}
    return [
        skill
        for skill in catalogue.curriculum.skills
        if skill in wanted
        and skill.split(".")[0] in domain_ids
        and shown.state_of(levels, index[skill]) not in (*PROVED, PRESUMED)
    ]


def reviews_due(catalogue: Catalogue, levels: Levels, domains: Sequence[Domain]) -> int:
    """How many skills of domains are to be seen again now."""
    parameters = catalogue.parameters
    inside = {parameters.domains.index(domain.id) for domain in domains}
    return sum(
        int(domain) in inside
        for domain, due in zip(parameters.domain, levels.review, strict=True)
        if due
    )


def columns_of(
    catalogue: Catalogue, strands: Sequence[Strand], everything: bool
) -> list[Skill]:
    """The skills of strands in the curriculum's order; those with exercises, or all."""
    return [
        skill
        for strand in strands
        for skill in strand.skills
        if everything or skill.id in catalogue.covered
    ]


def states_of(view: View, row: LearnerRow) -> list[tuple[str, str]]:
    """(skill, state) of the skills with exercises."""
    levels, index = view.levels[row.id], view.catalogue.parameters.index
    strands = [strand for domain in view.domains for strand in domain.strands]
    return [
        (skill.id, shown.state_of(levels, index[skill.id]))
        for skill in columns_of(view.catalogue, strands, everything=False)
    ]


def column_of(
    view: View, identity: str, label: str, first: bool = False, address: str = ""
) -> Column:
    """A column's head: its link sorts, lowest first; once more turns it round."""
    state = view.state
    current = state.sort == identity
    direction = ("descending" if state.down else "ascending") if current else ""
    turned = state.at(sort=identity, down=current and not state.down)
    return Column(identity, label, first, 0, view.address(turned), direction, address)
