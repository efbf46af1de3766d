"""A wrong key corrected: answers are judged again, and nothing is overwritten."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from exercises import items
from exercises.items import Item, examples
from exercises.rekey import rekeyed
from palier.accounts import staff
from palier.authoring import answers
from palier.authoring.service import publish
from palier.demo.exhibit import exhibit
from palier.errors import NotFound
from palier.models import (
    Answer,
    CurriculumVersion,
    ExerciseServed,
    Notice,
    ObservationRow,
    VerdictRow,
)
from palier.practice import log, memory, queries, regrade, service
from palier.practice.commands import regrade as regrade_command
from palier.practice.regrade import FROM_RIGHT, TO_RIGHT

REASON = "Ce n’était pas ce stagiaire."


def last_verdicts(room: Any) -> list[tuple[UUID, int, float]]:
    with room.services.db.read() as session:
        rows = session.execute(
            select(Answer.served_id, VerdictRow.number, VerdictRow.score)
            .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
            .where(VerdictRow.number == queries.newest_verdict())
        )
        return sorted(rows.all())


def republish(room: Any, changed: Item) -> None:
    """Publish what is in force, with one item in another version."""
    with room.services.db.write() as session:
        catalogue = room.services.catalogue.current(session)
        source = session.scalars(select(CurriculumVersion.source)).one()
        items = [changed if e.item.id == changed.id else e.item for e in catalogue.items]
        publish(session, catalogue.curriculum, source, items, room.source.now())


def other_key(item: Item) -> Item:
    """The same choices with another right one: as if the author had got it wrong."""
    contents = []
    for content in item.contents:
        data = content.model_dump(mode="json", exclude_defaults=True)
        right = next(n for n, choice in enumerate(data["choices"]) if choice.get("right"))
        now = (right + 1) % len(data["choices"])
        texts = [choice["text"] for choice in data["choices"]]
        data["choices"] = [
            {"text": text, "right": True}
            if n == now
            else {"text": text, "feedback": "Relisez."}
            for n, text in enumerate(texts)
        ]
        contents.append(type(content).model_validate(data))
    return replace(item, contents=tuple(contents))


def wrongly_answered(room: Any) -> tuple[str, Item, UUID, UUID]:
    """(item, its good version, Inès’s served, Karim’s served): published with a wrong key, Inès
    answered well and was told no, Karim answered as the wrong key has it and was told yes."""
    with room.services.db.read() as session:
        entries = room.services.catalogue.current(session).items
    good = next(e.item for e in entries if e.item.type == "mcq" and e.item.contents)
    republish(room, other_key(good))
    found = []
    for name, right in (("Inès", False), ("Karim", True)):
        pupil = next((p for p in room.pupils if p.actor.first_name == name), None)
        pupil = pupil or room.pupil(name)
        begin(room, pupil)
        served_id = serve(pupil, good.id)
        raw = pupil.known(served_id).right[0] if right else good_answer(room, good, served_id)
        room.source.wait(30)
        reply = service.answer(room.services, pupil.actor, served_id, raw)
        assert isinstance(reply, service.Replied)
        assert reply.verdict.right == right
        found.append(served_id)
    republish(room, good)
    return good.id, good, found[0], found[1]


def begin(room: Any, pupil: Any) -> None:
    """Give a learner the row of her levels, as her first placement does."""
    with room.services.db.write() as session:
        catalogue = room.services.catalogue.current(session)
        who = (pupil.actor.id, pupil.actor.school_id)
        memory.ensure(session, catalogue, *who, room.source.now())


@pytest.fixture
def answered(room: Any) -> tuple[str, Item, UUID, UUID]:
    """Two answers to an exercise published with a wrong key, since then mended."""
    return wrongly_answered(room)


@pytest.fixture
def on_sqlite(sqlite_room: Any) -> tuple[str, Item, UUID, UUID]:
    """The same, where the kind of database cannot matter."""
    return wrongly_answered(sqlite_room)


def serve(pupil: Any, name: str) -> UUID:
    """Put an item in force before a learner."""
    services = pupil.kit.services
    with services.db.read() as session:
        items = services.catalogue.current(session).items
    entry = next(e for e in items if e.item.id == name)
    return exhibit(services, pupil.actor, entry, 1)


def good_answer(room: Any, good: Item, served_id: UUID) -> dict[str, list[str]]:
    """What should have been accepted of an exercise served with the wrong key."""
    with room.services.db.read() as session:
        shown = session.get_one(ExerciseServed, served_id)
    found = rekeyed(good, shown.seed, shown.public)
    assert found is not None
    return examples(found).right[0]


def carry_out(room: Any, decided: regrade.Plan) -> int:
    return sum(regrade.carry_out(room.services, decided, decided.learners, "Clé fausse", None))


def test_a_corrected_key_gives_new_verdicts_beside_the_old(
    room: Any, answered: tuple[str, Item, UUID, UUID]
) -> None:
    name, _good, hers, his = answered
    ines = room.pupils[0]
    raws = _raws(room)
    decided = regrade.plan(room.services, name)
    assert dict(decided.counts) == {TO_RIGHT: 1, FROM_RIGHT: 1}
    assert len(decided.learners) == 2
    assert room.count(VerdictRow) == room.count(Answer)  # a plan writes nothing
    assert carry_out(room, decided) == 2
    scores = {served_id: score for served_id, _n, score in last_verdicts(room)}
    assert (scores[hers], scores[his]) == (1.0, 0.0)
    with room.services.db.read() as session:
        rows = session.execute(
            select(VerdictRow.number, VerdictRow.score, VerdictRow.reason)
            .where(VerdictRow.served_id == hers)
            .order_by(VerdictRow.number)
        ).all()
    assert [tuple(row) for row in rows] == [(1, 0.0, None), (2, 1.0, "Clé fausse")]
    assert _raws(room) == raws
    assert room.differences() == []
    page = ines.browser().get(f"/exercice/{hers}").text
    assert "C’est juste" in page
    assert "Cette correction a été revue le 14 septembre" in page
    assert "maintenant comptée juste" in ines.browser().get("/accueil").text
    assert "C’est corrigé" in room.pupils[1].browser().get("/accueil").text


def _raws(room: Any) -> list[tuple[UUID, str]]:
    with room.services.db.read() as session:
        return sorted((a.served_id, a.text) for a in session.scalars(select(Answer)))


def test_regrading_again_changes_nothing_and_goes_on_where_it_stopped(
    room: Any, answered: tuple[str, Item, UUID, UUID]
) -> None:
    name = answered[0]
    decided = regrade.plan(room.services, name)
    one = regrade.carry_out(room.services, decided, decided.learners, "Clé fausse", None)
    assert next(one) == 1  # and stopped here
    rest = regrade.plan(room.services, name)
    assert (len(rest.learners), rest.changes) == (1, 1)
    assert carry_out(room, decided) == 1
    rows = room.count(VerdictRow), room.count(ObservationRow), room.count(Notice)
    assert regrade.plan(room.services, name).changes == 0
    assert carry_out(room, decided) == 0
    assert (room.count(VerdictRow), room.count(ObservationRow), room.count(Notice)) == rows


def test_a_question_that_is_no_longer_asked_is_left_as_it_was(
    sqlite_room: Any, on_sqlite: tuple[str, Item, UUID, UUID]
) -> None:
    room = sqlite_room
    name, good, _hers, _his = on_sqlite
    contents = tuple(c.model_copy(update={"ask": "Autre chose ?"}) for c in good.contents)
    republish(room, replace(good, contents=contents))
    decided = regrade.plan(room.services, name)
    assert decided.changes == 0
    assert len(decided.not_comparable) == 2
    assert carry_out(room, replace(decided, learners=(room.pupils[0].actor.id,))) == 0


def test_an_exercise_that_waits_gets_its_new_key(
    sqlite_room: Any, on_sqlite: tuple[str, Item, UUID, UUID]
) -> None:
    name, good, _hers, _his = on_sqlite
    room, ines = sqlite_room, sqlite_room.pupils[0]
    republish(room, other_key(good))
    waiting = serve(ines, name)
    republish(room, good)
    decided = regrade.plan(room.services, name)
    assert decided.waiting == 1
    carry_out(room, decided)
    raw = good_answer(room, good, waiting)
    reply = service.answer(room.services, ines.actor, waiting, raw)
    assert isinstance(reply, service.Replied)
    assert reply.verdict.right


def test_a_key_corrected_while_an_answer_is_on_its_way_judges_it(
    room: Any, answered: tuple[str, Item, UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the reading of the exercise and the writing of its answer."""
    name, good, _hers, _his = answered
    ines = room.pupils[0]
    republish(room, other_key(good))
    waiting = serve(ines, name)
    raw, grade, turns = good_answer(room, good, waiting), items.grade, 0

    def late(*judged: Any) -> Any:
        nonlocal turns
        turns += 1
        verdict = grade(*judged)
        if turns == 1:
            republish(room, good)
            decided = regrade.plan(room.services, name)
            carry_out(room, decided)
        return verdict

    monkeypatch.setattr(items, "grade", late)
    reply = service.answer(room.services, ines.actor, waiting, raw)
    monkeypatch.undo()
    assert isinstance(reply, service.Replied)
    assert reply.verdict.right
    assert regrade.plan(room.services, name).changes == 0
    assert room.differences() == []


