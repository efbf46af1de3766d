"""The skills graph: domains, strands, skills, prerequisites and misconceptions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exercises import explain, yaml_strict
from exercises.content import Slug
from exercises.faults import BankError, Fault


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Misconception(_Model):
    """A known wrong idea. ``label`` is for staff; ``message`` is what learners read."""

    id: Slug
    label: str
    message: str


class Skill(_Model):
    """One skill. ``difficulty`` is in logits, 0 for an average entrant."""

    id: str = Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+){2}$")
    label: str
    je_sais: str
    me_sert_a: str
    level: str
    difficulty: float = Field(ge=-6, le=6)
    requires: tuple[str, ...] = ()
    codes: dict[str, str | tuple[str, ...]] = {}
    verify: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    generator: str | None = None
    misconceptions: tuple[Misconception, ...] = ()

    @property
    def domain(self) -> str:
        """The id of its domain: "maths"."""
        return self.id.split(".")[0]

    @property
    def strand(self) -> str:
        """The id of its strand: "maths.nombres"."""
        return self.id.rsplit(".", 1)[0]

    @property
    def messages(self) -> dict[str, str]:
        """What learners read of each misconception, by its id."""
        return {m.id: m.message for m in self.misconceptions}


class Strand(_Model):
    """Skills that belong together inside a domain."""

    id: str
    label: str
    skills: tuple[Skill, ...]


class Domain(_Model):
    """One of the four domains."""

    id: str
    label: str
    strands: tuple[Strand, ...]


class _File(_Model):
    version: int = Field(ge=1)
    scale: dict[str, Any] = {}  # explained in the file, read by people
    levels: dict[str, str]
    generators: dict[str, str] = {}
    item_types: dict[str, str] = {}
    code_systems: dict[str, dict[str, str]] = {}
    domains: tuple[Domain, ...]


@dataclass(frozen=True)
class Curriculum:
    """A checked curriculum: every prerequisite exists and there is no cycle."""

    version: int
    levels: Mapping[str, str]
    domains: tuple[Domain, ...]
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    # All of them, when ``domains`` are only those shown: the others keep their names.
    everything: tuple[Domain, ...] = field(default=(), compare=False, repr=False)

    def without(self, hidden: Collection[str]) -> Curriculum:
        """The same with some domains not shown. Their skills are still known by their ids."""
        shown = tuple(domain for domain in self.domains if domain.id not in hidden)
        return replace(self, domains=shown, everything=self.everything or self.domains)

    @cached_property
    def skills(self) -> Mapping[str, Skill]:
        """Every skill by id, in the order of the file."""
        return MappingProxyType(
            {skill.id: skill for skill in _skills(self.everything or self.domains)}
        )

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the skills, in the order of the file."""
        return tuple(self.skills)

    def index(self, previous: Sequence[str] = ()) -> tuple[str, ...]:
        """An order that never moves a skill: ``previous`` as it stands, then the new ids."""
        known = set(previous)
        return (*previous, *(skill for skill in self.ids if skill not in known))

    def prerequisites(self, skill: str) -> tuple[str, ...]:
        """What ``skill`` stands on directly. KeyError for an unknown skill."""
        return self.skills[skill].requires

    def dependants(self, skill: str) -> tuple[str, ...]:
        """What stands directly on ``skill``. KeyError for an unknown skill."""
        return self._dependants[self.skills[skill].id]

    @cached_property
    def _dependants(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {skill: [] for skill in self.ids}
        for skill in self.skills.values():
            for required in skill.requires:
                found[required].append(skill.id)
        return {skill: tuple(above) for skill, above in found.items()}

    def closure(self, ids: Iterable[str]) -> tuple[str, ...]:
        """``ids`` and everything they stand on, directly or not, in the order of the file."""
        wanted: set[str] = set()
        todo = list(ids)
        while todo:
            skill = todo.pop()
            if skill not in wanted:
                wanted.add(skill)
                todo.extend(self.prerequisites(skill))
        return tuple(skill for skill in self.ids if skill in wanted)


def _skills(domains: Iterable[Domain]) -> Iterator[Skill]:
    return (skill for domain in domains for strand in domain.strands for skill in strand.skills)


def load_curriculum(source: Path | bytes, file: str = "curriculum.yaml") -> Curriculum:
    """The curriculum of a file or of its bytes. Raises BankError with all faults and lines."""
    if isinstance(source, Path):
        file, source = str(source), source.read_bytes()
    tree = yaml_strict.read(source, file)
    try:
        parsed = _File.model_validate(tree.data)
    except ValidationError as error:
        raise BankError(explain.faults(error, tree)) from None
    lines = _lines(tree, parsed)
    curriculum = Curriculum(parsed.version, parsed.levels, parsed.domains, lines)
    faults = (*_bad_ids(tree, parsed), *_bad_links(file, parsed, lines))
    if faults:
        raise BankError(tuple(sorted(faults)))
    return curriculum


def _places(parsed: _File) -> Iterator[tuple[Skill, tuple[str | int, ...], Strand, Domain]]:
    for d, domain in enumerate(parsed.domains):
        for s, strand in enumerate(domain.strands):
            for k, skill in enumerate(strand.skills):
                yield skill, ("domains", d, "strands", s, "skills", k), strand, domain


def _lines(tree: yaml_strict.Tree, parsed: _File) -> dict[str, int]:
    return {skill.id: tree.line(path) for skill, path, _, _ in _places(parsed)}


def _bad_ids(tree: yaml_strict.Tree, parsed: _File) -> Iterator[Fault]:
    seen: set[str] = set()
    for skill, path, strand, domain in _places(parsed):
        line = tree.line(path)
        if skill.id in seen:
            yield Fault(tree.file, line, f"« {skill.id} » existe déjà.", "Changez cet id.")
        seen.add(skill.id)
        if skill.strand != strand.id or skill.domain != domain.id:
            what = f"« {skill.id} » n’est pas rangée dans « {skill.strand} »."
            yield Fault(tree.file, line, what, "Déplacez la compétence ou changez son id.")
        if skill.level not in parsed.levels:
            known = ", ".join(parsed.levels)
            what = f"Le palier « {skill.level} » n’existe pas."
            yield Fault(tree.file, line, what, f"Choisissez parmi : {known}.")
        names = [m.id for m in skill.misconceptions]
        for name in sorted({name for name in names if names.count(name) > 1}):
            what = f"L’idée fausse « {name} » est écrite deux fois."
            yield Fault(tree.file, line, what, "Changez un des deux id.")


def _bad_links(file: str, parsed: _File, lines: Mapping[str, int]) -> Iterator[Fault]:
    requires = {skill.id: skill.requires for skill in _skills(parsed.domains)}
    for skill, required in requires.items():
        for other in required:
            if other not in requires:
                what = f"« {skill} » demande « {other} », qui n’existe pas."
                yield Fault(file, lines[skill], what, explain.suggestion(other, requires))
    cycle = _cycle(requires)
    if cycle:
        what = f"Ces compétences se demandent l’une l’autre : {' → '.join(cycle)}."
        yield Fault(file, lines[cycle[0]], what, "Retirez un des « requires ».")


def _cycle(requires: Mapping[str, Sequence[str]]) -> list[str]:
    """A cycle, first skill repeated at the end; empty when there is none."""
    done: set[str] = set()
    for start in requires:
        path: list[str] = []
        todo = [(start, False)]
        while todo:
            skill, leaving = todo.pop()
            if leaving:
                done.add(path.pop())
            elif skill in path:
                return [*path[path.index(skill) :], skill]
            elif skill not in done:
                path.append(skill)
                todo.append((skill, True))
                todo.extend((other, False) for other in requires.get(skill, ()))
    return []
