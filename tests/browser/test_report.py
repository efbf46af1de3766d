"""The report on the engine, as a file in a browser: readable on a phone and a desk, by all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from palier.catalogue import CatalogueStore
from palier.db import Database
from palier.report import logs, service, simulated
from palier.report.observed import observed

Violations = Callable[[Page], list[str]]
SOME = 12  # learners of the demonstration: enough for every part of the page


@pytest.fixture(scope="module")
def report(demo_school: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a report on the demonstration, its simulations short."""
    folder = tmp_path_factory.mktemp("report")
    shutil.copy(demo_school, folder / "demo.db")
    db = Database(f"sqlite:///{folder / 'demo.db'}")
    try:
        with db.read() as session:
            catalogue = CatalogueStore(db).current(session)
        some = logs.read(db, catalogue, most=SOME)
    finally:
        db.dispose()
    worlds = simulated.worlds(4, logs.silent, ("count",))
    found = service.Found(4, worlds, observed(catalogue, some), catalogue)
    file = folder / "moteur.html"
    file.write_text(service.render(service.page(found)), encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_report_is_readable_by_everybody(
    page: Page, report: str, violations: Violations, width: int, scheme: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(report)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    for picture in page.locator("svg.picture").all():
        box = picture.bounding_box()
        assert box is not None
        assert box["width"] >= 280  # text in it is then as large as it was drawn


def test_each_table_can_be_reached_and_moved_by_keyboard(page: Page, report: str) -> None:
    page.set_viewport_size({"width": 240, "height": 800})  # letters of 150 % on a phone
    page.goto(report)
    wide = page.locator(".scroll").first
    wide.focus()
    page.keyboard.press("ArrowRight")
    moved = 0.0
    for _ in range(50):  # its policy forbids Playwright's own waiting for a condition
        moved = wide.evaluate("it => it.scrollLeft")
        if moved > 0.0:
            break
        page.wait_for_timeout(100)
    assert moved > 0.0
    assert wide.get_attribute("aria-labelledby") == "t-gains"