def test_an_answer_on_its_way_during_a_publication_serves_what_is_in_force(
    room: Any, ines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the old release would serve next would keep a wrong key for ever."""
    first, grade, turns = ines.start(), items.grade, 0
    with room.services.db.read() as session:
        before = room.services.catalogue.current(session)

    def late(*judged: Any) -> Any:
        nonlocal turns
        turns += 1
        if turns == 1:
            retouched = [
                replace(entry.item, seconds=entry.item.seconds + 1) for entry in before.items
            ]
            with room.services.db.write() as session:
                source = session.scalars(select(CurriculumVersion.source)).one()
                now = room.source.now()
                publish(session, before.curriculum, source, retouched, now)
        return grade(*judged)

    monkeypatch.setattr(items, "grade", late)
    reply = service.answer(room.services, ines.actor, first, ines.known(first).right[0])
    assert isinstance(reply, service.Replied)
    assert reply.next_id is not None
    with room.services.db.read() as session:
        known = room.services.catalogue.current(session).row_of
    assert ines.served(reply.next_id).item_version_id in known


def test_a_plan_is_for_the_version_it_was_made_with(
    sqlite_room: Any, on_sqlite: tuple[str, Item, UUID, UUID]
) -> None:
    room = sqlite_room
    name, good, _hers, _his = on_sqlite
    decided = regrade.plan(room.services, name)
    republish(room, other_key(good))
    with pytest.raises(regrade.Republished):
        carry_out(room, decided)
    assert room.count(VerdictRow) == room.count(Answer)
    with pytest.raises(NotFound):
        regrade.plan(room.services, "maths.nombres.inconnu/rien")


def test_what_is_regraded_while_taken_back_counts_as_regraded_when_it_comes_back(
    room: Any, answered: tuple[str, Item, UUID, UUID]
) -> None:
    name, _good, hers, _his = answered
    ines = room.pupils[0]
    sitting_id = ines.served(hers).sitting_id
    room.void(ines, sitting_id)
    carry_out(room, regrade.plan(room.services, name))
    assert room.differences() == []
    assert [kind for kind, _closed in room.told(ines)] == ["void"]
    room.restore(ines, sitting_id)
    assert room.differences() == []
    with room.services.db.read() as session:
        entries = log.entries(session, ines.actor.id)
    told = next(entry for entry in entries if entry.served_id == hers)
    assert told.data is not None
    assert told.data["score"] == 1.0


def test_an_author_corrects_the_answers_of_her_school_alone(
    sqlite_room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = sqlite_room
    name, _good, hers, _his = wrongly_answered(room)
    page = f"/exercices/{name}/reponses"
    author = room.staff("author")
    looked = author.get(page).text
    assert "1 réponse devient juste." in looked
    assert "1 réponse n’est plus comptée juste." in looked
    version = re.search(r'name="version" value="(\d+)"', looked)
    assert version
    form = {"version": [version[1]], "raison": ["La réponse était b."]}
    assert author.post(page, page, {**form, "raison": [" "]}).status_code == 422
    assert author.post(page, page, {**form, "version": ["0"]}).status_code == 303
    assert room.count(VerdictRow) == room.count(Answer)
    monkeypatch.setattr(answers, "AT_ONCE", 1)
    author.post(page, page, form)
    assert "Il reste 1 stagiaire" in author.get(page).text
    author.post(page, page, form)
    assert "Rien à corriger" in author.get(page).text
    assert room.count(VerdictRow) == room.count(Answer) + 2
    for browser in (room.staff("trainer"), room.staff("author", room.site_id)):
        assert browser.get(page).status_code == 404
        assert browser.post(page, "/mot-de-passe", form).status_code == 404
    place = staff.create_school(room.services, "École d’ailleurs", "Lille")
    args = (place.school_id, "author", "ailleurs@ecole.example", "Paul", "tuile-lampe-orage-9")
    far = room.browser(staff.add_staff(room.services, *args))
    republish(room, other_key(_good))
    assert "Rien à corriger" in far.get(page).text
    assert "2 réponses" not in far.get(page).text
    assert hers is not None


def test_the_command_says_what_changes_asks_and_corrects(
    sqlite_room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = sqlite_room
    name, *_others = wrongly_answered(room)
    monkeypatch.setenv("PALIER_DATABASE_URL", room.services.config.database_url)
    run = CliRunner().invoke
    looked = run(regrade_command, [name, "--dry-run"])
    assert looked.exit_code == 0
    assert "deviennent justes : 1" in looked.output
    assert run(regrade_command, [name]).exit_code == 1  # no reason
    assert run(regrade_command, [name, "--reason", "Clé fausse"], input="n\n").exit_code == 1
    assert room.count(VerdictRow) == room.count(Answer)
    done = run(regrade_command, [name, "--reason", "Clé fausse"], input="y\n")
    assert done.exit_code == 0
    assert "2 réponses corrigées à nouveau." in done.output
    assert room.count(VerdictRow) == room.count(Answer) + 2
    assert "0 correction change" in run(regrade_command, [name]).output
    assert run(regrade_command, ["maths.x/y"]).exit_code == 1
