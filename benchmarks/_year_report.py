"""The year report of a school as a director makes it: asked for, watched, kept.

By the form, then the page as htmx asks for it again every two seconds, then the file. The
clock runs from the form to the last byte of the file; the processor's time is that of the whole
process, pages and PDF included.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import event

from benchmarks._many_answers import NOW
from benchmarks._report import cannot_run, measure
from benchmarks._year_school import LEARNERS, SINCE
from palier.app import Services

POLL_S, LONGEST_S = 2.0, 300.0
AT_MOST_S = 20.0
CPU_AT_MOST_S = 8.0  # so that a machine twice as slow, and busy, still makes it in time


@dataclass
class Seen:
    """Statements sent, and the longest that one connection was held in a transaction, s."""

    statements: int = 0
    longest: float = 0.0
    begun: dict[int, float] = field(default_factory=dict)


@contextmanager
def watched(services: Services) -> Iterator[Seen]:
    """What the database sees meanwhile."""
    seen, engine = Seen(), services.db.engine

    def sent(*_rest: Any) -> None:
        seen.statements += 1

    def begin(connection: Any) -> None:
        seen.begun[id(connection)] = time.perf_counter()

    def end(connection: Any) -> None:
        begun = seen.begun.pop(id(connection), None)
        if begun is not None:
            seen.longest = max(seen.longest, time.perf_counter() - begun)

    heard: list[tuple[str, Callable[..., None]]] = [
        ("before_cursor_execute", sent),
        ("begin", begin),
        ("commit", end),
        ("rollback", end),
    ]
    for name, call in heard:
        event.listen(engine, name, call)
    yield seen
    for name, call in heard:
        event.remove(engine, name, call)


def year_report(services: Services, client: FlaskClient, kind: str) -> None:
    """Prints the figures of the report in a format: pdf or xlsx."""
    with watched(services) as seen:
        wall, cpu = time.perf_counter(), time.process_time()
        data, steps = _made(client, kind)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    _check(data, kind)
    measure(f"year_{kind}_clock", wall, "s", at_most=AT_MOST_S)
    measure(f"year_{kind}_processor", cpu, "s", at_most=CPU_AT_MOST_S)
    measure(f"year_{kind}_statements", seen.statements, "")
    measure(f"year_{kind}_longest_transaction", seen.longest, "s")
    measure(f"year_{kind}_progress_seen", len(steps), "", at_least=1)
    measure(f"year_{kind}_size", len(data) / 1000, "KB")


def _made(client: FlaskClient, kind: str) -> tuple[bytes, set[str]]:
    """The file, and what was said of it while it was made."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/rapports").text)
    if token is None:
        cannot_run("the page of reports has no form")
    form = {
        "csrf_token": token[1],
        "quoi": "school",
        "format": kind,
        "du": SINCE.date().isoformat(),
        "au": NOW.date().isoformat(),
    }
    sent = client.post("/rapports", data=form)
    if sent.status_code != 303:
        cannot_run(f"the form is answered {sent.status}")
    steps: set[str] = set()
    until = time.perf_counter() + LONGEST_S
    while True:
        page = unescape(client.get(sent.location, headers={"HX-Request": "true"}).text)
        file = re.search(r'href="([^"]+/fichier)"', page)
        if file:
            return client.get(file[1]).data, steps
        told = re.search(r"<p role=\"status\">([^<]+)</p>", page)
        if told is None or time.perf_counter() > until:
            cannot_run("the report could not be made")
        steps.add(told[1])
        time.sleep(POLL_S)


def _check(data: bytes, kind: str) -> None:
    """A fast report that lacks somebody is no figure."""
    if kind == "pdf":
        pages = PdfReader(io.BytesIO(data)).pages
        words = " ".join(page.extract_text() for page in pages)
    else:
        book = load_workbook(io.BytesIO(data))
        words = " ".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    missing = [n for n in range(LEARNERS) if f"Nom{n:03}" not in words]
    if missing:
        cannot_run(f"the {kind} lacks {len(missing)} learners")
