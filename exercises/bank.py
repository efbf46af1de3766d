"""Bank files: from YAML to checked items. All faults are collected before any is raised."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from exercises import explain, generators, parametrised, yaml_strict
from exercises.bank_file import BankFile, Entry
from exercises.content import Content
from exercises.curriculum import Curriculum, Skill
from exercises.facts import FACTS_FILE, NO_FACTS, Facts, read_facts
from exercises.faults import BankError, Fault
from exercises.items import Item
from exercises.types import TYPES, AnyKind
from exercises.yaml_strict import Path as Place
from exercises.yaml_strict import Tree

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
CURRICULUM_FILE = "curriculum.yaml"
_NOT_BANKS = (CURRICULUM_FILE, FACTS_FILE)


@dataclass(frozen=True)
class Source:
    """Where an item was written: its file, and the line of each of its contents."""

    file: str
    line: int
    content_lines: tuple[int, ...] = ()
    draft: bool = False


@dataclass(frozen=True)
class Bank:
    """Checked items by id, in the order of the files, and where each was written."""

    items: Mapping[str, Item] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def ready(self) -> tuple[Item, ...]:
        """The items to publish: all but the drafts."""
        return tuple(item for key, item in self.items.items() if not self.sources[key].draft)


@dataclass
class _Reader:
    """Reads one file; keeps every fault it meets."""

    tree: Tree
    curriculum: Curriculum
    facts: Facts = NO_FACTS
    faults: list[Fault] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    def refuse(self, place: Place, what: str, remedy: str) -> None:
        """Note a fault at a place of the file, and go on."""
        self.faults.append(Fault(self.tree.file, self.tree.line(place), what, remedy))

    def read(self) -> None:
        """Read the whole file: its items and its faults are kept here."""
        data = self.tree.data if isinstance(self.tree.data, dict) else {}
        skill = self.curriculum.skills.get(str(data.get("skill")))
        if skill is None:
            what = f"La compétence « {data.get('skill')} » n’existe pas."
            remedy = explain.suggestion(str(data.get("skill")), self.curriculum.ids)
            self.refuse(("skill",), what, remedy)
        for key in data.keys() - BankFile.model_fields.keys():
            remedy = explain.suggestion(key, BankFile.model_fields)
            self.refuse((key,), f"« {key} » n’est pas un champ connu.", remedy)
        entries = data.get("items")
        if not isinstance(entries, list) or not entries:
            self.refuse(("items",), "Ce fichier n’a pas d’exercice.", "Ajoutez « items: ».")
            return
        for at, entry in enumerate(entries):
            self.entry(at, entry, skill)

    def entry(self, at: int, data: Any, skill: Skill | None) -> None:  # data: YAML, unchecked
        """Read the item at a place of the list; what is wrong with it is noted."""
        place: Place = ("items", at)
        try:
            entry = Entry.model_validate(data)
        except ValidationError as error:
            self.faults += explain.faults(
                error, self.tree, lambda path: (*place, *path), Entry.model_fields
            )
            return
        if skill is None:
            return
        item_id = f"{skill.id}/{entry.id}"
        if item_id in self.items:
            self.refuse((*place, "id"), f"L’id « {entry.id} » existe déjà.", "Changez-le.")
        before = len(self.faults)
        contents, lines = self.contents(entry, place)
        template = self.template(entry, place)
        version = self.version(entry, place)
        for content, line in zip(contents, lines, strict=True):
            self.misconceptions(content, skill, line)
        if template:
            self.misconceptions_named(_named(template.content), skill, self.tree.line(place))
        if len(self.faults) > before:
            return
        self.items[item_id] = Item(
            id=item_id,
            skill=skill.id,
            tier=entry.tier,
            type=entry.type,
            seconds=entry.seconds,
            contents=tuple(contents),
            generator=entry.generator,
            version=version,
            params=entry.params,
            weights={skill.id: 1.0},
            messages=skill.messages,
            why=entry.why,
            template=template,
            facts=tuple(entry.facts),
        )
        line = self.tree.line(place)
        self.sources[item_id] = Source(self.tree.file, line, tuple(lines), entry.draft)

    def version(self, entry: Entry, place: Place) -> int:
        """The version of the entry's generator, 0 when it has none."""
        if entry.generator is None:
            if entry.params:
                self.refuse(
                    (*place, "params"), "« params » va avec « generator ».", "Retirez-le."
                )
            return 0
        generators.load_all()
        known = generators.registry.get(entry.generator)
        if known is None:
            what = f"Le générateur « {entry.generator} » n’existe pas."
            remedy = explain.suggestion(entry.generator, generators.registry)
            self.refuse((*place, "generator"), what, remedy)
        return known.version if known else 0

    def template(self, entry: Entry, place: Place) -> parametrised.Template | None:
        """The template of an entry whose numbers are drawn, tried once; else None."""
        unknown = [name for name in entry.facts if name not in self.facts.by_id]
        for name in unknown:
            what = f"Le fait « {name} » n’est pas dans {FACTS_FILE}."
            remedy = explain.suggestion(name, self.facts.by_id)
            self.refuse((*place, "facts"), what, remedy)
        if not entry.variables:
            if entry.let or entry.such_that:
                what = "« let » et « such_that » vont avec « variables »."
                self.refuse(place, what, "Ajoutez « variables », ou retirez-les.")
            return None
        if unknown:
            return None
        written = {
            "variables": entry.variables,
            "let": entry.let,
            "such_that": entry.such_that,
            "content": entry.content,
            "facts": {name: self.facts.by_id[name].value for name in entry.facts},
        }
        try:
            template = parametrised.Template.model_validate(written)
        except ValidationError as error:
            fields = parametrised.Template.model_fields
            self.faults += explain.faults(
                error, self.tree, lambda path: (*place, *path), fields
            )
            return None
        kind = TYPES[entry.type].content
        try:
            parametrised.draw(template, kind, random.Random(0))  # noqa: S311 (a trial)
        except parametrised.NoDraw as error:
            remedy = "Élargissez « variables » ou changez « such_that » et « content »."
            self.refuse((*place, "variables"), str(error), remedy)
            return None
        return template

    def contents(self, entry: Entry, place: Place) -> tuple[list[Content], list[int]]:
        """The complete contents of an entry, and the line where each is written."""
        given = [bool(entry.generator), bool(entry.cases), bool(entry.variants)]
        given.append(bool(entry.variables))
        if sum(given) > 1 or (entry.generator and entry.content):
            what = "Cet exercice est écrit de deux façons."
            remedy = "Gardez « cases », « variants » ou « generator » : un seul des trois."
            self.refuse(place, what, remedy)
            return [], []
        if entry.generator or entry.variables:
            return [], []
        if not entry.content and not entry.variants:
            self.refuse(place, "Cet exercice n’a pas de contenu.", "Ajoutez « content: ».")
            return [], []
        kind = TYPES[entry.type]
        if entry.cases:
            return self.from_cases(entry, kind, place)
        if entry.variants:
            return self.from_variants(entry, kind, place)
        content = self.validated(kind, entry.content, lambda path: (*place, "content", *path))
        line = self.tree.line((*place, "content"))
        return ([content], [line]) if content else ([], [])

    def from_cases(
        self, entry: Entry, kind: AnyKind, place: Place
    ) -> tuple[list[Content], list[int]]:
        """The contents of an item written as cases of one text, and the line of each."""
        contents, lines = [], []
        wanted = set(_placeholders(entry.content))
        for at, case in enumerate(entry.cases):
            here = (*place, "cases", at)
            for name in sorted(wanted - case.keys()):
                self.refuse(
                    here, f"Ce cas ne donne pas « {{{name}}} ».", f"Ajoutez « {name}: »."
                )
            for name in sorted(case.keys() - wanted):
                what = f"« {name} » ne sert pas dans « content »."
                self.refuse(here, what, f"Retirez-le, ou écrivez {{{name}}} dans un texte.")
            if case.keys() != wanted:
                continue
            filled = _filled(entry.content, case)
            where = f"Cas {at + 1} : "
            content = self.validated(
                kind, filled, lambda path: (*place, "content", *path), where
            )
            if content:
                contents.append(content)
                lines.append(self.tree.line(here))
        return contents, lines

    def from_variants(
        self, entry: Entry, kind: AnyKind, place: Place
    ) -> tuple[list[Content], list[int]]:
        """The contents of an item whose variants share a base, and the line of each."""
        contents, lines = [], []
        for at, variant in enumerate(entry.variants):
            here = (*place, "variants", at)

            def there(
                path: Place, here: Place = here, variant: Mapping[str, Any] = variant
            ) -> Place:
                """Where a part was written: in its variant, else in the base."""
                written = not path or path[0] in variant
                return (*here, *path) if written else (*place, "content", *path)

            content = self.validated(
                kind, {**entry.content, **variant}, there, f"Variante {at + 1} : "
            )
            if content:
                contents.append(content)
                lines.append(self.tree.line(here))
        return contents, lines

    def validated(
        self, kind: AnyKind, data: Any, there: Any, where: str = ""
    ) -> Content | None:  # data: YAML, unchecked; there: a path of the model to one of the file
        """Data as the content of a type, or None once its faults are noted."""
        try:
            checked: Content = kind.content.model_validate(data)
        except ValidationError as error:
            fields = kind.content.model_fields
            self.faults += explain.faults(error, self.tree, there, fields, where)
            return None
        return checked

    def misconceptions(self, content: Content, skill: Skill, line: int) -> None:
        """Note what a content names that is no misconception of the skill."""
        self.misconceptions_named(used_misconceptions(content), skill, line)

    def misconceptions_named(self, names: Iterable[str], skill: Skill, line: int) -> None:
        """Note each name that is no misconception of the skill."""
        for name in dict.fromkeys(names):
            if name not in skill.messages:
                what = f"L’idée fausse « {name} » n’est pas de la compétence « {skill.id} »."
                remedy = explain.suggestion(name, skill.messages)
                self.faults.append(Fault(self.tree.file, line, what, remedy))


