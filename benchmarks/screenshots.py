"""Pictures of every page, to be looked at: `make screenshots` writes them to screenshots/.

Phone (360 px) and desk (1280 px), light and dark, of the demonstration school (built once in
var/, then copied, so that nothing done here stays); exercises also with large text and with
the strong contrast, and some pages as they are printed. A voice of this device is pretended,
since Chromium without a screen has none: reading aloud is on every learner's page.

Words given after the command keep the pictures whose names hold one of them.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks import _follow_pages as follow
from benchmarks import _learner_pages as learners
from benchmarks import _staff_pages as team
from benchmarks._report import cannot_run, measure
from benchmarks._views import VIEWS, Shot, View
from palier.app import Services, create_app
from palier.config import Config
from palier.demo import command
from palier.demo.source import PASSWORD, DemoSecrets

FOLDER = Path("screenshots")
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
VOICE = """
const voice = { name: "Voix d’essai", lang: "fr-FR", localService: true, default: true };
Object.defineProperty(window.speechSynthesis, "getVoices", { value: () => [voice] });
"""


# The school


def school(folder: Path) -> Services:
    """A copy of the demonstration school; nothing done to it stays."""
    command.run(0, build_only=True)
    # SQLite's own copy: it takes along what is still in the write-ahead log.
    with (
        closing(sqlite3.connect(command.FOLDER / "demo.db")) as built,
        closing(sqlite3.connect(folder / "demo.db")) as copy,
    ):
        built.backup(copy)
    app = create_app(Config(database_url=f"sqlite:///{folder / 'demo.db'}", demo=True))
    found: Services = app.extensions["palier"]
    return found


def all_shots(services: Services, app: Flask) -> list[Shot]:
    """Every picture; what changes what others show comes after them."""
    return [
        *learners.door_shots(app),
        *learners.progress_shots(services),
        *team.group_shots(services),
        *follow.all_of_it(services),
        *team.learner_shots(services),
        *team.sitting_shots(services),
        *team.card_shots(services),
        *learners.exercise_shots(services),
        *learners.session_shots(services),
        *learners.sitting_shots(services),
        *team.author_shots(services),
    ]


# The browser


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine; its address."""

    class Silent(WSGIRequestHandler):
        def log_request(self, *_args: object) -> None:
            """Nothing a request: the terminal says how far the pictures are."""

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()


def sign_in(page: Page, base: str, who: str) -> None:
    """By card or by password; nobody stays outside."""
    if "@" in who:
        page.goto(f"{base}/equipe/entrer")
        page.fill("#adresse", who)
        page.fill("#mdp", PASSWORD)
        page.get_by_role("button", name="Entrer").click()
        page.wait_for_url(lambda address: "/entrer" not in address)
    elif who:
        page.goto(f"{base}/carte#{DemoSecrets(who).token()}")
        page.wait_for_url("**/accueil")


def take(context: BrowserContext, base: str, shots: list[Shot], view: View) -> None:
    """All pictures of one person through one view."""
    page = context.new_page()
    sign_in(page, base, shots[0].who)
    if view.paper or view.sheet:
        page.emulate_media(media="print")
    for shot in shots:
        if "#" in shot.address:
            page.goto("about:blank")  # an address that differs after # alone loads nothing
        page.goto(base + shot.address)
        if shot.address.startswith("/carte#"):
            page.wait_for_selector("[data-card-else] h1[tabindex]")
        if shot.act:
            shot.act(page)
        for name, value in view.marks.items():
            page.evaluate(
                "([n, v]) => { document.documentElement.dataset[n] = v }", [name, value]
            )
        page.evaluate("document.fonts.ready")
        page.screenshot(path=FOLDER / f"{shot.name}-{view.name}.png", full_page=True)


def take_all(browser: Browser, base: str, shots: list[Shot]) -> None:
    """Every picture through every view."""
    for view in VIEWS:
        wanted = [shot for shot in shots if view.takes(shot)]
        for who in dict.fromkeys((shot.who, shot.leaves and shot.name) for shot in wanted):
            context = browser.new_context(
                locale="fr-FR",
                timezone_id="Europe/Paris",
                viewport={"width": view.width, "height": view.height},
                color_scheme="dark" if view.dark else "light",
                reduced_motion="reduce",
            )
            context.add_init_script(VOICE)
            mine = [s for s in wanted if (s.who, s.leaves and s.name) == who]
            take(context, base, mine, view)
            context.close()
        print(f"  {view.name}: {len(wanted)}", flush=True)


def main() -> None:
    """Build, serve, look at every page, write the pictures."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        cannot_run("Chromium is not installed: apt-get install chromium-headless-shell")
    started, words = monotonic(), sys.argv[1:]
    logging.disable()  # a line a request would hide how far the pictures are
    if not words:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        services = school(Path(folder))
        app = create_app(services.config)
        shots = all_shots(services, app)
        shots = [s for s in shots if not words or any(word in s.name for word in words)]
        as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()  # Chromium refuses root
        with served(app) as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=[*QUIET, *as_root]
            )
            take_all(browser, base, shots)
            browser.close()
        services.db.dispose()
    measure("pictures", len(list(FOLDER.glob("*.png"))), "")
    measure("time", monotonic() - started, "s", at_most=600)


if __name__ == "__main__":
    main()
