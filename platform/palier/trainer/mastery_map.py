"""The mastery map of a group: skills, strands or domains, sorted and filtered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from flask import url_for

from exercises.curriculum import Domain, Skill
from palier import levels as shown
from palier.app import Services
from palier.calendar import queries as calendars
from palier.catalogue import Catalogue
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import _, ngettext
from palier.levels import NEW, PRESUMED, PROVED, REVIEW, SkillLevel
from palier.practice import asking
from palier.presentation import hour
from palier.security import Actor
from palier.trainer import group_facts, map_state, map_tools, queries
from palier.trainer.group_facts import GroupFacts
from palier.trainer.map_state import MapState
from palier.trainer.map_summaries import summaries
from palier.trainer.map_view import (
    View,
    column_of,
    columns_of,
    person_address,
    reviews_due,
    states_of,
    stuck_skills,
)
from palier.trainer.pages import Cell, Column, MapPage, MapRow, StrandHead
from palier.trainer.queries import LearnerRow

MOST_NOTABLE = 3
MANY_REVIEWS = 3


def mastery_map(
    services: Services, actor: Actor, group_id: int, arguments: Mapping[str, str]
) -> MapPage:
    """The map of a group as its address asks for it. Raises NotFound."""
    now = services.source.now()
    with services.db.read() as session:
        group = queries.group(session, actor, group_id)
        catalogue = services.catalogue.current(session)
        rows = queries.learners(session, group_id)
        ids = [row.id for row in rows]
        placed = queries.placements(session, ids)
        lately = queries.lately(session, ids, now - group_facts.LATELY)
        asks = [row.id for row in rows if row.asks]
        asked = [one.learner_id for one in asking.waiting(session, asks)]
        spans = calendars.of_groups(session, [group_id], now)
    state = map_state.read(arguments, catalogue.curriculum)
    parameters = catalogue.parameters
    view = View(
        catalogue=catalogue,
        group=group,
        state=state,
        facts=GroupFacts(
            now,
            group.timezone,
            rows,
            placed,
            lately,
            list(dict.fromkeys(asked)),
            spans.get(group_id, calendars.NOTHING),
        ),
        levels={row.id: shown.unpack(parameters, row.levels, now) for row in rows},
        struggles=group_facts.struggles(lately),
        domains=_domains(catalogue, state),
    )
    return _page(view)


def _domains(catalogue: Catalogue, state: MapState) -> tuple[Domain, ...]:
    """The domains looked at. Raises NotFound for one that does not exist."""
    everything = catalogue.curriculum.domains
    if state.domain == map_state.OVERVIEW:
        return everything
    found = tuple(domain for domain in everything if domain.id == state.domain)
    if not found:
        raise NotFound
    return found


def _page(view: View) -> MapPage:
    state, facts = view.state, view.facts
    stuck = {row.id: stuck_skills(view, row.id) for row in facts.rows}
    people = [row for row in facts.rows if _wanted(view, row, stuck[row.id])]
    if state.sort == map_state.BY_ACTIVITY:
        people.sort(key=lambda row: -row.last_answer.timestamp() if row.last_answer else 0.0)
    summary = _is_summary(state)
    if summary:
        columns, cells = summaries(view, people)
        strands: tuple[StrandHead, ...] = ()
    else:
        skills, cells = _skill_cells(view, people, stuck)
        columns = _skill_columns(view, skills)
        strands = _strands(view, skills)
    rows = _sorted(
        state, columns, [_row(view, row, cells[row.id], stuck[row.id]) for row in people]
    )
    columns = tuple(
        replace(column, total=sum(row.cells[at].proved for row in rows))
        for at, column in enumerate(columns)
    )
    height_label, height, certainty, states = map_tools.legend(summary)
    return MapPage(
        group_id=view.group.id,
        group=view.group.name,
        site=view.group.site,
        title=view.domains[0].label if len(view.domains) == 1 else _("les quatre domaines"),
        tabs=map_tools.tabs(view.catalogue.curriculum, state, view.address),
        tools=map_tools.tools(view.domains, state, columns),
        findings=group_facts.findings(
            facts,
            view.catalogue.curriculum,
            {domain.id for domain in view.domains},
            {who: skills for who, skills in stuck.items() if skills},
            lambda who, skill: person_address(view, who, skill),
        ),
        strands=strands,
        columns=columns,
        rows=rows,
        people=len(facts.rows),
        active=facts.active(),
        updated=hour(local(facts.now, view.group.timezone)),
        total_label=_("Vie courante ou plus, sur %(n)s", n=len(rows))
        if summary
        else _("Acquis, sur %(n)s", n=len(rows)),
        whole_address=view.address(MapState(domain=state.domain)),
        height_label=height_label,
        height=height,
        certainty=certainty,
        states=states,
    )


def _is_summary(state: MapState) -> bool:
    return state.domain == map_state.OVERVIEW or state.columns == map_state.BY_STRAND


def _wanted(view: View, row: LearnerRow, stuck: Sequence[str]) -> bool:
    """Whether the filter on people lets her through."""
    who, away = view.state.who, view.facts.days_away(row)
    if who in map_state.AWAY_DAYS:
        missed = view.facts.days_missed(row)
        return missed is None or missed >= map_state.AWAY_DAYS[who]
    if who == map_state.ACTIVE:
        return away is not None and away < map_state.ACTIVE_DAYS
    if who == map_state.TO_SEE:
        reviews = reviews_due(view.catalogue, view.levels[row.id], view.domains)
        placed = any((row.id, domain.id) in view.facts.placed for domain in view.domains)
        return bool(stuck) or not placed or reviews >= MANY_REVIEWS
    return True


# Columns of skills


_HITS: Mapping[str, Callable[[SkillLevel, bool], bool]] = {
    map_state.GAPS: lambda level, _stuck: level.state not in (*PROVED, PRESUMED),
    map_state.NOT_YET: lambda level, _stuck: level.state not in PROVED,
    map_state.UNSURE: lambda level, _stuck: level.state != NEW and level.certainty != "s",
    map_state.REVIEWS: lambda level, _stuck: level.state == REVIEW,
    map_state.STUCK: lambda _level, stuck: stuck,
}


def _skill_cells(
    view: View, people: Sequence[LearnerRow], stuck: Mapping[UUID, Sequence[str]]
) -> tuple[list[Skill], dict[UUID, tuple[Cell, ...]]]:
    """The skills to show and each learner's cells, once the filter has chosen."""
    state, catalogue = view.state, view.catalogue
    strands = [strand for strand in view.domains[0].strands if state.columns in ("", strand.id)]
    skills = columns_of(catalogue, strands, state.show == map_state.EVERYTHING)
    hit = _HITS.get(state.show)
    cells: dict[UUID, list[Cell]] = {}
    for row in people:
        page, mine = url_for("trainer.learner", learner_id=row.id), set(stuck[row.id])
        cells[row.id] = [
            _skill_cell(view, page, row.id, skill.id, skill.id in mine, hit) for skill in skills
        ]
    if hit is None:
        return skills, {who: tuple(line) for who, line in cells.items()}
    # A gap is the group's: half of the people or more. The rest is anybody's.
    enough = max(len(people) / 2, 1) if state.show == map_state.GAPS else 1
    kept = [
        at
        for at in range(len(skills))
        if sum(line[at].hit for line in cells.values()) >= enough
    ]
    return [skills[at] for at in kept], {
        who: tuple(line[at] for at in kept) for who, line in cells.items()
    }


