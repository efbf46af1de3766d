"""kill -9, at any moment, of the app and of the database: nothing acknowledged is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.client import Load
from tests.faults.conftest import School, scale
from tests.postgresql import Cluster

SHORTEST, LONGEST = 0.2, 1.2  # seconds of work before a kill
SMALL_APP, SMALL_DATABASE = 3, 2
GOING = 60.0  # seconds in which answers must come again after a fault


def _work(load: Load, seconds: float, more: int) -> None:
    """Let them work: until ``more`` answers came, then for a while."""
    until, wanted = time.monotonic() + GOING, load.acknowledged + more
    while load.acknowledged < wanted and not load.failures:
        assert time.monotonic() < until, f"no answer in {GOING:.0f} s: {load.statuses()}"
        time.sleep(0.02)
    time.sleep(seconds)


def _cycles(school: School, count: int, fault: Callable[[], None]) -> Load:
    """Learners at work, and a fault at a random moment, again and again."""
    load = Load(school.learners())
    with load.working():
        for _cycle in range(count):
            # At times the next kill comes before anything was answered again.
            pause, more = school.chance.uniform(SHORTEST, LONGEST), school.chance.randint(0, 4)
            _work(load, pause, more)
            fault()
        _work(load, 0.0, more=3)
    return load


def _report(what: str, school: School, cycles: int, load: Load) -> list[str]:
    """What was acknowledged and is not there once, after so many cycles."""
    found = school.check(load)
    print(
        f"{what}: {cycles} cycles, {found.acknowledged} acknowledged, {len(found.lost)} lost, "
        f"{len(found.duplicated)} duplicated, seed {school.seed}, "
        f"statuses {dict(load.statuses())}"
    )
    assert found.acknowledged >= cycles
    return found.all


def _kill_app(school: School) -> None:
    if school.app.several and school.chance.random() < 0.5:
        school.app.kill_worker(school.chance)
    else:
        school.app.kill()
        school.app.start()


def _app_is_killed(school: School, request: pytest.FixtureRequest) -> list[str]:
    cycles = scale(request, "PALIER_FAULTS_CYCLES", SMALL_APP)
    school.app.start()
    load = _cycles(school, cycles, lambda: _kill_app(school))
    return _report(f"kill -9 of the app, {school.kind}", school, cycles, load)


def test_the_app_is_killed_on_sqlite(sqlite_school: Any, request: Any) -> None:
    assert _app_is_killed(sqlite_school, request) == []


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_the_app_is_killed_on_sqlite_again_and_again(sqlite_school: Any, request: Any) -> None:
    assert _app_is_killed(sqlite_school, request) == []


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_the_app_is_killed_on_postgresql_again_and_again(
    postgresql_school: Any, request: Any
) -> None:
    assert _app_is_killed(postgresql_school, request) == []


def _database_is_killed(
    school: School, cluster: Cluster, request: pytest.FixtureRequest
) -> list[str]:
    cycles = scale(request, "PALIER_FAULTS_CYCLES", SMALL_DATABASE)
    school.app.start()

    def kill() -> None:
        cluster.kill(whole=school.chance.random() < 0.5)
        cluster.start()

    load = _cycles(school, cycles, kill)
    assert school.app.running(), "the app must outlive its database"
    return _report("kill -9 of PostgreSQL", school, cycles, load)


def test_postgresql_is_killed(postgresql_school: Any, own_cluster: Any, request: Any) -> None:
    assert _database_is_killed(postgresql_school, own_cluster, request) == []


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_postgresql_is_killed_again_and_again(
    postgresql_school: Any, own_cluster: Any, request: Any
) -> None:
    assert _database_is_killed(postgresql_school, own_cluster, request) == []
