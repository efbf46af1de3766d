"""The mastery map of a group: skills, strands or domains, sorted and filtered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from babel.dates import format_time
from flask import url_for

from adaptive import Levels
from exercises.curriculum import Domain, Skill, Strand
from palier import levels as shown
from palier.app import Services
from palier.catalogue import Catalogue
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import _, ngettext
from palier.levels import NEW, PRESUMED, PROVED, REVIEW, SkillLevel
from palier.security import Actor
from palier.trainer import group_facts, map_state, map_tools, queries
from palier.trainer.group_facts import GroupFacts
from palier.trainer.lines import map_address
from palier.trainer.map_state import MapState
from palier.trainer.pages import Cell, Column, MapPage, MapRow, StrandHead
from palier.trainer.queries import GroupRow, LearnerRow

MOST_NOTABLE = 3
MANY_REVIEWS = 3


@dataclass(frozen=True)
class _Map:
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

    @property
    def back(self) -> str:
        """The end of addresses of pages that lead back to this view."""
        return "?" + urlencode({"carte": self.state.packed(self.group.id)})


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
    state = map_state.read(arguments, catalogue.curriculum)
    parameters = catalogue.parameters
    view = _Map(
        catalogue=catalogue,
        group=group,
        state=state,
        facts=GroupFacts(now, group.timezone, rows, placed, lately),
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


def _page(view: _Map) -> MapPage:
    state, facts = view.state, view.facts
    stuck = {row.id: _stuck(view, row.id) for row in facts.rows}
    people = [row for row in facts.rows if _wanted(view, row, stuck[row.id])]
    if state.sort == map_state.BY_ACTIVITY:
        people.sort(key=lambda row: -row.last_answer.timestamp() if row.last_answer else 0.0)
    summary = _is_summary(state)
    if summary:
        columns, cells = _summaries(view, people)
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
            lambda who, skill: _address(view, who, skill),
        ),
        strands=strands,
        columns=columns,
        rows=rows,
        people=len(facts.rows),
        active=facts.active(),
        updated=format_time(local(facts.now, view.group.timezone), "H 'h' mm", locale="fr"),
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


def _address(view: _Map, learner_id: UUID, skill: str | None = None) -> str:
    """A learner's page, or the page of what her level in a skill rests on."""
    page = url_for("trainer.learner", learner_id=learner_id)
    if skill is not None:
        return f"{page}/competences/{skill}{view.back}"
    domain = view.domains[0].id if len(view.domains) == 1 else map_state.FIRST_DOMAIN
    return f"{page}{view.back}&{urlencode({'domaine': domain})}"


def _stuck(view: _Map, learner_id: UUID) -> list[str]:
    """The skills of the domains looked at on which she is stuck, in the curriculum's order."""
    levels, index = view.levels[learner_id], view.catalogue.parameters.index
    wanted = view.struggles.get(learner_id, frozenset())
    domains = {domain.id for domain in view.domains}
    return [
        skill
        for skill in view.catalogue.curriculum.skills
        if skill in wanted
        and skill.split(".")[0] in domains
        and shown.state_of(levels, index[skill]) not in (*PROVED, PRESUMED)
    ]


def _wanted(view: _Map, row: LearnerRow, stuck: Sequence[str]) -> bool:
    """Whether the filter on people lets her through."""
    who, away = view.state.who, view.facts.days_away(row)
    if who in map_state.AWAY_DAYS:
        return away is None or away >= map_state.AWAY_DAYS[who]
    if who == map_state.ACTIVE:
        return away is not None and away < map_state.ACTIVE_DAYS
    if who == map_state.TO_SEE:
        levels, parameters = view.levels[row.id], view.catalogue.parameters
        inside = {parameters.domains.index(domain.id) for domain in view.domains}
        reviews = sum(
            int(domain) in inside
            for domain, due in zip(parameters.domain, levels.review, strict=True)
            if due
        )
        placed = any((row.id, domain.id) in view.facts.placed for domain in view.domains)
        return bool(stuck) or not placed or reviews >= MANY_REVIEWS
    return True


# Columns of skills


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


_HITS: Mapping[str, Callable[[SkillLevel, bool], bool]] = {
    map_state.GAPS: lambda level, _stuck: level.state not in (*PROVED, PRESUMED),
    map_state.NOT_YET: lambda level, _stuck: level.state not in PROVED,
    map_state.UNSURE: lambda level, _stuck: level.state != NEW and level.certainty != "s",
    map_state.REVIEWS: lambda level, _stuck: level.state == REVIEW,
    map_state.STUCK: lambda _level, stuck: stuck,
}


