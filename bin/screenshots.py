#!/usr/bin/env python3
"""Pictures of every page on the demonstration school, in screenshots/: phone and desk.

Looks at a copy of the school, so that its learners stay as they are. One line a picture, with
what axe finds on the page.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, ViewportSize, sync_playwright
from werkzeug.serving import make_server

from palier.app import create_app
from palier.config import Config
from palier.demo import builder

ROOT = Path(__file__).parents[1]
OUT = ROOT / "screenshots"
PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=800)
QUIET = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
NOT_YET = "button[name=passe]"


@dataclass(frozen=True)
class Camera:
    """Takes pictures of one window, and asks axe about each page."""

    page: Page
    base: str
    kind: str
    refused: list[str]  # what the server answered with an error, since the last picture

    def go(self, path: str) -> None:
        """Open a page of the application."""
        self.page.goto(self.base + path)

    def follow(self, selector: str) -> bool:
        """Press the first such link or button; False when the page has none."""
        found = self.page.locator(selector)
        if found.count() == 0:
            return False
        found.first.click()
        self.page.wait_for_timeout(300)  # an answer may lead to another page
        self.page.wait_for_load_state("networkidle")
        return True

    def take(self, name: str) -> None:
        """One picture of the whole page, and one line on what axe finds."""
        file = OUT / f"{self.kind}-{name}.png"
        self.page.screenshot(path=file, full_page=True)
        faults = sorted({fault["id"] for fault in Axe().run(self.page).response["violations"]})
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        said = [*self.refused, *faults, *(["scrolls sideways"] if wide else [])]
        self.refused.clear()
        sys.stdout.write(f"{file.relative_to(ROOT)}  {', '.join(said) or 'axe: nothing'}\n")


def watching(page: Page, base: str, kind: str) -> Camera:
    """A camera that remembers what the server refused."""
    refused: list[str] = []

    def note(response: Response) -> None:
        if response.status >= 400:
            refused.append(f"{response.status} {response.url.removeprefix(base)}")

    page.on("response", note)
    return Camera(page, base, kind, refused)


@contextmanager
def served() -> Iterator[str]:
    """A copy of the demonstration school, served on a free port."""
    source = ROOT / "var" / "demo.db"
    if not source.exists():
        sys.exit("There is no demonstration school: run `palier demo --build-only`.")
    with tempfile.TemporaryDirectory() as folder:
        for part in source.parent.glob("demo.db*"):
            shutil.copy(part, folder)
        app = create_app(Config(database_url=f"sqlite:///{folder}/demo.db"))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.port}"
        server.shutdown()
        app.extensions["palier"].db.dispose()


def sign_in(camera: Camera, who: str) -> None:
    """With the card of a learner, or the address of someone of the team."""
    account = next(a for a in builder.shown_accounts() if who in a.name)
    if account.token:
        camera.go(f"/carte#{account.token}")
        camera.page.wait_for_url("**/accueil")
    else:
        camera.go("/equipe/entrer")
        camera.page.fill("[name=adresse]", account.name)
        camera.page.fill("[name=mot_de_passe]", account.secret)
        camera.follow("main form button.btn-main, main form [type=submit]")


def strangers(camera: Camera) -> None:
    """Before signing in."""
    for name, path in [
        ("entrer", "/entrer"),
        ("equipe", "/equipe/entrer"),
        ("carte", "/carte"),
    ]:
        camera.go(path)
        camera.take(name)


def newcomer(camera: Camera) -> None:
    """The first minutes of someone whom nothing is known of."""
    sign_in(camera, "maeva")
    camera.take("accueil-nouvelle")
    if camera.follow("form[action*='/depart/'] button"):
        camera.take("depart")
        for turn in range(12):
            if not camera.follow(NOT_YET):
                break
            if turn == 0:
                camera.take("depart-suite")
        camera.take("depart-fin")


def learner(camera: Camera) -> None:
    """Someone who has practised for weeks."""
    sign_in(camera, "ines")
    camera.take("accueil")
    camera.go("/montee")
    camera.take("montee")
    camera.go("/confort")
    camera.take("confort")
    camera.go("/accueil")
    camera.follow("form[action$='/seance'] button, main .btn-main")
    for turn in range(1, 5):
        camera.take(f"exercice-{turn}")
        if not camera.follow(NOT_YET):
            break
        camera.take(f"retour-{turn}")
        camera.follow("main .btn-main")


def trainer(camera: Camera) -> None:
    """The desk: groups, map, one learner, the answers behind a level, a card."""
    sign_in(camera, "formatrice")
    camera.take("groupes")
    camera.follow("main a[href^='/groupes/']:not([href$='nouveau'])")
    camera.take("carte-du-groupe")
    group = camera.page.url
    camera.follow("main a[href^='/stagiaires/']")
    camera.take("stagiaire")
    if camera.follow("main a[href*='/reponses/']"):
        camera.take("reponse")
    camera.page.goto(group.split("?")[0] + "/stagiaires/nouveau")
    camera.take("nouveau-stagiaire")
    camera.go("/groupes/nouveau")
    camera.take("nouveau-groupe")


def main() -> None:
    """Take all pictures."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    flags = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with served() as base, sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=program, args=flags)
        for kind, size, tour in [
            ("phone", PHONE, strangers),
            ("phone", PHONE, newcomer),
            ("phone", PHONE, learner),
            ("desk", DESK, learner),
            ("desk", DESK, trainer),
        ]:
            window = browser.new_context(locale="fr-FR", viewport=size)
            tour(watching(window.new_page(), base, kind))
            window.close()
        browser.close()


if __name__ == "__main__":
    main()
