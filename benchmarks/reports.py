"""What trainers and schools read of many answers, on PostgreSQL: `make bench NAME=reports`.

The map of a class, 30 learners × all skills, where the database holds 1 M, then 10 M answers.
Beside it, in the same run and one after the other: the same statements sent again, their rows
read, and a bare table of as many cells rendered by the same library. Times are of the whole
request, of the middle and of the slowest of twenty; the size is that of the page after gzip at
its usual level. Then the year report of a school of 300 learners in the same database.
`--quick`: 100,000 and 1 M answers; `--year`: the year report alone. Files go to a temporary
folder, 8 GB.
"""

from __future__ import annotations

import argparse
import gzip
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Environment
from pydantic import SecretStr
from sqlalchemy import event

from benchmarks import _many_answers as many
from benchmarks import _year_school as year
from benchmarks._many_answers import CLASS, Place
from benchmarks._report import cannot_run, machine, measure
from benchmarks._year_report import year_report
from palier import levels as shown
from palier.app import Services, create_app
from palier.config import Config
from palier.demo.source import DemoSource

ROUNDS, WARM_UP = 60, 5
ADDRESS = "?domaine=tous&colonnes=competences&voir=tout"
BARE = """<!doctype html><title>T</title><table>{% for name, id, cells in rows %}
<tr><th>{{ name }}</th>{% for number, value in cells %}
<td><a href="/stagiaires/{{ id }}/c/{{ number }}">{{ value }}</a></td>{% endfor %}</tr>
{% endfor %}</table>"""
Sent = list[tuple[str, Any]]


class Bare:
    """The same rows, read and rendered with nothing worked out."""

    def __init__(self, services: Services, place: Place, sent: Sent) -> None:
        self.services, self.place, self.sent = services, place, sent
        self.template = Environment(autoescape=True).from_string(BARE)
        with services.db.read() as session:
            self.parameters = services.catalogue.current(session).parameters

    def page(self) -> str:
        """Every statement of the page again, its rows, and a cell a learner and skill."""
        with self.services.db.engine.connect() as connection:
            for statement, values in self.sent:
                rows = connection.exec_driver_sql(statement, values).all()
                if "learner_state.levels" in statement:
                    people = rows
        return self.template.render(rows=[self._row(row) for row in people])

    def _row(self, row: Any) -> tuple[str, Any, list[tuple[int, float]]]:
        levels = shown.unpack(self.parameters, row[3], many.NOW)
        return row[1], row[0], list(enumerate(levels.p_success.round(2).tolist()))


def timed(call: Callable[[], object]) -> float:
    """Milliseconds of a call."""
    start = time.perf_counter()
    call()
    return 1e3 * (time.perf_counter() - start)


def signed_in(app: Flask, token: str) -> FlaskClient:
    """A browser where the trainer is signed in."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client


def statements_of(services: Services, call: Callable[[], object]) -> Sent:
    """The statements that a call sends, with their values."""
    sent: Sent = []

    def note(_connection: Any, _cursor: Any, text: str, values: Any, *_rest: Any) -> None:
        sent.append((text, values))

    event.listen(services.db.engine, "before_cursor_execute", note)
    call()
    event.remove(services.db.engine, "before_cursor_execute", note)
    return sent


def class_map(app: Flask, place: Place, answers: int) -> tuple[float, float, float]:
    """Prints the figures of the map at this many answers; its median time and its shortest,
    and the median of the bare reading, ms."""
    services: Services = app.extensions["palier"]
    client = signed_in(app, place.token)

    def page() -> bytes:
        reply = client.get(f"/groupes/{place.group_id}{ADDRESS}")
        if reply.status_code != 200:
            cannot_run(f"the map answers {reply.status}")
        data: bytes = reply.data
        return data

    for _ in range(WARM_UP):
        html = page()
    cells = html.count(b"<td")
    if cells < CLASS * 150:
        cannot_run(f"the map has {cells} cells")
    sent = statements_of(services, page)
    bare = Bare(services, place, sent)
    bare.page()
    ours, theirs = [], []
    for _ in range(ROUNDS):  # in turn: what else the machine does falls on both
        ours.append(timed(page))
        theirs.append(timed(bare.page))
    at = f"{answers // 1000}k"
    p95 = [float(np.percentile(took, 95)) for took in (ours, theirs)]
    measure(f"map_{at}_cells", cells, "")
    measure(f"map_{at}_statements", len(sent), "", at_most=8)
    measure(f"map_{at}_median", float(np.median(ours)), "ms")
    measure(f"map_{at}_p95", p95[0], "ms")
    measure(f"bare_{at}_median", float(np.median(theirs)), "ms")
    measure(f"bare_{at}_p95", p95[1], "ms")
    measure(f"map_{at}_p95_by_bare", p95[0] / p95[1], "", at_most=3.0)
    measure(f"map_{at}_gzip", len(gzip.compress(html, 6)) / 1024, "KB", at_most=60)
    return float(np.median(ours)), min(ours), float(np.median(theirs))


def class_maps(app: Flask, sizes: tuple[int, int]) -> None:
    """Fills the database twice, and looks at the class each time."""
    services: Services = app.extensions["palier"]
    place = many.found_school(services)
    found, before = [], 0
    for answers in sizes:
        start = time.perf_counter()
        many.fill(services, place, before, answers)
        measure(f"fill_{answers // 1000}k", time.perf_counter() - start, "s")
        found.append(class_map(app, place, answers))
        before = answers
    (first, least_first, bare_first), (then, least_then, bare_then) = found
    measure("map_ten_times_the_answers", then / first, "", at_most=1.2)
    # The two halves of a run are minutes apart: what else the machine did is not in these.
    measure("map_ten_times_shortest", least_then / least_first, "")
    measure("map_ten_times_against_bare", then / bare_then / (first / bare_first), "")


def year_reports(app: Flask) -> None:
    """The year report of a school, in each format."""
    services: Services = app.extensions["palier"]
    start = time.perf_counter()
    school = year.found(services)
    measure("year_build", time.perf_counter() - start, "s")
    measure("year_answers", school.answers, "")
    for kind in ("pdf", "xlsx"):
        year_report(services, signed_in(app, school.token), kind)


def main() -> None:
    """The class map among many answers, then the year report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--year", action="store_true")
    asked = options.parse_args()
    sizes = (100_000, 1_000_000) if asked.quick else (1_000_000, 10_000_000)
    with many.server() as url:
        config = Config(database_url=url, secret_key=SecretStr("bench"), demo=True)
        app = create_app(config, DemoSource(1, many.NOW))
        services: Services = app.extensions["palier"]
        machine(f"{services.db.engine.dialect.name}")
        many.prepare(services)
        if not asked.year:
            class_maps(app, sizes)
        year_reports(app)
        services.db.dispose()


if __name__ == "__main__":
    main()