def _skill_cells(
    view: _Map, people: Sequence[LearnerRow], stuck: Mapping[UUID, Sequence[str]]
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
    view: _Map,
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


def _skill_columns(view: _Map, skills: Sequence[Skill]) -> tuple[Column, ...]:
    return tuple(
        _column(
            view,
            skill.id,
            skill.label,
            first=at > 0 and skills[at - 1].strand != skill.strand,
        )
        for at, skill in enumerate(skills)
    )


def _column(
    view: _Map, identity: str, label: str, first: bool = False, address: str = ""
) -> Column:
    """A column's head: its link sorts, lowest first; once more turns it round."""
    state = view.state
    current = state.sort == identity
    direction = ("descending" if state.down else "ascending") if current else ""
    turned = state.at(sort=identity, down=current and not state.down)
    return Column(identity, label, first, 0, view.address(turned), direction, address)


def _strands(view: _Map, skills: Sequence[Skill]) -> tuple[StrandHead, ...]:
    labels = {s.id: s.label for s in view.domains[0].strands}
    counts = Counter(skill.strand for skill in skills)
    whole = view.state.columns == ""
    return tuple(
        StrandHead(
            labels[strand], count, view.address(view.state.at(columns=strand if whole else ""))
        )
        for strand, count in counts.items()
    )


# Columns of strands and domains


def _summaries(
    view: _Map, people: Sequence[LearnerRow]
) -> tuple[tuple[Column, ...], dict[UUID, tuple[Cell, ...]]]:
    """A column a strand, or a domain; each opens what it sums up."""
    if len(view.domains) > 1:
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
        _column(view, part.id, part.label, address=view.address(state))
        for part, state in zip(parts, opened, strict=True)
    )
    return columns, {
        row.id: tuple(_summary_cell(view, row, part) for part in parts) for row in people
    }


def _summary_cell(view: _Map, row: LearnerRow, part: Domain | Strand) -> Cell:
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
        return Cell(blank, _(shown.STATE_WORDS[NEW]), address, 0.0, proved=False)
    level = shown.part_level(catalogue.curriculum, catalogue.parameters, levels, part.id)
    proved = sum(state in PROVED for state in states)
    detail = _("%(n)s sur %(all)s", n=proved, all=len(skills))
    return Cell(
        glyph=shown.domain_glyph(level),
        words=_(
            "%(palier)s ; acquis : %(detail)s",
            palier=shown.palier_sentence(level),
            detail=detail,
        ),
        address=address,
        rank=sum(number * chance for number, chance in enumerate(level.chances, 1)),
        proved=level.palier >= 2,
        detail=detail,
    )


# Rows


def _row(view: _Map, row: LearnerRow, cells: tuple[Cell, ...], stuck: Sequence[str]) -> MapRow:
    placed = any((row.id, domain.id) in view.facts.placed for domain in view.domains)
    return MapRow(
        learner_id=row.id,
        name=row.name,
        note=group_facts.note(view.facts, row, placed),
        address=_address(view, row.id),
        cells=cells,
        stuck=len(stuck),
        summary=_summary(view, row),
        notable=_notable(view, row, stuck),
        chosen=None,
    )


def _summary(view: _Map, row: LearnerRow) -> str:
    """How many skills of the domains looked at are proved, and to be seen again."""
    states = [state for _skill, state in _states(view, row)]
    proved = sum(state in PROVED for state in states)
    review = states.count(REVIEW)
    text = ngettext("%(number)s acquis", "%(number)s acquis", proved)
    return _("%(text)s, %(n)s à revoir", text=text, n=review) if review else text


def _states(view: _Map, row: LearnerRow) -> list[tuple[str, str]]:
    """(skill, state) of the skills with exercises."""
    levels, index = view.levels[row.id], view.catalogue.parameters.index
    strands = [strand for domain in view.domains for strand in domain.strands]
    return [
        (skill.id, shown.state_of(levels, index[skill.id]))
        for skill in columns_of(view.catalogue, strands, everything=False)
    ]


def _notable(
    view: _Map, row: LearnerRow, stuck: Sequence[str]
) -> tuple[tuple[str, str, shown.Glyph], ...]:
    """What to look at first: what she is stuck on, then what is to be seen again."""
    due = [skill for skill, state in _states(view, row) if state == REVIEW]
    labels, parameters = view.catalogue.curriculum.skills, view.catalogue.parameters
    return tuple(
        (
            labels[skill].label,
            _address(view, row.id, skill),
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
