"""The log says what happened, and nothing of whom it happened to."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import abort
from sqlalchemy.exc import IntegrityError, OperationalError

from palier import policies
from palier.accounts import service as accounts
from palier.models import Person
from palier.policies import ANYONE
from palier.practice import service
from palier.upkeep import journal

CANARY = "canari"
# Each place where something personal may come in has its own.
PLACES = ("name", "login", "answer", "token", "path", "query", "header", "error", "cookie")
NAME, LOGIN, ANSWER, TOKEN, PATH, QUERY, HEADER, ERROR, COOKIE = (CANARY + p for p in PLACES)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log of this process receives."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(journal.formatter("json"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def room(sqlite_room: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A class whose application has pages that go wrong, as in production."""
    app = sqlite_room.app
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    app._got_first_request = False

    def unforeseen(rest: str) -> None:
        secret = ERROR
        raise ValueError(f"invalid literal: {secret}")

    def database(rest: str) -> None:
        cause = Exception(f"Key (login_name)=({ERROR}) already exists")
        raise OperationalError("INSERT", {"name": ERROR}, cause)

    def refused(rest: str) -> None:
        cause = Exception(f"Key (login_name)=({ERROR}) already exists")
        raise IntegrityError("INSERT", {"name": ERROR}, cause)

    def wrong(rest: str) -> None:
        abort(400, description=ERROR)

    for view in (unforeseen, database, refused, wrong):
        name = f"essai.{view.__name__}"
        app.add_url_rule(f"/essai/{view.__name__}/<rest>", name, view)
        monkeypatch.setitem(policies.POLICIES, name, ANYONE)
    return sqlite_room


def parsed(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_no_line_names_anybody_or_says_what_they_wrote(room: Any, lines: io.StringIO) -> None:
    card = accounts.add_learner(room.services, room.trainer, room.group_id, NAME)
    assert card is not None
    pupil = room.pupil("Zoé")
    browser = pupil.browser()
    service.start_placement(room.services, pupil.actor, "maths")
    served = pupil.serve("numeric")
    page = f"/exercice/{served}"
    browser.get(f"{page}?x={QUERY}", **{"User-Agent": HEADER, "X-Request-Id": HEADER})
    browser.post(f"{page}/reponse", page, {"number": [ANSWER]})
    browser.client.set_cookie("other", COOKIE)
    door = room.browser()
    fields = {f"mot{n}": [TOKEN] for n in range(1, 6)}
    door.post("/entrer", "/entrer", {"nom": [LOGIN], **fields})
    door.post("/carte", "/carte", {"jeton": [TOKEN]})
    trainer = room.browser(room.trainer.id)
    trainer.get(f"/groupes/{room.group_id}")
    trainer.get(f"/stagiaires/{pupil.actor.id}")
    statuses = set()
    for view in ("unforeseen", "database", "refused", "wrong", "nowhere"):
        reply = browser.get(f"/essai/{view}/{PATH}?x={QUERY}", Referer=HEADER)
        assert CANARY not in reply.headers["X-Request-Id"]
        assert ERROR not in reply.text
        statuses.add(reply.status_code)
    browser.client.open(f"/accueil?{QUERY}", method="CANARI")
    assert {400, 404, 500, 503} <= statuses
    text = lines.getvalue()
    assert len(parsed(lines)) >= 10
    with room.services.db.read() as session:
        people = session.query(Person).all()
    personal = {CANARY, str(served), card.login_name, *card.words, "127.0.0.1", "csrf", "Nadia"}
    personal |= {str(person.id) for person in people}
    assert {word for word in personal if word.lower() in text.lower()} == set()


def test_a_request_is_one_line_with_its_number(room: Any, lines: io.StringIO) -> None:
    browser = room.pupil("Zoé").browser()
    lines.truncate(0)
    lines.seek(0)
    reply = browser.get("/accueil")
    (line,) = parsed(lines)
    assert line["event"] == "request"
    assert line["request_id"] == reply.headers["X-Request-Id"]
    assert (line["method"], line["endpoint"], line["status"]) == ("GET", "progress.home", 200)
    assert line["school"] == room.trainer.school_id
    assert line["statements"] > 0
    assert line["ms"] > 0
    assert line["level"] == "info"
    assert set(line) <= set(journal.FIELDS)
    assert browser.get("/accueil").headers["X-Request-Id"] != line["request_id"]


def test_an_unforeseen_error_says_where_and_not_what(room: Any, lines: io.StringIO) -> None:
    reply = room.browser().get(f"/essai/unforeseen/{PATH}")
    assert reply.status_code == 500
    error, request = parsed(lines)
    assert error["error"] == "ValueError"
    assert error["at"][-1].endswith("unforeseen")
    assert error["request_id"] == request["request_id"] == reply.headers["X-Request-Id"]
    assert request["level"] == "error"


def test_a_database_that_refuses_leaves_a_line(room: Any, lines: io.StringIO) -> None:
    assert room.browser().get("/essai/database/x").status_code == 503
    error, _request = parsed(lines)
    assert (error["event"], error["error"]) == ("refused", "OperationalError")


def test_probes_and_files_leave_no_line_and_no_cookie(room: Any, lines: io.StringIO) -> None:
    browser = room.browser()
    for path in ("/sante", "/pret", "/static/palier.css"):
        reply = browser.get(path)
        assert reply.status_code == 200
        assert "Set-Cookie" not in reply.headers
        reply.close()
    assert lines.getvalue() == ""


@pytest.mark.parametrize(
    ("name", "message", "arguments", "said"),
    [
        ("waitress", f"Exception while serving /{CANARY}", (), "…"),
        ("waitress", "Exception while serving %s", (CANARY,), "Exception while serving …"),
        ("gunicorn.error", "Booting worker with pid: %s", (7,), "Booting worker with pid: 7"),
        ("palier.catalogue", "%s is left out", ("maths/x",), "maths/x is left out"),
    ],
)
def test_messages_of_others_are_not_filled_in(
    lines: io.StringIO, name: str, message: str, arguments: tuple[object, ...], said: str
) -> None:
    logging.getLogger(name).info(message, *arguments)
    assert [line["event"] for line in parsed(lines)] == [said]


def test_people_read_it_on_a_terminal() -> None:
    record = logging.LogRecord("palier.request", logging.INFO, "", 0, "request", None, None)
    record.fields = {"endpoint": "progress.home", "status": 200}
    said = journal.formatter("text").format(record)
    assert "request" in said
    assert "endpoint=progress.home" in said
    assert "{" not in said