def used_misconceptions(content: Content) -> list[str]:
    """The misconceptions that the wrong answers of a content name, each once."""
    return list(dict.fromkeys(_named(content.model_dump(mode="json"))))


def _named(value: Any) -> Iterator[str]:  # JSON
    if isinstance(value, dict):
        if value.get("misconception"):
            yield value["misconception"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _named(part)


def _placeholders(value: Any) -> Iterator[str]:  # YAML
    if isinstance(value, str):
        yield from _PLACEHOLDER.findall(value)
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _placeholders(part)


def _filled(value: Any, case: Mapping[str, str | int]) -> Any:  # YAML in, YAML out
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda match: str(case[match[1]]), value)
    if isinstance(value, dict):
        return {key: _filled(part, case) for key, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, case) for part in value]
    return value


def nearest(path: Path, name: str) -> Path:
    """The file called ``name`` in a folder or above it, or above a file; it may not exist."""
    for folder in (path, *path.absolute().parents):
        if (folder / name).is_file():
            return folder / name
    return path / name


def bank_files(folder: Path) -> list[Path]:
    """The bank files of a folder, sorted; of a file, itself unless it is the curriculum."""
    if folder.is_file():
        return [] if folder.name in _NOT_BANKS else [folder]
    return sorted(path for path in folder.rglob("*.yaml") if path.name not in _NOT_BANKS)


