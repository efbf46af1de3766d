"""Columns that sum up: a strand, or a domain, with how far each learner is there."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from flask import url_for

from exercises.curriculum import Domain, Strand
from palier import levels as shown
from palier.i18n import _
from palier.levels import NEW, PROVED
from palier.trainer import map_state
from palier.trainer.map_state import MapState
from palier.trainer.map_view import View, column_of, columns_of
from palier.trainer.pages import Cell, Column, Look
from palier.trainer.queries import LearnerRow


def summaries(
    view: View, people: Sequence[LearnerRow]
) -> tuple[tuple[Column, ...], dict[UUID, tuple[Cell, ...]]]:
    """A column a strand, or a domain; each opens what it sums up."""
    if view.state.domain == map_state.OVERVIEW:
        parts: list[Domain | Strand] = list(view.domains)
        opened = [MapState(domain=part.id, who=view.state.who) for part in parts]
    else:
        covered = view.catalogue.covered
        parts = [
            strand
            for strand in view.domains[0].strands
            if any(skill.id in covered for skill in strand.skills)
        ]
        opened = [view.state.at(columns=part.id, sort=map_state.BY_NAME) for part in parts]
    columns = tuple(
        column_of(view, part.id, part.label, address=view.address(state))
        for part, state in zip(parts, opened, strict=True)
    )
    return columns, {
        row.id: tuple(_summary_cell(view, row, part) for part in parts) for row in people
    }


def _summary_cell(view: View, row: LearnerRow, part: Domain | Strand) -> Cell:
    catalogue, levels = view.catalogue, view.levels[row.id]
    domain = part.id.split(".")[0]
    strands = part.strands if isinstance(part, Domain) else (part,)
    page = url_for("trainer.learner", learner_id=row.id)
    place = "" if isinstance(part, Domain) else f"#{part.id}"
    address = f"{page}{view.back}&{urlencode({'domaine': domain})}{place}"
    skills = columns_of(catalogue, strands, everything=False)
    index = catalogue.parameters.index
    states = [shown.state_of(levels, index[skill.id]) for skill in skills]
    if all(state == NEW for state in states) and (row.id, domain) not in view.facts.placed:
        blank = shown.Glyph("g-0", None, "g-new")
        look = Look(blank, _(shown.STATE_WORDS[NEW]), NEW, "f")
        return Cell(look, address, 0.0, proved=False)
    level = shown.part_level(catalogue.curriculum, catalogue.parameters, levels, part.id)
    proved = sum(state in PROVED for state in states)
    detail = _("%(n)s sur %(all)s", n=proved, all=len(skills))
    words = _(
        "%(palier)s ; acquis : %(detail)s",
        palier=shown.palier_sentence(level),
        detail=detail,
    )
    return Cell(
        look=Look(shown.domain_glyph(level), words, "", level.certainty),
        address=address,
        rank=sum(number * chance for number, chance in enumerate(level.chances, 1)),
        proved=level.palier >= 2,
        detail=detail,
    )
