"""Columns that are skills, and the cells under them: up to 30 learners × 192 skills on a page.

So a cell is made of what is shared: how a level looks is worked out once for each of the few
dozen looks there are, and an address is the learner's, and the skill's number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from uuid import UUID

import numpy as np
from flask import url_for

from adaptive import Levels
from exercises.curriculum import Skill
from palier import levels as shown
from palier.i18n import _
from palier.levels import NEW, PRESUMED, PROVED, REVIEW
from palier.trainer import map_state
from palier.trainer.map_view import View, column_of, columns_of
from palier.trainer.pages import Cell, Column, Look, StrandHead
from palier.trainer.queries import LearnerRow

WIDE = 64  # columns from which addresses are shortened: a row is then what compresses well
Looks = dict[tuple[object, ...], Look]
Hit = Callable[[Look, bool, bool], bool]  # look, whether stuck, whether worked on lately

_HITS: Mapping[str, Hit] = {
    map_state.GAPS: lambda look, _stuck, _lately: look.state not in (*PROVED, PRESUMED),
    map_state.NOT_YET: lambda look, _stuck, _lately: look.state not in PROVED,
    map_state.UNSURE: lambda look, _stuck, _lately: look.state != NEW and look.certainty != "s",
    map_state.REVIEWS: lambda look, _stuck, _lately: look.state == REVIEW,
    map_state.STUCK: lambda _look, stuck, _lately: stuck,
    map_state.RECENT: lambda _look, _stuck, lately: lately,
}


def wanted(view: View) -> list[Skill]:
    """The skills to show, before the filter chooses: in their order, or palier by palier."""
    state, domains = view.state, view.domains
    one_strand = "." in state.columns
    strands = [
        strand
        for domain in domains
        for strand in domain.strands
        if not one_strand or strand.id == state.columns
    ]
    skills = columns_of(view.catalogue, strands, state.show == map_state.EVERYTHING)
    if state.palier is not None:
        return [skill for skill in skills if palier_of(skill) == state.palier]
    return sorted(skills, key=palier_of) if state.by_palier else skills


def palier_of(skill: Skill) -> int:
    """The palier a skill is of, 1 to 4."""
    return int(skill.level[1:])


def skill_cells(
    view: View, people: Sequence[LearnerRow], stuck: Mapping[UUID, Sequence[str]]
) -> tuple[list[Skill], dict[UUID, tuple[Cell, ...]]]:
    """The skills to show and each learner's cells, once the filter has chosen."""
    skills = wanted(view)
    hit = _HITS.get(view.state.show)
    lately = {(row.learner_id, row.skill) for row in view.facts.lately} if hit else set()
    looks: Looks = {}
    cells = {
        row.id: _row(view, row.id, skills, frozenset(stuck[row.id]), lately, hit, looks)
        for row in people
    }
    if hit is None:
        return skills, {who: tuple(line) for who, line in cells.items()}
    # A gap is the group's: half of the people or more. The rest is anybody's.
    enough = max(len(people) / 2, 1) if view.state.show == map_state.GAPS else 1
    kept = [
        at
        for at in range(len(skills))
        if sum(line[at].hit for line in cells.values()) >= enough
    ]
    return [skills[at] for at in kept], {
        who: tuple(line[at] for at in kept) for who, line in cells.items()
    }


def _row(
    view: View,
    learner_id: UUID,
    skills: Sequence[Skill],
    stuck: frozenset[str],
    lately: set[tuple[UUID, str]],
    hit: Hit | None,
    looks: Looks,
) -> list[Cell]:
    levels, index = view.levels[learner_id], view.catalogue.parameters.index
    page = f"{url_for('trainer.learner', learner_id=learner_id)}/competences/"
    at = np.array([index[skill.id] for skill in skills], dtype=np.int64)
    chances = levels.p_success[at].tolist()
    numbers = at.tolist()
    wide = len(skills) >= WIDE
    found = []
    for skill, number, chance, key in zip(
        skills, numbers, chances, _keys(levels, at), strict=True
    ):
        is_stuck = skill.id in stuck
        look = looks.get((key, is_stuck)) or _look(looks, levels, number, key, is_stuck)
        found.append(
            Cell(
                look,
                f"{page}{number}" if wide else f"{page}{skill.id}{view.back}",
                chance if look.state != NEW else chance - 1.0,
                look.state in PROVED,
                "",
                is_stuck,
                hit is None or hit(look, is_stuck, (learner_id, skill.id) in lately),
            )
        )
    return found


def _keys(levels: Levels, at: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[object]:
    """What a look depends on, one for each skill."""
    parts = (
        levels.stage[at],
        levels.review[at],
        levels.presumed[at],
        levels.answers[at] > 0,
        levels.band[at],
        levels.certainty[at],
    )
    return list(zip(*(part.tolist() for part in parts), strict=True))


def _look(looks: Looks, levels: Levels, skill: int, key: object, stuck: bool) -> Look:
    state, glyph, words = shown.look(levels, skill)
    said = _("%(words)s, bloque", words=words) if stuck else words
    looks[(key, stuck)] = Look(glyph, said, state, str(levels.certainty[skill]))
    return looks[(key, stuck)]


def skill_columns(view: View, skills: Sequence[Skill]) -> tuple[Column, ...]:
    """A column a skill; where a group of them begins, a thicker line."""
    groups = [_group(view, skill) for skill in skills]
    return tuple(
        column_of(view, skill.id, skill.label, first=at > 0 and groups[at - 1] != groups[at])
        for at, skill in enumerate(skills)
    )


def _group(view: View, skill: Skill) -> str:
    """What a skill is shown under: its palier, its domain, or its strand."""
    if view.state.by_palier:
        return f"{map_state.ONE_PALIER}{palier_of(skill)}"
    return skill.domain if view.state.domain == map_state.OVERVIEW else skill.strand


def heads(view: View, skills: Sequence[Skill]) -> tuple[StrandHead, ...]:
    """The groups over the skills; each opens itself alone, and alone, all of them again."""
    state = view.state
    labels = {d.id: d.label for d in view.domains}
    labels |= {s.id: s.label for d in view.domains for s in d.strands}
    labels |= {
        f"{map_state.ONE_PALIER}{n}": _(word) for n, word in enumerate(shown.PALIER_WORDS, 1)
    }
    found = []
    for group, inside in groupby(skills, key=lambda skill: _group(view, skill)):
        if state.by_palier:
            opened = state.at(columns=map_state.BY_PALIER if state.palier else group)
        elif state.domain == map_state.OVERVIEW:
            opened = state.at(domain=group, columns="")
        else:
            opened = state.at(columns="" if state.columns else group)
        found.append(StrandHead(labels[group], len(list(inside)), view.address(opened)))
    return tuple(found)