def read_bank(
    sources: Iterable[tuple[str, bytes]], curriculum: Curriculum, facts: Facts = NO_FACTS
) -> tuple[Bank, tuple[Fault, ...]]:
    """The items that could be read from (file name, bytes) pairs, and every fault met."""
    items: dict[str, Item] = {}
    places: dict[str, Source] = {}
    faults: list[Fault] = []
    for file, source in sources:
        try:
            reader = _Reader(yaml_strict.read(source, file), curriculum, facts)
        except BankError as error:
            faults += error.faults
            continue
        reader.read()
        for item_id in reader.items.keys() & items.keys():
            what = f"« {item_id} » est déjà dans {places[item_id].file}."
            line = reader.sources[item_id].line
            faults.append(Fault(file, line, what, "Changez l’id d’un des deux."))
        faults += reader.faults
        items |= {key: item for key, item in reader.items.items() if key not in items}
        places = reader.sources | places
    return Bank(items, places), tuple(sorted(faults))


def load_bank(
    source: Path | Sequence[tuple[str, bytes]],
    curriculum: Curriculum,
    facts: Facts | None = None,
) -> Bank:
    """The bank of a folder, a file, or (file name, bytes) pairs. BankError with every fault.

    The dated facts are those given, else those of the file nearest above a folder or a file.
    """
    if isinstance(source, Path):
        facts = facts or read_facts(nearest(source, FACTS_FILE))
        source = [(str(path), path.read_bytes()) for path in bank_files(source)]
    bank, faults = read_bank(source, curriculum, facts or NO_FACTS)
    if faults:
        raise BankError(faults)
    return bank
