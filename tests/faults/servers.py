"""Palier as it is run: processes that answer on a port, and can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import pytest

PROGRAMS = Path(sys.executable).parent
STARTING = 60.0  # seconds; a machine under load is slow
WORKERS = 2


def environment(database_url: str) -> dict[str, str]:
    """The settings of every process of ours on this database."""
    found = os.environ | {
        "PALIER_DATABASE_URL": database_url,
        "PALIER_SECRET_KEY": "one key for all processes, before and after a restart",
    }
    if sys.dont_write_bytecode:  # they start again and again: compiled once, elsewhere
        kept = Path(tempfile.gettempdir()) / f"palier-bytecode-{os.getuid()}"
        found |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(kept)}
    return found


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class App:
    """The application on one database: `palier serve` for SQLite, gunicorn for PostgreSQL."""

    def __init__(self, database_url: str, folder: Path, before: tuple[str, ...] = ()) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.several = database_url.startswith("postgresql")
        self.log = folder / "app.log"
        self._before = before  # a program that starts ours with fewer rights
        self._environment = environment(database_url)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process that was started."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start, and wait until the port answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own arguments
                [*self._before, *self._command()],
                env=self._environment,
                cwd=self.log.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + STARTING
        while time.monotonic() < until and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        said = self.log.read_text(errors="replace")[-2000:]
        pytest.fail(f"Palier does not start.\n{said}", pytrace=False)

    def _command(self) -> list[str]:
        if not self.several:
            return [str(PROGRAMS / "palier"), "serve", "--port", str(self.port)]
        options = ["--workers", str(WORKERS), "--threads", "4", "--bind"]
        where = f"127.0.0.1:{self.port}"
        factory = "palier.app:create_app()"
        return [str(PROGRAMS / "gunicorn"), *options, where, factory]

    def running(self) -> bool:
        """Whether the process that was started is still there."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """kill -9: every process, at once."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def kill_worker(self, chance: Random) -> None:
        """kill -9 of one worker; its master starts another."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        if children:
            os.kill(int(chance.choice(children)), signal.SIGKILL)
