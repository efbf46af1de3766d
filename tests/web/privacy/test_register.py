"""The register says all that the model holds about people."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import Table

from palier.models import Base
from palier.privacy.entry import Entry, Erased
from palier.privacy.register import NOBODY, REGISTER

TABLES = Base.metadata.tables
# Of every table, and about nobody by themselves.
NUMBERS = {"id", "school_id", "version", "created_at", "updated_at", "seq", "served_id"}
# Ids of persons that are not foreign keys: the row outlives the person.
LOOSE = {"subject_id", "actor_id", "decided_by", "voided_by"}


def of_persons(table: Table) -> set[str]:
    """The columns that hold the id of a person."""
    keys = {key.parent.name for key in table.foreign_keys if key.column.table.name == "person"}
    return keys | LOOSE.intersection(table.columns.keys())


def test_every_table_is_declared_once() -> None:
    declared = Counter([*(entry.table for entry in REGISTER), *NOBODY])
    assert declared.keys() == TABLES.keys(), "declare it in palier/privacy/register.py"
    assert set(declared.values()) == {1}


def test_a_table_where_nobody_is_names_nobody() -> None:
    assert {name: found for name in NOBODY if (found := of_persons(TABLES[name]))} == {}


@pytest.mark.parametrize("entry", REGISTER, ids=lambda entry: entry.table)
def test_an_entry_says_all_of_its_table(entry: Entry) -> None:
    table = TABLES[entry.table]
    columns = set(table.columns.keys())
    said = {*entry.columns, *entry.withheld}
    assert not entry.columns.keys() & entry.withheld.keys()
    assert entry.hers <= entry.columns.keys()
    references = {key.parent.name for key in table.foreign_keys}
    people = {*entry.person, *entry.by}
    silent = columns - said - people - references - NUMBERS - {"next_served_id"}
    assert silent == set(), "copied to the person, or withheld: why?"
    assert said | people <= columns
    assert people - {"id"} == of_persons(table), "each is a person's, or one who wrote it"
    if entry.through:
        assert entry.through in {key.column.table.name for key in table.foreign_keys}
    assert entry.data
    assert entry.purpose


@pytest.mark.parametrize("entry", REGISTER, ids=lambda entry: entry.table)
def test_what_is_said_of_erasure_can_be_done(entry: Entry) -> None:
    table = TABLES[entry.table]
    emptied = {*entry.by, *(entry.person if entry.erased is Erased.UNLINKED else ())}
    assert all(table.columns[name].nullable for name in emptied)
    if entry.erased is Erased.KEPT:
        assert not any(table.columns[name].foreign_keys for name in entry.person)
