"""Answers taken back, put back and judged again: the log only grows, the levels are those of
the log as it counts now, and the learner is told."""

from __future__ import annotations

import random
import re
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

import adaptive
from exercises.items import Item, examples
from exercises.rekey import rekeyed
from palier.accounts import staff
from palier.authoring import answers
from palier.authoring.service import publish
from palier.demo.exhibit import exhibit
from palier.errors import NotFound
from palier.models import (
    Answer,
    AuditEvent,
    CurriculumVersion,
    ExerciseServed,
    LearnerState,
    Notice,
    ObservationRow,
    Sitting,
    VerdictRow,
)
from palier.practice import corrections, log, memory, queries, regrade, service
from palier.practice.refold import fold_log, verify
from palier.practice.regrade import FROM_RIGHT, TO_RIGHT
from palier.practice.regrade_command import regrade as regrade_command

REASON = "Ce n’était pas ce stagiaire."


def sit(pupil: Any, wrong: bool = False) -> UUID:
    """A practice to its end; its id."""
    following, count = pupil.start(), 0
    sitting_id: UUID = pupil.served(following).sitting_id
    while following is not None:
        count += 1
        following = pupil.answer(following, right=not wrong and count % 4 > 0).next_id
    return sitting_id


def void(room: Any, pupil: Any, sitting_id: UUID) -> None:
    with room.services.db.write() as session:
        args = (room.services, session, pupil.actor.id, sitting_id, room.trainer.id, REASON)
        corrections.void(*args)


def restore(room: Any, pupil: Any, sitting_id: UUID) -> None:
    with room.services.db.write() as session:
        args = (room.services, session, pupil.actor.id, sitting_id, room.trainer.id)
        corrections.restore(*args)


def differences(room: Any) -> list[str]:
    with room.services.db.read() as session:
        return [found.what for found in verify(session)[1]]


def state_of(room: Any, pupil: Any) -> LearnerState:
    with room.services.db.read() as session:
        found: LearnerState = session.get_one(LearnerState, pupil.actor.id)
    return found


def notices(room: Any, pupil: Any) -> list[tuple[str, bool]]:
    """(kind, whether closed) of what she was told."""
    with room.services.db.read() as session:
        rows = session.scalars(
            select(Notice).where(Notice.learner_id == pupil.actor.id).order_by(Notice.id)
        )
        return [(notice.kind, notice.seen_at is not None) for notice in rows]


def last_verdicts(room: Any) -> list[tuple[UUID, int, float]]:
    with room.services.db.read() as session:
        rows = session.execute(
            select(Answer.served_id, VerdictRow.number, VerdictRow.score)
            .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
            .where(VerdictRow.number == queries.newest_verdict())
        )
        return sorted(rows.all())


# A sitting taken back


def test_a_sitting_taken_back_counts_no_more_and_comes_back_whole(room: Any, ines: Any) -> None:
    before = state_of(room, ines)
    sitting_id = sit(ines)
    counted = state_of(room, ines)
    void(room, ines, sitting_id)
    without = state_of(room, ines)
    assert without.seq == counted.seq + (counted.seq - before.seq)
    assert without.updated_at == before.updated_at
    with room.services.db.read() as session:
        parameters = room.services.catalogue.current(session).parameters
        levels = [
            adaptive.unpack_levels(parameters, row.levels, 3000.0)
            for row in (before, without, counted)
        ]
    np.testing.assert_allclose(levels[1].mean, levels[0].mean, atol=1e-6)
    np.testing.assert_allclose(levels[1].sd, levels[0].sd, atol=1e-6)
    assert np.abs(levels[2].mean - levels[0].mean).max() > 0.01
    assert differences(room) == []
    restore(room, ines, sitting_id)
    again = state_of(room, ines)
    assert again.updated_at == counted.updated_at
    with room.services.db.read() as session:
        back = adaptive.unpack_levels(parameters, again.levels, 3000.0)
    np.testing.assert_allclose(back.mean, levels[2].mean, atol=1e-6)
    assert differences(room) == []


