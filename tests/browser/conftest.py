"""Debian's Chromium, driven by Playwright, on an application served on this machine alone.

Playwright's own browsers are never downloaded: `make test` installs Chromium from Debian.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Locator, Page, Request, expect
from pydantic import SecretStr
from sqlalchemy import func, select
from werkzeug.serving import WSGIRequestHandler, make_server

from exercises.instance import Examples, Raw
from exercises.items import examples
from palier.accounts import sessions
from palier.app import Services, create_app
from palier.catalogue import Catalogue
from palier.config import Config
from palier.demo.accounts import Account, shown_accounts
from palier.demo.exhibit import exhibit
from palier.demo.source import DemoSource
from palier.models import LEARNER, Base, ExerciseServed, Person
from palier.practice import service
from palier.security import Actor

NO_CHROMIUM = (
    "Chromium is not installed, and pages are tested in it. "
    "`make test` installs it when it may; else: apt-get install chromium-headless-shell"
)
# The same engine; the first has no windows to draw and spares a fifth of the processor.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser")
# Quiet: nothing of the browser's own goes out to the network.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A microphone that hums: a voice is recorded without asking anybody.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
LOCAL = re.compile(r"(blob:)?(http://127\.0\.0\.1:\d+/|about:blank|data:)")
TELL_REFUSALS = """
document.addEventListener("securitypolicyviolation", (refused) =>
  console.error(`policy: ${refused.violatedDirective} ${refused.blockedURI}`));
"""
MORNING = datetime(2026, 9, 16, 8, tzinfo=UTC)  # of the day the school was built as of
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a browser test; the first one also builds the school."""
    for item in items:
        if "browser" in item.path.parent.parts[-1:]:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:  # Playwright's own options
    """Options of the browser's start; no Chromium is a failure, never a skip."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()  # Chromium refuses root otherwise
    return {"executable_path": program, "args": [*QUIET, *as_root]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:  # Playwright's own options
    """A learner's phone; a test for staff takes `page.set_viewport_size(DESK)`."""
    return {"locale": "fr-FR", "timezone_id": "Europe/Paris", "viewport": PHONE}


class Silent(WSGIRequestHandler):
    """No line a request: they would hide what a failed test says."""

    def log_request(self, *_args: object) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Serve an application on a free port until the test ends; gives its address."""
    with ExitStack() as started:

        def start(app: Flask) -> str:
            server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            started.callback(thread.join, 5)
            started.callback(server.server_close)
            started.callback(server.shutdown)
            return f"http://127.0.0.1:{server.port}"

        yield start


def _failed(request: Request) -> bool:
    """Whether a request failed; one dropped because the page was left did not."""
    return bool(request.failure) and "ERR_ABORTED" not in str(request.failure)


@pytest.fixture(autouse=True)
def clicks_end_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A click that leads to another page is over when that page is loaded.

    Playwright goes on as soon as the answer begins: what is then read without waiting (its
    width, axe, a count) met pages of which nothing was there yet.
    """
    click = Locator.click

    def then_loaded(target: Locator, **how: Any) -> None:
        click(target, **how)
        target.page.wait_for_load_state()

    monkeypatch.setattr(Locator, "click", then_loaded)


@pytest.fixture
def faults(page: Page) -> list[str]:
    """What the page complains of: script errors, refused by the policy, missing files, and
    any request to another machine."""
    said: list[str] = []
    page.add_init_script(TELL_REFUSALS)
    page.on("request", lambda r: None if LOCAL.match(r.url) else said.append(f"asked {r.url}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on(
        "requestfailed", lambda r: said.append(f"{r.url} {r.failure}") if _failed(r) else None
    )
    return said


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """axe's violations on a page, one line each; [] is what every page must give."""
    axe = Axe()

    def look(page: Page) -> list[str]:
        found = axe.run(page).response["violations"]
        return [
            f"{violation['id']}: {node['html'][:160]}"
            for violation in found
            for node in violation["nodes"]
        ]

    return look


# The demonstration school, served


class Steady(DemoSource):
    """The demonstration's own chance, and a clock that goes on from its day."""

    def __init__(self, seed: int, start: datetime) -> None:
        super().__init__(seed, start)
        self._began = monotonic()

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=monotonic() - self._began)


@dataclass
class Demo:
    """A copy of the demonstration school, served."""

    url: str
    services: Services
    app: Flask

    def account(self, first_name: str) -> Account:
        """A published account: "Maëva", "Inès", "Formatrice"."""
        return next(a for a in shown_accounts() if first_name in a.who)

    def known(self, served_id: UUID) -> tuple[ExerciseServed, Examples]:
        """An exercise served, with answers to it."""
        with self.services.db.read() as session:
            exercise = session.get_one(ExerciseServed, served_id)
            return exercise, examples(service.instance_of(exercise))

    def count(self, table: type[Base]) -> int:
        """The rows of a table."""
        with self.services.db.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def serve(self, first_name: str, kind: str, seed: int = 1, item: str = "") -> UUID:
        """Put an exercise of a type before someone, in a practice of its own."""
        with self.services.db.read() as session:
            person = session.scalars(
                select(Person).where(Person.first_name == first_name)
            ).one()
            items = self.services.catalogue.current(session).items
        who = Actor(person.id, person.school_id, first_name, frozenset({LEARNER}))
        entry = next(e for e in items if e.item.type == kind and e.item.id.startswith(item))
        return exhibit(self.services, who, entry, seed)


