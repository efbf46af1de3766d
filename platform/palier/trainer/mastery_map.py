"""The mastery map of a group: skills, strands or domains, sorted and filtered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from flask import url_for

from exercises.curriculum import Domain
from palier import levels as shown
from palier.app import Services
from palier.calendar import queries as calendars
from palier.catalogue import Catalogue
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import _, ngettext
from palier.levels import PROVED, REVIEW
from palier.practice import asking
from palier.presentation import hour
from palier.security import Actor
from palier.trainer import group_facts, map_cells, map_state, map_tools, queries
from palier.trainer.group_facts import GroupFacts
from palier.trainer.map_state import MapState
from palier.trainer.map_summaries import summaries
from palier.trainer.map_view import (
    View,
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
        catalogue = services.catalogue.seen_by(session, actor.school)
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
    name, everybody = map_state.TICKED
    return _page(view, ticked=arguments.get(name) == everybody)


def _domains(catalogue: Catalogue, state: MapState) -> tuple[Domain, ...]:
    """The domains looked at. Raises NotFound for one that does not exist."""
    everything = catalogue.curriculum.domains
    if state.domain == map_state.OVERVIEW:
        return everything
    found = tuple(domain for domain in everything if domain.id == state.domain)
    if not found:
        raise NotFound
    return found


def _page(view: View, ticked: bool) -> MapPage:
    state, facts = view.state, view.facts
    stuck = {row.id: stuck_skills(view, row.id) for row in facts.rows}
    people = [row for row in facts.rows if _wanted(view, row, stuck[row.id])]
    if state.sort == map_state.BY_ACTIVITY:
        people.sort(key=lambda row: -row.last_answer.timestamp() if row.last_answer else 0.0)
    summary = state.summary
    if summary:
        columns, cells = summaries(view, people)
        strands: tuple[StrandHead, ...] = ()
    else:
        skills, cells = map_cells.skill_cells(view, people, stuck)
        columns = map_cells.skill_columns(view, skills)
        strands = map_cells.heads(view, skills)
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
        title=view.domains[0].label if len(view.domains) == 1 else _("tous les domaines"),
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
        drawings=_drawings(rows),
        starts=frozenset(at for at, column in enumerate(columns) if column.first_of_strand),
        whole=len(columns) >= map_cells.WIDE,
        ticked=ticked,
        tick_address=view.address(state) if ticked else _all_ticked(view),
        given_skill=_given_skill(view, columns),
        carte=f"{state.packed(view.group.id)}~",
    )


def _all_ticked(view: View) -> str:
    """The same view with everybody in it ticked."""
    page = url_for("trainer.mastery_map", group_id=view.group.id)
    return f"{page}?{urlencode(view.state.arguments() | dict([map_state.TICKED]))}"


def _given_skill(view: View, columns: Sequence[Column]) -> str:
    """The skill that work for the ticked would be on: of the column that sorts, or the only
    one shown."""
    shown_alone = columns[0].id if len(columns) == 1 else ""
    return next(
        (one for one in (view.state.sort, shown_alone) if one in view.catalogue.covered), ""
    )


def _drawings(rows: Sequence[MapRow]) -> tuple[str, ...]:
    """The symbols that the cells use: put into the page once, so that a cell is short."""
    glyphs = {cell.look.glyph for row in rows for cell in row.cells}
    return tuple(sorted({name for g in glyphs for name in (g.steps, g.mark) if name}))


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
        gaps=sum(not cell.proved for cell in cells),
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
    if state.sort == map_state.BY_GAPS:
        return tuple(sorted(rows, key=lambda row: -row.gaps))
    return tuple(rows)