def test_taking_back_twice_or_what_is_not_hers_changes_nothing(room: Any, ines: Any) -> None:
    sitting_id = sit(ines)
    void(room, ines, sitting_id)
    seq, rows = state_of(room, ines).seq, room.count(AuditEvent)
    void(room, ines, sitting_id)
    assert (state_of(room, ines).seq, room.count(AuditEvent)) == (seq, rows)
    other = room.pupil("Karim")
    other.place("maths", right=False)
    for who, what in (
        (other, sitting_id),
        (ines, UUID(int=7)),
        (room.pupil("Sana"), sitting_id),
    ):
        for ask in (void, restore):
            with pytest.raises(NotFound):
                ask(room, who, what)
    assert (state_of(room, ines).seq, room.count(AuditEvent)) == (seq, rows + 2)


def test_who_did_it_why_and_what_was_shown_stay_written(room: Any, ines: Any) -> None:
    sitting_id = sit(ines)
    before = state_of(room, ines)
    void(room, ines, sitting_id)
    with room.services.db.read() as session:
        sitting = session.get_one(Sitting, sitting_id)
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "sitting.voided")
        ).one()
    assert (sitting.voided_by, sitting.void_reason) == (room.trainer.id, REASON)
    assert (event.actor_id, event.subject_id) == (room.trainer.id, ines.actor.id)
    assert event.detail["reason"] == REASON
    kept = b64decode(event.detail["levels"])
    assert kept == before.levels


def test_an_open_sitting_taken_back_is_closed_and_asks_nothing_more(
    room: Any, ines: Any
) -> None:
    first = ines.start()
    waiting = ines.answer(first).next_id
    sitting_id = ines.served(waiting).sitting_id
    void(room, ines, sitting_id)
    raw = ines.known(waiting).right[0]
    assert isinstance(service.answer(room.services, ines.actor, waiting, raw), service.Closed)
    browser = ines.browser()
    assert browser.get(f"/exercice/{waiting}").location == "/accueil"
    assert browser.get(f"/seance/{sitting_id}/fin").location == "/accueil"
    sent = browser.post(f"/exercice/{waiting}/reponse", "/confort", raw)
    assert sent.status_code == 303
    assert ines.served(waiting).answered_at is None
    assert ines.served(ines.start()).sitting_id != sitting_id
    restore(room, ines, sitting_id)
    assert isinstance(service.answer(room.services, ines.actor, waiting, raw), service.Replied)
    assert differences(room) == []


def test_a_placement_taken_back_is_to_be_done_again(room: Any) -> None:
    pupil = room.pupil("Inès")
    first = service.start_placement(room.services, pupil.actor, "maths")
    assert first is not None
    pupil.answer(first)
    open_one = pupil.served(first).sitting_id
    void(room, pupil, open_one)
    pupil.place("maths")
    restore(room, pupil, open_one)
    with room.services.db.read() as session:
        assert list(queries.placed_domains(session, pupil.actor.id)) == ["maths"]
        whole = session.scalars(select(Sitting).where(Sitting.id != open_one)).one()
    void(room, pupil, whole.id)
    with room.services.db.read() as session:
        assert list(queries.placed_domains(session, pupil.actor.id)) == []
    assert service.start_placement(room.services, pupil.actor, "maths") is not None


def test_she_is_told_once_and_not_of_what_was_undone_before_she_read_it(
    room: Any, ines: Any
) -> None:
    sitting_id = sit(ines)
    void(room, ines, sitting_id)
    assert notices(room, ines) == [("void", False)]
    restore(room, ines, sitting_id)
    assert notices(room, ines) == []
    void(room, ines, sitting_id)
    browser = ines.browser()
    page = browser.get("/accueil").text
    assert "a été retirée" in page
    assert "dites-le à votre formateur" in page
    with room.services.db.read() as session:
        number = session.scalars(select(Notice.id)).one()
    assert browser.post(f"/avis/{number}/lu", "/accueil").status_code == 303
    assert "a été retirée" not in browser.get("/accueil").text
    restore(room, ines, sitting_id)
    assert notices(room, ines) == [("void", True), ("restore", False)]
    assert "compte de nouveau" in browser.get("/accueil").text


