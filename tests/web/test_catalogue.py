"""The release in force, also after the program has changed under it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest

from exercises import generators
from palier.authoring.service import sync
from palier.catalogue import CatalogueStore
from palier.config import banks_folder


def test_an_item_whose_generator_changed_waits_for_the_next_publication(
    sqlite_room: Any,  # the Class of conftest.py, which cannot be imported
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Regression: after an upgrade with a newer generator, every page answered 500."""
    services = sqlite_room.services
    with services.db.read() as session:
        before = services.catalogue.current(session)
    entry = next(e for e in before.items if e.item.generator)
    name = entry.item.generator
    using = {e.item.id for e in before.items if e.item.generator == name}
    newer = replace(generators.registry[name], version=generators.registry[name].version + 1)
    monkeypatch.setitem(generators._registry, name, newer)

    with caplog.at_level(logging.WARNING), services.db.read() as session:
        after = CatalogueStore(services.db).current(session)
    assert {e.item.id for e in before.items} - {e.item.id for e in after.items} == using
    assert "palier sync" in caplog.text

    report = sync(services, banks_folder(services.config))
    assert report.changed == len(using)
    with services.db.read() as session:
        assert len(CatalogueStore(services.db).current(session).items) == len(before.items)


def test_publishing_twice_changes_nothing(room: Any) -> None:
    report = sync(room.services, banks_folder(room.services.config))
    assert not report.anything
    assert report.unchanged > 200
