"""A private PostgreSQL server for tests: no service of the machine is used or touched."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

NO_POSTGRESQL = (
    "PostgreSQL is not installed, and the database tests run on it too. "
    "`make test` installs it when it may; else: apt-get install postgresql"
)
STARTS = 20  # tries: after a kill, what is left of the old server needs a moment to go


def program(name: str) -> str:
    """The newest PostgreSQL's program; Debian keeps them off the PATH."""
    packaged = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_major)
    found = str(packaged[-1]) if packaged else shutil.which(name)
    if not found:
        pytest.fail(NO_POSTGRESQL, pytrace=False)
    return found


def _major(path: Path) -> int:
    version = path.parents[1].name
    return int(version) if version.isdigit() else 0


def _run(*command: str) -> tuple[int, str]:
    """Run a PostgreSQL program; never as root, which PostgreSQL refuses to be."""
    as_user = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    done = subprocess.run(  # noqa: S603 - our own arguments
        [*as_user, *command],
        cwd="/",
        stdout=subprocess.DEVNULL,  # the server would keep a pipe open for ever
        stderr=subprocess.PIPE if "initdb" in command[0] else subprocess.DEVNULL,
        check=False,
    )
    return done.returncode, (done.stderr or b"").decode(errors="replace")


class Cluster:
    """A server on a socket of its own folder, where only this user comes."""

    def __init__(self, folder: Path, options: str = "") -> None:
        self.folder = folder
        self._data = str(folder / "data")
        self._options = f"-k {folder} -c listen_addresses='' {options}"
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        access = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        self._must(program("initdb"), "-D", self._data, *access)

    @property
    def url(self) -> str:
        """The address of the database that is always there."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        said = ""
        for _try in range(STARTS):
            log = ("-l", str(self.folder / "log"), "-o", self._options)
            code, said = self._control(*log, "start")
            if code == 0:
                return
            time.sleep(0.25)
        pytest.fail(f"PostgreSQL does not start. {said}", pytrace=False)

    def stop(self, mode: str = "immediate") -> None:
        """Stop: "fast" as an administrator does, "immediate" at once."""
        self._control("-m", mode, "stop")

    def kill(self, whole: bool) -> None:
        """kill -9: of the postmaster alone, or of every process of the server."""
        postmaster = int((Path(self._data) / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in [postmaster, *(int(child) for child in children if whole)]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue  # a connection that had just ended

    def _control(self, *arguments: str) -> tuple[int, str]:
        return _run(program("pg_ctl"), "-D", self._data, "-w", "-s", *arguments)

    def _must(self, *command: str) -> None:
        code, said = _run(*command)
        if code:
            pytest.fail(f"{' '.join(command)} failed.\n{said}", pytrace=False)