# Many corrections, answers in between, several processes


def edited(session: Any, pupil: Any) -> list[tuple[int, dict[str, Any]]]:
    """The log that somebody would have written who had known all along, from the rows alone."""
    rows = session.scalars(
        select(ObservationRow)
        .where(ObservationRow.learner_id == pupil.actor.id)
        .order_by(ObservationRow.seq)
    ).all()
    told = {row.seq: row for row in rows if row.supersedes is None}
    for row in rows:
        if row.supersedes is not None:
            told[row.supersedes] = row
    return [(seq, row.data) for seq, row in sorted(told.items()) if row.kind != log.VOID]


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_corrections_the_caches_are_the_fold_of_the_edited_log(
    room: Any, ines: Any, seed: int
) -> None:
    chance, sittings = random.Random(seed), [sit(ines)]  # noqa: S311  # not a secret
    for _turn in range(12):
        one = chance.choice(sittings)
        deed = chance.choice(["sit", "void", "restore", "void"])
        if deed == "sit":
            sittings.append(sit(ines, wrong=chance.random() < 0.5))
        else:
            {"void": void, "restore": restore}[deed](room, ines, one)
        room.source.wait(86_400 * chance.choice([0, 1, 9]))
    assert differences(room) == []
    with room.services.db.read() as session:
        catalogue = room.services.catalogue.current(session)
        parameters = catalogue.parameters
        told = edited(session, ines)
        seen = [log.from_json(parameters, seq, data) for seq, data in told]
        whole, events = adaptive.fold(parameters, memory.beginning(parameters), seen)
        fresh = memory.look(session, memory.States(), ines.actor.id, catalogue)
        kept = memory.look(session, room.services.states, ines.actor.id, catalogue)
        found = [
            e for _at, _s, new in fold_log(session, ines.actor.id, parameters) for e in new
        ]
    assert fresh is not None
    assert kept is not None
    assert kept.state.mean.tobytes() == fresh.state.mean.tobytes()
    assert kept.state.cov.tobytes() == fresh.state.cov.tobytes()
    np.testing.assert_allclose(fresh.state.mean, whole.mean, atol=1e-6)
    assert fresh.state.evidence.tobytes() == whole.evidence.tobytes()
    assert tuple(found) == events


def test_an_answer_at_the_moment_of_a_correction_is_kept_and_counted_once(
    room: Any, ines: Any
) -> None:
    taken_back = sit(ines)
    following: UUID | None = ines.start()
    for turn in range(3):
        assert following is not None
        deed = restore if turn % 2 else void
        with ThreadPoolExecutor(2) as threads:
            answered = threads.submit(ines.answer, following)
            corrected = threads.submit(deed, room, ines, taken_back)
            corrected.result()
            following = answered.result().next_id
    assert differences(room) == []
    with room.services.db.read() as session:
        counts = session.execute(
            select(func.count())
            .select_from(ObservationRow)
            .group_by(ObservationRow.served_id)
            .where(ObservationRow.supersedes.is_(None))
        ).scalars()
        assert set(counts) == {1}


def test_an_answer_of_the_sitting_that_is_being_taken_back_is_kept_or_refused(
    room: Any, ines: Any
) -> None:
    first = ines.start()
    sitting_id, raw = ines.served(first).sitting_id, ines.known(first).right[0]
    with ThreadPoolExecutor(2) as threads:
        sent = threads.submit(service.answer, room.services, ines.actor, first, raw)
        threads.submit(void, room, ines, sitting_id).result()
        outcome = sent.result()
    kept = ines.served(first).answered_at is not None
    assert isinstance(outcome, service.Replied if kept else service.Closed)
    assert differences(room) == []