def _skill_cell(
    view: View,
    page: str,
    learner_id: UUID,
    skill: str,
    stuck: bool,
    hit: Callable[[SkillLevel, bool], bool] | None,
) -> Cell:
    level = shown.skill_level(view.catalogue.parameters, view.levels[learner_id], skill)
    return Cell(
        glyph=level.glyph,
        words=_("%(words)s, bloque", words=level.words) if stuck else level.words,
        address=f"{page}/competences/{skill}{view.back}",
        rank=level.chance if level.state != NEW else level.chance - 1.0,
        proved=level.state in PROVED,
        stuck=stuck,
        hit=hit is None or hit(level, stuck),
    )


def _skill_columns(view: View, skills: Sequence[Skill]) -> tuple[Column, ...]:
    return tuple(
        column_of(
            view,
            skill.id,
            skill.label,
            first=at > 0 and skills[at - 1].strand != skill.strand,
        )
        for at, skill in enumerate(skills)
    )


def _strands(view: View, skills: Sequence[Skill]) -> tuple[StrandHead, ...]:
    labels = {s.id: s.label for s in view.domains[0].strands}
    counts = Counter(skill.strand for skill in skills)
    whole = view.state.columns == ""
    return tuple(
        StrandHead(
            labels[strand], count, view.address(view.state.at(columns=strand if whole else ""))
        )
        for strand, count in counts.items()
    )


# Rows


def _row(view: View, row: LearnerRow, cells: tuple[Cell, ...], stuck: Sequence[str]) -> MapRow:
    placed = any((row.id, domain.id) in view.facts.placed for domain in view.domains)
    return MapRow(
        learner_id=row.id,
        name=row.name,
        note=group_facts.note(view.facts, row, placed),
        address=person_address(view, row.id),
        cells=cells,
        stuck=len(stuck),
        summary=_summary(view, row),
        notable=_notable(view, row, stuck),
        chosen=None,
    )


def _summary(view: View, row: LearnerRow) -> str:
    """How many skills of the domains looked at are proved, and to be seen again."""
    states = [state for _skill, state in states_of(view, row)]
    proved = sum(state in PROVED for state in states)
    review = states.count(REVIEW)
    text = ngettext("%(number)s acquis", "%(number)s acquis", proved)
    return _("%(text)s, %(n)s à revoir", text=text, n=review) if review else text


def _notable(
    view: View, row: LearnerRow, stuck: Sequence[str]
) -> tuple[tuple[str, str, shown.Glyph], ...]:
    """What to look at first: what she is stuck on, then what is to be seen again."""
    due = [skill for skill, state in states_of(view, row) if state == REVIEW]
    labels, parameters = view.catalogue.curriculum.skills, view.catalogue.parameters
    return tuple(
        (
            labels[skill].label,
            person_address(view, row.id, skill),
            shown.skill_level(parameters, view.levels[row.id], skill).glyph,
        )
        for skill in [*stuck, *due][:MOST_NOTABLE]
    )


def _sorted(
    state: MapState, columns: Sequence[Column], rows: Sequence[MapRow]
) -> tuple[MapRow, ...]:
    """The rows in the order asked for; they come sorted by name, which settles the rest."""
    places = [column.id for column in columns]
    if state.sort in places:
        at = places.index(state.sort)
        chosen = [replace(row, chosen=row.cells[at]) for row in rows]
        sign = -1.0 if state.down else 1.0
        return tuple(sorted(chosen, key=lambda row: sign * row.cells[at].rank))
    if state.sort == map_state.BY_STUCK:
        return tuple(sorted(rows, key=lambda row: (-row.stuck, -len(row.notable))))
    return tuple(rows)
