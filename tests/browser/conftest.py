"""Debian's Chromium, driven by Playwright, on an application served on this machine alone.

Playwright's own browsers are never downloaded: `make test` installs Chromium from Debian.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

NO_CHROMIUM = (
    "Chromium is not installed, and pages are tested in it. "
    "`make test` installs it when it may; else: apt-get install chromium"
)
# Quiet: nothing of the browser's own goes out to the network.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a browser test."""
    for item in items:
        if "browser" in item.path.parent.parts[-1:]:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:  # Playwright's own options
    """Options of the browser's start; no Chromium is a failure, never a skip."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()  # Chromium refuses root otherwise
    return {"executable_path": program, "args": [*QUIET, *as_root]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:  # Playwright's own options
    """A learner's phone; a test for staff takes `page.set_viewport_size(DESK)`."""
    return {"locale": "fr-FR", "timezone_id": "Europe/Paris", "viewport": PHONE}


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Serve an application on a free port until the test ends; gives its address."""
    with ExitStack() as started:

        def start(app: Flask) -> str:
            server = make_server("127.0.0.1", 0, app, threaded=True)
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            started.callback(thread.join, 5)
            started.callback(server.server_close)
            started.callback(server.shutdown)
            return f"http://127.0.0.1:{server.port}"

        yield start


@pytest.fixture
def faults(page: Page) -> list[str]:
    """What the page complains of: script errors, refused by the policy, missing files."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on(
        "requestfailed", lambda r: said.append(f"{r.url} {r.failure}") if r.failure else None
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