_CATALOGUES: dict[Path, Catalogue] = {}


@pytest.fixture
def demo(demo_school: Path, tmp_path: Path, serve: Callable[[Flask], str]) -> Iterator[Demo]:
    """The demonstration school, as it was built, for this test alone."""
    file = tmp_path / "demo.db"
    shutil.copy(demo_school, file)
    config = Config(database_url=f"sqlite:///{file}", secret_key=SecretStr("test"), demo=True)
    app = create_app(config, Steady(7, MORNING))
    services: Services = app.extensions["palier"]
    # Copies of one database hold the same release: it is read once a process.
    services.catalogue.keep(_CATALOGUES.get(demo_school))
    with services.db.read() as session:
        _CATALOGUES[demo_school] = services.catalogue.current(session)
    yield Demo(serve(app), services, app)
    services.db.dispose()
    file.unlink()  # 50 MB a test would fill the disk


# Hands


class Hand:
    """Someone who uses a page with a finger or a mouse, with or without script."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page, self.demo = page, demo

    # What the hand does

    def press(self, name: str, role: str = "button") -> None:
        """Press a button or follow a link by its name."""
        self.press_on(self.page.get_by_role(role, name=name).first)  # type: ignore[arg-type]

    def press_on(self, target: Locator) -> None:
        """Press one thing."""
        target.click()

    def type_in(self, field: Locator, text: str) -> None:
        """Type into a field, in place of what it holds."""
        field.fill(text)

    def choose(self, group: str, value: str) -> None:
        """Choose one of a group of radio buttons."""
        radio = f'input[name="{group}"][value="{value}"]'
        self.page.locator(f"label:has({radio})").click()

    def select(self, name: str, value: str) -> None:
        """Choose in a list."""
        self.page.locator(f'select[name="{name}"]').select_option(value)

    # What a learner does

    def sign_in(self, account: Account) -> None:
        """With a name and five words."""
        self.page.goto(f"{self.demo.url}/entrer")
        self.type_in(self.page.get_by_label("Mon nom pour entrer"), account.name)
        for number, word in enumerate(account.secret.split(), 1):
            self.type_in(self.page.get_by_label(f"Mot {number}"), word)
        self.press("Entrer")
        self.page.wait_for_url("**/accueil")

    def is_in(self, first_name: str) -> None:
        """Signed in already: how one signs in has journeys of its own."""
        services, client = self.demo.services, self.demo.app.test_client()
        with services.db.write() as session:
            person = session.scalars(
                select(Person).where(Person.first_name == first_name)
            ).one()
            token = sessions.open_session(session, person, services.source.now(), 12.0)
        with client.session_transaction() as kept:
            kept["_user_id"], kept["_fresh"] = token, True
        cookie = client.get_cookie("palier")
        assert cookie is not None
        self.page.context.add_cookies(
            [{"name": "palier", "value": cookie.value, "url": self.demo.url}]
        )

    def here(self) -> UUID:
        """The exercise on the screen."""
        found = re.search(r"/exercice/([0-9a-f-]{36})", self.page.url)
        assert found, self.page.url
        return UUID(found[1])

    def fill_in(self, raw: Raw) -> None:
        """Give an answer, without sending it."""
        for name, values in raw.items():
            field = self.page.locator(f'[name="{name}"]').first
            kind = field.evaluate("node => node.type")
            if name == "order":
                self.arrange(list(values))
            elif kind == "radio":
                self.choose(name, values[0])
            elif kind == "checkbox":
                self.tick(name, list(values))
            elif kind != "select-one":
                self.type_in(field, values[0])
            elif field.is_visible():
                self.select(name, values[0])
            elif self.cursor(name).count():
                self.slide(self.cursor(name), int(values[0]))
            else:
                self.place(int(values[0]))

    def tick(self, group: str, values: list[str]) -> None:
        """Tick some of a group of boxes."""
        for value in values:
            self.choose(group, value)

    def place(self, at: int) -> None:
        """Put the marker of a line on a graduation, by touching the line."""
        line = self.page.locator("[data-line] svg.ruler")
        marker = self.page.locator("[data-line] input[type=range]")
        marker.scroll_into_view_if_needed()
        box, last = line.bounding_box(), int(marker.get_attribute("max") or 0)
        assert box
        marker_box = marker.bounding_box()
        assert marker_box
        x = box["x"] + box["width"] * at / last
        self.page.mouse.click(x, marker_box["y"] + 50)
        expect(marker).to_have_value(str(at))

    def cursor(self, name: str) -> Locator:
        """The cursor that script puts in the place of a list, if it does."""
        return self.page.locator(f'[data-steps]:has(select[name="{name}"]) input[type=range]')

    def slide(self, cursor: Locator, at: int) -> None:
        """Put a cursor on a place, by touching it there."""
        last = int(cursor.get_attribute("max") or 0)
        cursor.scroll_into_view_if_needed()
        box = cursor.bounding_box()
        assert box
        x = box["x"] + 8 + (box["width"] - 16) * at / last
        self.page.mouse.click(x, box["y"] + box["height"] / 2)
        for _ in range(last):
            gap = at - int(cursor.input_value())
            if gap == 0:
                break
            step = cursor.locator("..").locator(f'[data-step="{1 if gap > 0 else -1}"]')
            step.click()
        expect(cursor).to_have_value(str(at))

    def arrange(self, wanted: list[str]) -> None:
        """Move elements up, one by one, until they stand in this order."""
        if len(wanted) == 1:
            wanted = wanted[0].split(",")
        for place, element in enumerate(wanted):
            while (at := self.order().index(element)) > place:
                self.press_on(self.page.locator(f"#monter-{element}"))
                expect(self.page.locator(f"ol.order li:nth-child({at}) input")).to_have_value(
                    element
                )

    def order(self) -> list[str]:
        """The elements as they stand."""
        fields = self.page.locator('ol.order input[name="order"]').all()
        return [field.get_attribute("value") or "" for field in fields]

    def answer(self, how: str = "right") -> str:
        """Answer the exercise on the screen; the type of the exercise."""
        exercise, known = self.demo.known(self.here())
        if how == "unknown":
            self.press("Je ne sais pas encore")
            return exercise.type
        # Where a person judges, nothing is wrong.
        wrong = known.wrong[0][0] if known.wrong else known.right[-1]
        self.fill_in(known.right[0] if how == "right" and known.wrong else wrong)
        self.press("Valider")
        return exercise.type

    def send_unreadable(self) -> None:
        """Send what cannot be read: nothing chosen, or letters for a number."""
        if self.page.locator("#nombre").count():
            self.type_in(self.page.locator("#nombre"), "beaucoup")
        self.press("Valider")
        self.page.wait_for_selector("#illisible")


class KeyboardHand(Hand):
    """Someone who only has Tab, Shift+Tab, arrows, Space and Enter."""

    MOST_TABS = 80

    def reach(self, target: Locator) -> None:
        """Tab until the focus is there; fails when it never comes."""
        target.wait_for(state="attached")
        for _press in range(self.MOST_TABS):
            if target.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"Tab never reaches {target}")

    def press_on(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def type_in(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def slide(self, cursor: Locator, at: int) -> None:
        self.reach(cursor)
        self.page.keyboard.press("End")
        for _press in range(int(cursor.get_attribute("max") or 0) - at):
            self.page.keyboard.press("ArrowLeft")
        expect(cursor).to_have_value(str(at))

    def choose(self, group: str, value: str) -> None:
        radios = self.page.locator(f'input[name="{group}"]')
        wanted = self.page.locator(f'input[name="{group}"][value="{value}"]')
        for _press in range(self.MOST_TABS):
            if radios.evaluate_all("all => all.includes(document.activeElement)"):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _press in range(radios.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"arrows never reach {value}")

    def tick(self, group: str, values: list[str]) -> None:
        for value in values:
            box = self.page.locator(f'input[name="{group}"][value="{value}"]')
            self.reach(box)
            self.page.keyboard.press("Space")
            expect(box).to_be_checked()

    def place(self, at: int) -> None:
        marker = self.page.locator("[data-line] input[type=range]")
        self.reach(marker)
        self.page.keyboard.press("Home")
        for _press in range(at):
            self.page.keyboard.press("ArrowRight")
        expect(marker).to_have_value(str(at))

    def select(self, name: str, value: str) -> None:
        field = self.page.locator(f'select[name="{name}"]')
        self.reach(field)
        self.page.keyboard.press("Home")
        for _press in range(field.locator("option").count()):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        expect(field).to_have_value(value)


@pytest.fixture
def hand(page: Page, demo: Demo) -> Hand:
    """A finger on the demonstration school."""
    return Hand(page, demo)


@pytest.fixture
def keyboard(page: Page, demo: Demo) -> KeyboardHand:
    """A keyboard on the demonstration school."""
    return KeyboardHand(page, demo)


@pytest.fixture
def bare(browser: Any, browser_context_args: dict[str, Any], demo: Demo) -> Iterator[Hand]:
    """A finger on the demonstration school, in a browser without script."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield Hand(context.new_page(), demo)
    context.close()
