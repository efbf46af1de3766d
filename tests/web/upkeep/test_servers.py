"""The two servers as they are run: people work, and a stop loses nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from palier.accounts import service as accounts
from palier.accounts.cards import NewCard
from palier.models import LEARNER, Answer
from palier.practice import service
from palier.security import Actor

Fields = Mapping[str, str | Sequence[str]]
PROGRAMS = Path(sys.executable).parent
STARTS_WITHIN_S = 60.0


class Server:
    """A process that serves a database on a port of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        command = [str(PROGRAMS / "palier"), "serve", "--port", str(self.port)]
        if url.startswith("postgresql"):
            command = [str(PROGRAMS / "gunicorn"), "-c", "python:palier.gunicorn_conf"]
            command += ["--bind", f"127.0.0.1:{self.port}", "--workers", "2"]
        settings = {
            "PALIER_DATABASE_URL": url,
            "PALIER_SECRET_KEY": "one key for all processes",
        }
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own arguments
                command, env=os.environ | settings, cwd=folder, stdout=log, stderr=log
            )

    def wait(self) -> None:
        until = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.get("/pret")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        pytest.fail(self.log.read_text(errors="replace"))

    def get(self, path: str) -> tuple[int, str]:
        return Visitor(self.port).get(path)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


class Visitor:
    """A browser without JavaScript: cookies, pages, forms."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str]:
        return self.reply(self.send(path, None))

    def post(self, path: str, form: str, fields: Fields) -> tuple[int, str]:
        return self.reply(self.send(path, self.filled(form, fields)))

    def filled(self, form: str, fields: Fields) -> str:
        """What a form of this page sends."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(form)[1])
        assert found, f"no form at {form}"
        return urlencode({"csrf_token": found[1], **fields}, doseq=True)

    def send(self, path: str, body: str | None) -> HTTPConnection:
        """Ask, without waiting for the reply."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("GET" if body is None else "POST", path, body, headers)
        return connection

    def reply(self, connection: HTTPConnection) -> tuple[int, str]:
        """Status, and where to go next or the page."""
        try:
            reply = connection.getresponse()
            for cookie in reply.headers.get_all("Set-Cookie") or []:
                name, value = cookie.split(";")[0].split("=", 1)
                self.cookies[name] = value
            page = reply.read().decode()
            return reply.status, reply.headers.get("Location") or page
        finally:
            connection.close()

    def sign_in(self, card: NewCard) -> None:
        words = {f"mot{n}": word for n, word in enumerate(card.words, 1)}
        status, _page = self.post("/entrer", "/entrer", {"nom": card.login_name, **words})
        assert status == 303


class Learner:
    """A learner with a card and an exercise before her."""

    def __init__(self, room: Any) -> None:
        self.room = room
        card = accounts.add_learner(room.services, room.trainer, room.group_id, "Zoé")
        assert card is not None
        self.card = card
        self.actor = Actor(card.learner_id, room.trainer.school_id, "Zoé", frozenset({LEARNER}))
        first = service.start_placement(room.services, self.actor, "maths")
        assert first is not None
        self.first: UUID = first
        pupil = type(room.pupil("Inès"))(room, self.actor)
        self.right = pupil.known(first).right[0]
        self.room.services.db.dispose()

    def answers(self) -> int:
        with self.room.services.db.read() as session:
            return session.scalar(select(func.count()).select_from(Answer)) or 0


@pytest.fixture
def learner(room: Any) -> Learner:
    return Learner(room)


@pytest.fixture
def server(learner: Learner, tmp_path: Path) -> Iterator[Server]:
    started = Server(learner.room.services.config.database_url, tmp_path)
    try:
        started.wait()
        yield started
    finally:
        if started.process.poll() is None:
            started.process.kill()
        started.process.wait()


def test_one_works_through_a_server_which_then_stops_kindly(
    server: Server, learner: Learner
) -> None:
    """Sign in, answer; another answer is under way when the server is told to stop."""
    assert server.get("/sante")[0] == 200
    visitor = Visitor(server.port)
    visitor.sign_in(learner.card)
    page = f"/exercice/{learner.first}"
    form = visitor.filled(page, learner.right)
    with learner.room.services.db.write() as session:  # holds her answer up
        session.execute(text("UPDATE learner_state SET sittings = sittings"))
        sent = visitor.send(f"{page}/reponse", form)
        time.sleep(1.0)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert server.process.poll() is None, "left while an answer was under way"
    status, _page = visitor.reply(sent)
    assert status in {200, 303}
    assert learner.answers() == 1
    assert server.process.wait(timeout=60) == 0
    lines = server.lines()
    requests = [line for line in lines if line["event"] == "request"]
    assert {"accounts.sign_in_post", "practice.answer"} <= {r["endpoint"] for r in requests}
    assert all(r["status"] < 400 for r in requests)


def test_workers_share_the_program_and_no_connection(
    postgresql_room: Any, tmp_path: Path
) -> None:
    """Four people at once on two processes, born of one that had read the database."""
    learner = Learner(postgresql_room)
    started = Server(postgresql_room.services.config.database_url, tmp_path)
    try:
        started.wait()
        visitors = [Visitor(started.port) for _ in range(4)]
        threads = [threading.Thread(target=v.sign_in, args=[learner.card]) for v in visitors]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(visitor.get("/accueil")[0] == 200 for visitor in visitors)
    finally:
        started.process.terminate()
        assert started.process.wait(timeout=30) == 0
