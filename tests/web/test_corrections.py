"""Answers taken back, put back and judged again: the log only grows, the levels are those of
the log as it counts now, and the learner is told."""

from __future__ import annotations

import random
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import func, select

import adaptive
from palier.accounts import staff
from palier.app import create_app
from palier.demo.source import DemoSource
from palier.errors import NotFound
from palier.models import (
    AuditEvent,
    LearnerState,
    Notice,
    ObservationRow,
    Sitting,
)
from palier.practice import log, memory, queries, service
from palier.practice.refold import fold_log

REASON = "Ce n’était pas ce stagiaire."


def state_of(room: Any, pupil: Any) -> LearnerState:
    with room.services.db.read() as session:
        found: LearnerState = session.get_one(LearnerState, pupil.actor.id)
    return found


# A sitting taken back


def test_a_sitting_taken_back_counts_no_more_and_comes_back_whole(room: Any, ines: Any) -> None:
    before = state_of(room, ines)
    sitting_id = ines.sit()
    counted = state_of(room, ines)
    room.void(ines, sitting_id)
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
    assert np.abs(levels[2].mean - levels[0].mean).max() > 0.002
    assert room.differences() == []
    room.restore(ines, sitting_id)
    again = state_of(room, ines)
    assert again.updated_at == counted.updated_at
    with room.services.db.read() as session:
        back = adaptive.unpack_levels(parameters, again.levels, 3000.0)
    np.testing.assert_allclose(back.mean, levels[2].mean, atol=1e-6)
    assert room.differences() == []


def test_taking_back_twice_or_what_is_not_hers_changes_nothing(room: Any, ines: Any) -> None:
    sitting_id = ines.sit()
    room.void(ines, sitting_id)
    seq, rows = state_of(room, ines).seq, room.count(AuditEvent)
    room.void(ines, sitting_id)
    assert (state_of(room, ines).seq, room.count(AuditEvent)) == (seq, rows)
    other = room.pupil("Karim")
    other.place("maths", right=False)
    for who, what in (
        (other, sitting_id),
        (ines, UUID(int=7)),
        (room.pupil("Sana"), sitting_id),
    ):
        for ask in (room.void, room.restore):
            with pytest.raises(NotFound):
                ask(who, what)
    assert (state_of(room, ines).seq, room.count(AuditEvent)) == (seq, rows + 2)


def test_who_did_it_why_and_what_was_shown_stay_written(room: Any, ines: Any) -> None:
    sitting_id = ines.sit()
    before = state_of(room, ines)
    room.void(ines, sitting_id, REASON)
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
    room.void(ines, sitting_id)
    raw = ines.known(waiting).right[0]
    assert isinstance(service.answer(room.services, ines.actor, waiting, raw), service.Closed)
    browser = ines.browser()
    assert browser.get(f"/exercice/{waiting}").location == "/accueil"
    assert browser.get(f"/seance/{sitting_id}/fin").location == "/accueil"
    sent = browser.post(f"/exercice/{waiting}/reponse", "/confort", raw)
    assert sent.status_code == 303
    assert ines.served(waiting).answered_at is None
    assert ines.served(ines.start()).sitting_id != sitting_id
    room.restore(ines, sitting_id)
    assert isinstance(service.answer(room.services, ines.actor, waiting, raw), service.Replied)
    assert room.differences() == []


def test_a_placement_taken_back_is_to_be_done_again(room: Any) -> None:
    pupil = room.pupil("Inès")
    first = service.start_placement(room.services, pupil.actor, "maths")
    assert first is not None
    pupil.answer(first)
    open_one = pupil.served(first).sitting_id
    room.void(pupil, open_one)
    pupil.place("maths")
    room.restore(pupil, open_one)
    with room.services.db.read() as session:
        assert list(queries.placed_domains(session, pupil.actor.id)) == ["maths"]
        whole = session.scalars(select(Sitting).where(Sitting.id != open_one)).one()
    room.void(pupil, whole.id)
    with room.services.db.read() as session:
        assert list(queries.placed_domains(session, pupil.actor.id)) == []
    assert service.start_placement(room.services, pupil.actor, "maths") is not None


