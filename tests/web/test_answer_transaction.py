"""One answer: kept exactly once, cheap, and the state is always the fold of the log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select, update

from palier.accounts import service as accounts
from palier.app import Services, create_app
from palier.demo.source import DemoSource
from palier.models import (
    Answer,
    Checkpoint,
    ExerciseServed,
    LearnerState,
    ObservationRow,
    Sitting,
    VerdictRow,
)
from palier.practice import service
from palier.practice.refold import verify
from palier.security import Actor

Reply = tuple[str, object, UUID | None, object]
TABLES = (Answer, VerdictRow, ObservationRow, ExerciseServed, Sitting, Checkpoint)
MOST_STATEMENTS = 14


def rows(kit: Any) -> list[int]:
    """How many rows each table of the log has."""
    return [kit.count(table) for table in TABLES]


Outcome = service.Replied | service.Unreadable | service.Closed


def said(reply: Outcome) -> Reply:
    """What a reply tells, to compare two."""
    assert isinstance(reply, service.Replied)
    return reply.kind, reply.verdict, reply.next_id, reply.next_reason


@contextmanager
def counting(kit: Any) -> Iterator[dict[str, int]]:
    """Count SQL statements (what opens a transaction apart) and commits."""
    engine, counted = kit.services.db.engine, {"statements": 0, "commits": 0}

    def statement(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        counted["statements"] += not text.startswith("BEGIN")

    def commit(_connection: Any) -> None:
        counted["commits"] += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    yield counted
    event.remove(engine, "before_cursor_execute", statement)
    event.remove(engine, "commit", commit)


def test_a_repeated_answer_is_kept_once_and_gets_the_same_reply(room: Any, ines: Any) -> None:
    served_id = ines.start()
    first = said(ines.answer(served_id))
    before = rows(room)
    for right in (True, False):
        assert said(ines.answer(served_id, right)) == first
    unknown = service.answer(room.services, ines.actor, served_id, {}, unknown=True)
    assert said(unknown) == first
    assert rows(room) == before


def test_ten_answers_at_once_are_kept_as_one(room: Any, ines: Any) -> None:
    served_id = ines.start()
    known = ines.known(served_id)
    before = rows(room)

    def post(n: int) -> Outcome:
        raw = known.right[0] if n % 2 or not known.wrong else known.wrong[0][0]
        return service.answer(room.services, ines.actor, served_id, raw)

    with ThreadPoolExecutor(10) as threads:
        replies = [said(reply) for reply in threads.map(post, range(10))]
    assert replies == replies[:1] * 10
    assert replies[0][2] is not None
    answer, verdict, observation, served = (
        after - was for after, was in zip(rows(room)[:4], before[:4], strict=True)
    )
    assert (answer, verdict, observation, served) == (1, 1, 1, 1)


def test_two_learners_at_once_do_not_wait_for_ever(room: Any, ines: Any) -> None:
    other = room.pupil("Karim")
    other.place("maths")
    starts = [(ines, ines.start()), (other, other.start())]

    def sit(who: Any, served_id: UUID | None) -> int:
        count = 0
        while served_id is not None:
            served_id = who.answer(served_id).next_id
            count += 1
        return count

    with ThreadPoolExecutor(2) as threads:
        assert [f.result() for f in [threads.submit(sit, *s) for s in starts]] == [6, 6]


def test_sitting_down_twice_at_once_makes_one_sitting(room: Any, ines: Any) -> None:
    before = room.count(Sitting)
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda _n: ines.start(), range(6)))
    assert len(set(found)) == 1
    assert room.count(Sitting) == before + 1


def test_a_late_answer_gets_the_stored_reply(room: Any, ines: Any) -> None:
    first = following = ines.start()
    replies = {}
    while following is not None:
        replies[following] = ines.answer(following)
        following = replies[following].next_id
    before = rows(room)
    room.source.wait(24 * 3600)
    for served_id, reply in replies.items():
        assert said(ines.answer(served_id, right=False)) == said(reply)
    assert ines.answer(first).next_id is not None
    assert rows(room) == before


def without_token(html: str) -> str:
    """A page without the token of its forms, which holds the time it was made."""
    return re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", html)


def test_an_answer_counts_in_the_sitting_as_it_is_numbered_when_written(
    room: Any, ines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    served_id = ines.start()
    sitting = Sitting.id == ines.served(served_id).sitting_id
    judge = service.judge

    def merged_meanwhile(*args: Any) -> Any:
        with room.services.db.write() as session:
            session.execute(update(Sitting).where(sitting).values(number=9))
        return judge(*args)

    monkeypatch.setattr(service, "judge", merged_meanwhile)
    ines.answer(served_id)
    with room.services.db.read() as session:
        row = session.scalars(
            select(ObservationRow).where(ObservationRow.served_id == served_id)
        ).one()
    assert row.data["sitting"] == 9


def test_over_http_a_repeated_post_shows_the_same_feedback(room: Any, ines: Any) -> None:
    served_id = ines.start()
    page = f"/exercice/{served_id}"
    browser, known = ines.browser(), ines.known(served_id)
    comfort = "/confort"  # a page with a form, before and after
    first = browser.post(f"{page}/reponse", comfort, known.wrong[0][0])
    assert first.status_code == 303
    shown = without_token(browser.get(page).text)
    before = rows(room)
    again = browser.post(f"{page}/reponse", comfort, known.right[0])
    assert (again.status_code, again.location) == (303, first.location)
    assert without_token(browser.get(page).text) == shown
    partial = browser.post(f"{page}/reponse", comfort, known.right[0], **{"HX-Request": "true"})
    assert partial.status_code == 200
    assert "C’est juste" not in partial.text
    assert rows(room) == before


def test_foreign_and_forged_exercises_do_not_exist(room: Any, ines: Any) -> None:
    other = room.pupil("Karim")
    served_id = ines.start()
    browser, before = other.browser(), rows(room)
    bodies = set()
    for address in (served_id, uuid4()):
        raw = ines.known(served_id).right[0]
        for reply in (
            browser.get(f"/exercice/{address}"),
            browser.post(f"/exercice/{address}/reponse", "/confort", raw),
            browser.post(f"/exercice/{address}/aide", "/confort"),
            browser.post(f"/exercice/{address}/ranger", "/confort", {"monter": ["1"]}),
        ):
            assert reply.status_code in {400, 404}
            bodies.add((reply.status_code, reply.text))
    assert len([status for status, _text in bodies if status == 404]) == 1
    assert browser.get("/exercice/pas-un-numero").status_code == 404
    assert rows(room) == before


@pytest.mark.parametrize("kind", ["mcq", "numeric", "order", "dropdown"])
def test_an_unreadable_answer_stores_nothing(room: Any, ines: Any, kind: str) -> None:
    served_id = ines.serve(kind)
    browser, before = ines.browser(), rows(room)
    for raw in ines.known(served_id).unreadable:
        sent = {name: list(values) for name, values in raw.items()}
        reply = browser.post(f"/exercice/{served_id}/reponse", "/confort", sent)
        assert reply.status_code == 422
        assert "Rien n’est compté." in reply.text
    assert rows(room) == before
    assert ines.served(served_id).answered_at is None
    ines.answer(served_id)
    assert rows(room) != before


def test_without_its_csrf_token_an_answer_is_refused(room: Any, ines: Any) -> None:
    served_id = ines.start()
    before = rows(room)
    client = ines.browser().client
    reply = client.post(f"/exercice/{served_id}/reponse", data=ines.known(served_id).right[0])
    assert reply.status_code == 400
    assert rows(room) == before


def test_the_state_is_the_fold_of_the_log(room: Any, ines: Any) -> None:
    other = room.pupil("Karim")
    other.place("francais", right=False)
    for day in range(4):
        following, count = ines.start(), 0
        while following is not None:
            following, count = ines.answer(following, right=count % 3 > 0).next_id, count + 1
        room.source.wait(86_400 * (day + 1))
    assert room.count(Checkpoint) >= 2
    with room.services.db.read() as session:
        assert verify(session) == (2, [])
        logged = session.scalars(
            select(ObservationRow.seq)
            .where(ObservationRow.learner_id == ines.actor.id)
            .order_by(ObservationRow.seq)
        ).all()
        row = session.get_one(LearnerState, ines.actor.id)
    assert list(logged) == list(range(1, row.seq + 1))


def test_verify_sees_a_log_that_was_changed(room: Any, ines: Any) -> None:
    with room.services.db.write() as session:
        row = session.scalars(select(ObservationRow).order_by(ObservationRow.seq)).first()
        row.data = {**row.data, "score": 1.0 - row.data["score"]}
    with room.services.db.read() as session:
        _seen, found = verify(session)
    assert {difference.learner_id for difference in found} == {ines.actor.id}


@pytest.mark.parametrize("answered", [1, 15, 16, 17])
def test_an_answer_costs_at_most_14_statements_and_one_commit(
    room: Any, ines: Any, answered: int
) -> None:
    """At each distance from a checkpoint, sign-in and reply included."""
    served_id = ines.start()
    while room.count(ObservationRow) % 16 != answered % 16:
        served_id = ines.answer(served_id, right=answered % 2 == 0).next_id or ines.start()
    browser, raw = ines.browser(), ines.known(served_id).right[0]
    page = browser.get("/confort").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": [token], **raw}
    with counting(room) as counted:
        reply = browser.client.post(f"/exercice/{served_id}/reponse", data=form)
    assert reply.status_code == 303
    assert counted["statements"] <= MOST_STATEMENTS
    assert counted["commits"] == 1


def test_two_processes_that_take_turns_write_one_log(room: Any, ines: Any) -> None:
    """Each keeps states in memory; neither may go on from one that the other has passed."""
    app = create_app(room.services.config, DemoSource(99, room.source.now()))
    other: Services = app.extensions["palier"]
    for _sitting in range(3):
        following, turn = ines.start(), 0
        while following is not None:
            turn += 1
            services = other if turn % 3 == 0 else room.services
            raw = ines.known(following).right[0]
            reply = service.answer(services, ines.actor, following, raw)
            assert isinstance(reply, service.Replied)
            following = reply.next_id
    with room.services.db.read() as session:
        assert verify(session) == (1, [])
    other.db.dispose()


def test_an_answer_that_fails_in_the_middle_leaves_nothing(
    room: Any, ines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    served_id = ines.start()
    before = rows(room)

    def fail(*_args: object) -> None:
        raise RuntimeError("the machine stops here")

    with monkeypatch.context() as patched:
        patched.setattr(service, "_write_answer", fail)
        with pytest.raises(RuntimeError, match="stops here"):
            ines.answer(served_id)
    assert rows(room) == before
    assert ines.served(served_id).answered_at is None
    assert ines.answer(served_id).next_id is not None
    with room.services.db.read() as session:
        assert verify(session)[1] == []


def test_an_answer_while_the_card_is_renewed_keeps_its_learner(room: Any, ines: Any) -> None:
    """Sessions end when a card is renewed; the work already sent stays hers."""
    served_id = ines.start()
    browser = ines.browser()
    ines.answer(served_id)
    accounts.renew_card(room.services, room.trainer, ines.actor.id)
    assert browser.get(f"/exercice/{served_id}").status_code == 303
    with room.services.db.read() as session:
        kept = session.get_one(Answer, served_id)
    assert kept.learner_id == ines.actor.id
    assert isinstance(ines.actor, Actor)
