"""Disk full, database read-only or stopped: refused in plain words, never acknowledged, and
the same process goes on by itself once the cause is gone."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.faults.client import Learner, Load
from tests.faults.conftest import School
from tests.faults.oracle import ANSWERS
from tests.faults.reader import Fields, Page
from tests.faults.servers import App
from tests.postgresql import Cluster

BEFORE = 4  # answers before the fault, so that there is something to lose
BACK_WITHIN = 10.0  # seconds after the cause is gone
CALM = ("Le problème vient de nous.", "n’est pas encore enregistré", "réessayez")
WITHOUT_POWERS = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")


def _at_an_exercise(school: School) -> tuple[Load, str, Fields]:
    """A learner who has worked a little, and the answer she is about to send."""
    load = Load(school.learners(1))
    ines = load.learners[0]
    for _answer in range(BEFORE):
        ines.step()
    served, form = ines.next_exercise()
    return load, served, [("csrf_token", form.hidden("csrf_token")), ("passe", "1")]


def _refused(school: School, learner: Learner, served: str, fields: Fields) -> None:
    """Sent in each way, the answer is not acknowledged, and no page is a fault of ours."""
    before = len(school.store.rows(ANSWERS)) if school.store.sqlite else BEFORE
    address = f"/exercice/{served}/reponse"
    for htmx in (False, True, False):
        reply = learner.send("POST", address, fields, htmx)
        assert reply.status == 503, Page(reply.body).text
        said = Page(reply.body).text
        assert [words for words in CALM if words not in said] == []
        assert reply.headers["retry-after"]
        assert "Traceback" not in reply.body
    for path in ("/accueil", f"/exercice/{served}", "/entrer"):
        assert learner.send("GET", path).status in {200, 303, 503}
    if school.store.sqlite:
        assert len(school.store.rows(ANSWERS)) == before


def _stored_at_last(school: School, load: Load, served: str, fields: Fields) -> None:
    """The same post, the same process: now it is kept, and everything agrees."""
    ines = load.learners[0]
    since = time.monotonic()
    assert ines.answer(served, fields, htmx=False)
    assert time.monotonic() - since < BACK_WITHIN
    ines.step()
    assert school.app.running()
    found = school.check(load)
    assert found.all == []
    assert found.acknowledged == BEFORE + 2


def _through(school: School, fault: Callable[[], Any]) -> None:
    load, served, fields = _at_an_exercise(school)
    with fault():
        _refused(school, load.learners[0], served, fields)
    _stored_at_last(school, load, served, fields)


# The disk is full


def test_a_file_that_may_not_grow(sqlite_school: Any) -> None:
    """Needs no right: a limit on the size of files stops the process's writes."""
    sqlite_school.app.start()

    @contextmanager
    def full() -> Iterator[None]:
        log = Path(sqlite_school.url.removeprefix("sqlite:///") + "-wal")
        unlimited = resource.RLIM_INFINITY
        limit = (log.stat().st_size, unlimited)
        resource.prlimit(sqlite_school.app.pid, resource.RLIMIT_FSIZE, limit)
        yield
        resource.prlimit(sqlite_school.app.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))

    _through(sqlite_school, full)


@contextmanager
def _small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own for the length of a test; red where none may be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "none", str(folder)]
    subprocess.run(mount, check=True)  # noqa: S603 - our own arguments
    try:
        yield folder
    finally:
        unmount = ["umount", "--lazy", str(folder)]
        subprocess.run(unmount, check=True)  # noqa: S603 - our own arguments


@contextmanager
def _filled(folder: Path) -> Iterator[None]:
    """Not one byte is left on this disk."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 4_096):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    yield
    ballast.unlink()


@pytest.mark.slow
@pytest.mark.faults
def test_a_disk_that_is_full(published: Any, tmp_path: Path, open_school: Any) -> None:
    with _small_disk(tmp_path / "disk", 16) as disk:
        file = disk / "school.db"
        shutil.copy(published[0], file)
        url = f"sqlite:///{file}"
        school = open_school(url, tmp_path, published[1], App(url, tmp_path))
        school.app.start()
        _through(school, lambda: _filled(disk))


# The database may not be written


def test_a_file_that_is_read_only(published: Any, tmp_path: Path, open_school: Any) -> None:
    """Regression: connections opened while the file was read-only stayed so for ever."""
    file = tmp_path / "school.db"
    shutil.copy(published[0], file)
    url = f"sqlite:///{file}"
    before = WITHOUT_POWERS if os.geteuid() == 0 else ()  # root may write to any file
    school = open_school(url, tmp_path, published[1], App(url, tmp_path, before))
    school.app.start()
    load, served, fields = _at_an_exercise(school)
    school.app.kill()
    file.chmod(0o444)
    school.app.start()
    _refused(school, load.learners[0], served, fields)
    file.chmod(0o644)
    _stored_at_last(school, load, served, fields)


def _order(cluster: Cluster, *statements: str) -> None:
    with psycopg.connect(
        host=str(cluster.folder), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_a_server_that_is_read_only(postgresql_school: Any, own_cluster: Cluster) -> None:
    postgresql_school.app.start()
    setting, reload = "default_transaction_read_only", "SELECT pg_reload_conf()"

    @contextmanager
    def read_only() -> Iterator[None]:
        _order(own_cluster, f"ALTER SYSTEM SET {setting} = on", reload)
        time.sleep(0.3)  # each connection reads its settings again by itself
        try:
            yield
        finally:
            _order(own_cluster, f"ALTER SYSTEM RESET {setting}", reload)

    _through(postgresql_school, read_only)


# The database is stopped


def test_a_server_that_is_stopped(postgresql_school: Any, own_cluster: Cluster) -> None:
    postgresql_school.app.start()

    @contextmanager
    def stopped() -> Iterator[None]:
        own_cluster.stop("fast")
        try:
            yield
        finally:
            own_cluster.start()

    _through(postgresql_school, stopped)