def test_she_is_told_once_and_not_of_what_was_undone_before_she_read_it(
    room: Any, ines: Any
) -> None:
    sitting_id = ines.sit()
    room.void(ines, sitting_id)
    assert room.told(ines) == [("void", False)]
    room.restore(ines, sitting_id)
    assert room.told(ines) == []
    room.void(ines, sitting_id)
    browser = ines.browser()
    page = browser.get("/accueil").text
    assert "a été retirée" in page
    assert "dites-le à votre formateur" in page
    with room.services.db.read() as session:
        number = session.scalars(select(Notice.id)).one()
    assert browser.post(f"/avis/{number}/lu", "/accueil").status_code == 303
    assert "a été retirée" not in browser.get("/accueil").text
    room.restore(ines, sitting_id)
    assert room.told(ines) == [("void", True), ("restore", False)]
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
    chance, sittings = random.Random(seed), [ines.sit()]  # noqa: S311  # not a secret
    for _turn in range(8):
        one = chance.choice(sittings)
        deed = chance.choice(["sit", "void", "restore", "void"])
        if deed == "sit":
            sittings.append(ines.sit(wrong=chance.random() < 0.5))
        else:
            {"void": room.void, "restore": room.restore}[deed](ines, one)
        room.source.wait(86_400 * chance.choice([0, 1, 9]))
    assert room.differences() == []
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


def test_another_process_does_not_go_on_from_what_was_corrected(sqlite_room: Any) -> None:
    """It keeps the state of the last number; the correction moved the number on."""
    room, pupil = sqlite_room, sqlite_room.pupil("Inès")
    pupil.place("maths")
    app = create_app(room.services.config, DemoSource(99, room.source.now()))
    other = app.extensions["palier"]
    sitting_id, following = pupil.sit(), pupil.start()
    for deed in (None, room.void, room.restore, room.void):
        if deed:
            deed(pupil, sitting_id)
        raw = pupil.known(following).right[0]
        reply = service.answer(other, pupil.actor, following, raw)
        assert isinstance(reply, service.Replied)
        following = reply.next_id
    other.db.dispose()
    assert room.differences() == []


def test_an_answer_at_the_moment_of_a_correction_is_kept_and_counted_once(
    room: Any, ines: Any
) -> None:
    taken_back = ines.sit()
    following: UUID | None = ines.start()
    for turn in range(3):
        assert following is not None
        deed = room.restore if turn % 2 else room.void
        with ThreadPoolExecutor(2) as threads:
            answered = threads.submit(ines.answer, following)
            corrected = threads.submit(deed, ines, taken_back)
            corrected.result()
            following = answered.result().next_id
    assert room.differences() == []
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
        threads.submit(room.void, ines, sitting_id).result()
        outcome = sent.result()
    kept = ines.served(first).answered_at is not None
    assert isinstance(outcome, service.Replied if kept else service.Closed)
    assert room.differences() == []


# The pages


def test_a_trainer_takes_a_sitting_back_and_puts_it_back(sqlite_room: Any) -> None:
    room, pupil = sqlite_room, sqlite_room.pupil("Inès")
    pupil.place("maths")
    sitting_id = pupil.sit()
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
    assert room.differences() == []


def test_sittings_and_notices_of_others_do_not_exist(sqlite_room: Any) -> None:
    room, pupil = sqlite_room, sqlite_room.pupil("Inès")
    pupil.place("maths")
    sitting_id = pupil.sit()
    other = room.pupil("Karim")
    other.place("maths", right=False)
    hers = f"/stagiaires/{pupil.actor.id}/seances/{sitting_id}"
    crossed = f"/stagiaires/{other.actor.id}/seances/{sitting_id}"
    absent = f"/stagiaires/{UUID(int=5)}/seances/{sitting_id}"
    elsewhere = staff.add_site(room.services, room.trainer.school_id, "Châlons")
    trainer, stranger = room.browser(room.trainer.id), room.staff("trainer", elsewhere)
    form = {"raison": ["essai"]}
    for browser, base in ((trainer, crossed), (trainer, absent), (stranger, hers)):
        assert browser.get(base).status_code == 404
        for deed in ("retirer", "remettre"):
            assert browser.post(f"{base}/{deed}", "/mot-de-passe", form).status_code == 404
    assert room.count(Notice) == 0
    room.void(pupil, sitting_id)
    with room.services.db.read() as session:
        number = session.scalars(select(Notice.id)).one()
    for notice in (number, number + 1):
        assert other.browser().post(f"/avis/{notice}/lu", "/confort").status_code == 404
    assert room.told(pupil) == [("void", False)]
