"""Facts that change with time: kept in one dated file, and nowhere else in the banks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from exercises import explain, french, yaml_strict
from exercises.content import Content
from exercises.faults import BankError, Fault
from exercises.typography import Remark
from exercises.wording import said

FACTS_FILE = "facts.yaml"

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Value = Annotated[str, StringConstraints(pattern=r"^-?\d+([.,]\d+)?$", max_length=16)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Fact(_Model):
    """One fact: its exact value, where it was read, since when, and when to look again."""

    id: Name
    label: str
    value: Value
    unit: str | None = None
    since: Day
    source: str
    review: Day

    @property
    def exact(self) -> Fraction:
        """Its value, exact."""
        return french.fraction(self.value)


class _File(_Model):
    facts: tuple[Fact, ...] = Field(min_length=1)


# What is true today only. In « » it is somebody's words, in a story.
_EXPIRES: Mapping[str, re.Pattern[str]] = {
    "un montant qui change (SMIC, aide)": re.compile(
        r"(?:\bsmic\b|\brsa\b|\bapl\b|prime d’activité)[^.!?]*\d", re.IGNORECASE
    ),
    "le nombre de pays de l’Union ou de la zone euro": re.compile(
        r"\b(?:\d+|vingt\S*) (?:pays|États) (?:membres|de l’Union|de la zone euro)"
    ),
    "un moment qui passe": re.compile(
        r"\b(?:à l’heure actuelle|actuellement|cette année encore|de nos jours)\b",
        re.IGNORECASE,
    ),
    "une personne au pouvoir": re.compile(
        r"\b[Ll][ea] (?:(?:président|ministre|maire)e? )(?:actuel|est [A-Z])"
    ),
}


@dataclass(frozen=True)
class Facts:
    """The facts of a file, by id."""

    by_id: Mapping[str, Fact]
    file: str = FACTS_FILE

    def overdue(self, today: date) -> tuple[Fact, ...]:
        """The facts whose day of review is past."""
        return tuple(f for f in self.by_id.values() if date.fromisoformat(f.review) < today)


NO_FACTS = Facts({})


def read_facts(file: Path) -> Facts:
    """The facts of the file; none when it does not exist. BankError when it cannot be read."""
    if not file.is_file():
        return NO_FACTS
    tree = yaml_strict.read(file.read_bytes(), str(file))
    try:
        read = _File.model_validate(tree.data)
    except ValidationError as error:
        fields = Fact.model_fields
        raise BankError(explain.faults(error, tree, lambda path: path, fields)) from None
    twice = [f.id for f in read.facts if [g.id for g in read.facts].count(f.id) > 1]
    if twice:
        what = f"Le fait « {twice[0]} » est écrit deux fois."
        raise BankError((Fault(str(file), 1, what, "Gardez-en un."),))
    return Facts({fact.id: fact for fact in read.facts}, str(file))


def expiring(content: Content) -> Iterator[Remark]:
    """What will not be true for ever, and is not taken from the file of facts."""
    for _, text in said(content):
        for what, pattern in _EXPIRES.items():
            if match := pattern.search(text):
                yield (
                    f"Cela peut changer ({what}) : {match[0]!r}.",
                    f"Tenez la valeur dans {FACTS_FILE} et nommez-la dans « facts ».",
                    False,
                )
