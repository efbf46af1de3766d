"""Strict YAML: the core types of YAML 1.2, nothing repeated or hidden, lines remembered.

Ordinary YAML readers turn 12:30 into 750, ``no`` into False and take the last of two equal
keys. Here dates and hours stay text; equal keys, aliases, anchors, tags and several documents
are refused. The tree is built from parser events: its depth is bounded before it exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from exercises.faults import BankError, Fault

Path = tuple[str | int, ...]

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
_NULL = re.compile(r"(?:null|Null|NULL|~|)")
_BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_MAX_DIGITS = 18  # a longer "number" is text: no slow conversion, no surprise


@dataclass(frozen=True)
class Tree:
    """The data of one file, and the line (from 1) where each part of it begins."""

    file: str
    data: Any  # None, bool, int, float, str, list or dict of these
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of ``path``, or of the nearest thing that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


@dataclass
class _Builder:
    file: str
    events: Iterator[yaml.Event]
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, event: yaml.Event, what: str, remedy: str) -> None:
        """Note a fault at an event, and go on."""
        self.faults.append(Fault(self.file, _line(event), what, remedy))

    def stop(self, event: yaml.Event, what: str, remedy: str) -> BankError:
        """Note a fault after which nothing can be read: the error to raise."""
        self.refuse(event, what, remedy)
        return BankError(tuple(self.faults))

    def node(self, event: yaml.Event, path: Path) -> Any:  # any YAML value
        """The value that begins at an event; the line of its path is kept."""
        self.lines.setdefault(path, _line(event))
        if len(path) > MAX_DEPTH:
            raise self.stop(event, "Trop de niveaux imbriqués.", f"Au plus {MAX_DEPTH}.")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.stop(
                event,
                "Les renvois (& et *) ne sont pas acceptés.",
                "Écrivez le contenu en entier, ou mettez le texte entre guillemets.",
            )
        if getattr(event, "tag", None) not in (None, "!"):
            self.refuse(event, "Une marque de type (!) n’est pas acceptée.", "Retirez-la.")
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        return self.scalar(event) if isinstance(event, yaml.ScalarEvent) else None

    def sequence(self, path: Path) -> list[Any]:  # any YAML value
        """The values up to the end of a list."""
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self.node(event, (*path, len(values))))
        return values

    def mapping(self, path: Path) -> dict[str, Any]:  # any YAML value
        """The values up to the end of a mapping; a key written twice is a fault."""
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self.stop(event, "Un nom de champ doit être un mot.", "Corrigez-le.")
            key = event.value
            if key in values:
                self.refuse(event, f"« {key} » est écrit deux fois.", "Gardez-en un seul.")
            self.lines[(*path, key)] = _line(event)
            values[key] = self.node(next(self.events), (*path, key))
        return values

    def scalar(self, event: yaml.ScalarEvent) -> bool | int | float | str | None:
        """A plain value: nothing, yes or no, a number, or text."""
        text: str = event.value
        if event.style:  # quoted, or a block of text
            return text
        if _NULL.fullmatch(text):
            return None
        if _BOOL.fullmatch(text):
            return text.lower() == "true"
        if len(text) > _MAX_DIGITS:
            return text
        if _INT.fullmatch(text):
            if re.match(r"[-+]?0[0-9]", text):
                self.refuse(event, f"Le nombre {text} commence par 0.", f'Écrivez "{text}".')
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else text


def read(source: bytes | str, file: str = "<texte>") -> Tree:
    """The tree of one YAML file. Raises BankError with every fault found and its line."""
    if len(source) > MAX_BYTES:
        raise BankError(
            (Fault(file, 1, "Fichier trop grand.", f"Au plus {MAX_BYTES} octets."),)
        )
    try:
        text = source.decode("utf-8") if isinstance(source, bytes) else source
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fault = Fault(file, line, "Ce fichier n’est pas en UTF-8.", "Enregistrez-le en UTF-8.")
        raise BankError((fault,)) from None
    try:
        return _tree(text, file)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "caractère refusé"
        what = f"La mise en page YAML n’est pas lisible ({problem})."
        remedy = "Vérifiez les espaces au début des lignes, les deux-points et les guillemets."
        line = min(mark.line + 1, text.count("\n") + 1) if mark else 1
        raise BankError((Fault(file, line, what, remedy),)) from None


def _tree(text: str, file: str) -> Tree:
    events = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
    builder = _Builder(file, events)
    data = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise builder.stop(
                    event, "Deux documents dans un fichier.", "Faites deux fichiers."
                )
        elif isinstance(event, (yaml.NodeEvent, yaml.CollectionStartEvent)):
            data = builder.node(event, ())
    if builder.faults:
        raise BankError(tuple(builder.faults))
    return Tree(file, data, builder.lines)
