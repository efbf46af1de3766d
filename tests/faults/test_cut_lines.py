"""The same answer, sent again and again, at once, over lines that break: it counts once.

Three ways to lose a line: broken off in the middle of the sending, reset as soon as all is
sent, and closed while the reply comes. Among them somebody reads a reply to its end.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.faults.client import GaveUp, Learner, Load
from tests.faults.conftest import School, scale
from tests.faults.reader import Fields, Form

SMALL = 200  # posts
MOST_AT_ONCE = 20
AT_WORK = 4  # learners at the same time
RESET = struct.pack("ii", 1, 0)  # SO_LINGER of no time: closing resets the line


def _half(line: socket.socket, message: bytes, chance: Random) -> None:
    line.sendall(message[: chance.randrange(1, len(message))])


def _reset(line: socket.socket, message: bytes, _chance: Random) -> None:
    line.sendall(message)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def _unread(line: socket.socket, message: bytes, chance: Random) -> None:
    line.sendall(message)
    line.recv(chance.randrange(1, 200))


WAYS: list[Callable[[socket.socket, bytes, Random], None]] = [_half, _reset, _unread]


def _cut(port: int, message: bytes, seed: int) -> None:
    """Send over a line that breaks."""
    chance = Random(seed)  # noqa: S311  # not a secret
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 20) as line:
        chance.choice(WAYS)(line, message, chance)


def _message(learner: Learner, served: str, fields: Fields) -> bytes:
    body = urlencode(fields)
    return (
        f"POST /exercice/{served}/reponse HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Cookie: {learner.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
    ).encode()


def _volley(school: School, learner: Learner, lines: ThreadPoolExecutor) -> int:
    """One answer, sent 1 to 20 times at once, some of them read; how many were sent."""
    chance = learner.chance
    served, form = learner.next_exercise()
    fields = [("csrf_token", form.hidden("csrf_token")), ("passe", "1")]
    filled = form.fill(chance)
    if chance.random() < 0.7 and _readable(form):
        fields = list(filled)
    learner.log.write("sent", served, fields=[f for f in fields if f[0] != "csrf_token"])
    times = chance.randint(1, MOST_AT_ONCE)
    read = chance.randint(1, max(1, times // 3))
    message = _message(learner, served, fields)
    seeds = [chance.getrandbits(32) for _ in range(times - read)]
    sent = [lines.submit(_cut, school.app.port, message, seed) for seed in seeds]
    htmx = [chance.random() < 0.5 for _ in range(read)]
    address = f"/exercice/{served}/reponse"
    replies = [lines.submit(learner.insist, "POST", address, fields, way) for way in htmx]
    for one in sent:
        one.result()
    said = [reply.result() for reply in replies]
    if any(reply.status == 422 for reply in said):  # then nobody may have been told otherwise
        assert {reply.status for reply in said} == {422}
        return times
    for reply in said:
        if reply.status not in {200, 204, 303}:
            raise GaveUp(f"{served}: {reply.status}")
        learner.acknowledge(served, reply)
    learner.note(served)
    return times


def _readable(form: Form) -> bool:
    """An answer that is chosen can mostly be read; words that are typed perhaps not."""
    return all(control.kind != "text" or control.numeric for control in form.controls)


def _cut_lines(school: School, request: pytest.FixtureRequest) -> list[str]:
    """What was acknowledged and is not there once."""
    posts = scale(request, "PALIER_FAULTS_SENDS", SMALL)
    school.app.start()
    load = Load(school.learners(AT_WORK))

    def work(learner: Learner) -> int:
        sent = 0
        with ThreadPoolExecutor(MOST_AT_ONCE) as lines:
            while sent < posts / AT_WORK:
                sent += _volley(school, learner, lines)
        return sent

    with ThreadPoolExecutor(AT_WORK) as learners:
        sent = sum(learners.map(work, load.learners))
    found = school.check(load)
    print(
        f"cut lines, {school.kind}: {sent} posts of {found.acknowledged} answers, "
        f"{len(found.lost)} lost, {len(found.duplicated)} duplicated, seed {school.seed}, "
        f"statuses {dict(load.statuses())}"
    )
    assert sent >= posts
    return found.all


def test_an_answer_over_cut_lines_counts_once_on_sqlite(
    sqlite_school: Any, request: Any
) -> None:
    assert _cut_lines(sqlite_school, request) == []


def test_an_answer_over_cut_lines_counts_once_on_postgresql(
    postgresql_school: Any, request: Any
) -> None:
    assert _cut_lines(postgresql_school, request) == []


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_thousands_of_posts_over_cut_lines_on_sqlite(sqlite_school: Any, request: Any) -> None:
    assert _cut_lines(sqlite_school, request) == []


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_thousands_of_posts_over_cut_lines_on_postgresql(
    postgresql_school: Any, request: Any
) -> None:
    assert _cut_lines(postgresql_school, request) == []