# A wrong key corrected


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
    assert differences(room) == []
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
    void(room, ines, sitting_id)
    carry_out(room, regrade.plan(room.services, name))
    assert differences(room) == []
    assert [kind for kind, _closed in notices(room, ines)] == ["void"]
    restore(room, ines, sitting_id)
    assert differences(room) == []
    with room.services.db.read() as session:
        entries = log.entries(session, ines.actor.id)
    told = next(entry for entry in entries if entry.served_id == hers)
    assert told.data is not None
    assert told.data["score"] == 1.0


# The pages


def _staff(room: Any, role: str, site_id: int | None = None) -> Any:
    name = f"{role}{site_id or 0}"
    args = (
        room.trainer.school_id,
        role,
        f"{name}@ecole.example",
        name.title(),
        "tuile-lampe-orage-9",
    )
    return room.browser(staff.add_staff(room.services, *args, site_id))


def test_a_trainer_takes_a_sitting_back_and_puts_it_back(sqlite_room: Any) -> None:
    room, pupil = sqlite_room, sqlite_room.pupil("Inès")
    pupil.place("maths")
    sitting_id = sit(pupil)
    here = f"/stagiaires/{pupil.actor.id}"
    ask, trainer = f"{here}/seances/{sitting_id}", room.browser(room.trainer.id)
    assert f'href="{ask}"' in trainer.get(f"{here}?domaine=maths").text
    assert "Ce qui va se passer" in trainer.get(ask).text
    for form in ({}, {"raison": ["inconnue"]}):
        refused = trainer.post(f"{ask}/retirer", ask, form)
        assert refused.status_code == 422
        assert "Choisissez une raison" in refused.text
    sent = {"raison": ["autre-personne"], "precision": ["Sa voisine, <b>je crois</b>"]}
    assert trainer.post(f"{ask}/retirer", ask, sent).location == f"{here}/seances"
    listed = trainer.get(f"{here}/seances").text
    assert "non comptée" in listed
    assert "par Nadia" in listed
    assert "Une autre personne a utilisé son accès. Sa voisine, &lt;b&gt;je crois" in listed
    assert "non comptée" in trainer.get(f"{here}?domaine=maths").text
    assert "Vous avez travaillé" in pupil.browser().get("/accueil").text  # the placement
    assert trainer.post(f"{ask}/remettre", ask).status_code == 303
    assert "non comptée" not in trainer.get(f"{here}/seances").text
    assert differences(room) == []


def test_sittings_and_notices_of_others_do_not_exist(sqlite_room: Any) -> None:
    room, pupil = sqlite_room, sqlite_room.pupil("Inès")
    pupil.place("maths")
    sitting_id = sit(pupil)
    other = room.pupil("Karim")
    other.place("maths", right=False)
    hers = f"/stagiaires/{pupil.actor.id}/seances/{sitting_id}"
    crossed = f"/stagiaires/{other.actor.id}/seances/{sitting_id}"
    absent = f"/stagiaires/{UUID(int=5)}/seances/{sitting_id}"
    elsewhere = staff.add_site(room.services, room.trainer.school_id, "Châlons")
    trainer, stranger = room.browser(room.trainer.id), _staff(room, "trainer", elsewhere)
    form = {"raison": ["essai"]}
    for browser, base in ((trainer, crossed), (trainer, absent), (stranger, hers)):
        assert browser.get(base).status_code == 404
        for deed in ("retirer", "remettre"):
            assert browser.post(f"{base}/{deed}", "/mot-de-passe", form).status_code == 404
    assert room.count(Notice) == 0
    void(room, pupil, sitting_id)
    with room.services.db.read() as session:
        number = session.scalars(select(Notice.id)).one()
    for notice in (number, number + 1):
        assert other.browser().post(f"/avis/{notice}/lu", "/confort").status_code == 404
    assert notices(room, pupil) == [("void", False)]


def test_an_author_corrects_the_answers_of_her_school_alone(
    sqlite_room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = sqlite_room
    name, _good, hers, _his = wrongly_answered(room)
    page = f"/exercices/{name}/reponses"
    author = _staff(room, "author")
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
    for browser in (_staff(room, "trainer"), _staff(room, "author", room.site_id)):
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
