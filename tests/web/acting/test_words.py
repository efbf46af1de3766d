"""« Je l'ai vue faire » and decisions: evidence that survives a refold, and is taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select, update

from palier.acting import seeing, words
from palier.acting.words import Decision, Seen
from palier.levels import ACQUIRED, skill_level, unpack
from palier.models import AuditEvent, LearnerState, ObservationRow, TrainerWord
from palier.practice.refold import refold_one

HEAD = 48  # bytes of packed levels before the levels: among them the number of the log


def level(kit: Any, pupil: Any, skill: str) -> Any:
    """The level as it is shown now, and when she was last active."""
    with kit.services.db.read() as session:
        parameters = kit.services.catalogue.current(session).parameters
        row = session.get_one(LearnerState, pupil.actor.id)
        now = kit.source.now()
        return skill_level(parameters, unpack(parameters, row.levels, now), skill), row


def skill_of(kit: Any) -> str:
    """A skill of maths that has exercises and that nobody answered yet."""
    with kit.services.db.read() as session:
        catalogue = kit.services.catalogue.current(session)
    found: str = next(s for s in sorted(catalogue.covered) if s.startswith("maths.proportion"))
    return found


def test_the_short_way_has_the_likely_skills_and_finds_the_others(
    sqlite_room: Any,
) -> None:
    kit, ines = sqlite_room, sqlite_room.pupil("Inès")
    ines.place("maths")
    trainer, page = kit.browser(kit.trainer.id), f"/stagiaires/{ines.actor.id}/vu-faire"
    worked = ines.served(ines.start("maths")).skill
    ines.answer(ines.start("maths"), right=False)

    def shown(asked: str = "") -> list[str]:
        text = trainer.get(f"{page}?q={asked}").text
        return re.findall(r"/competences/([a-z.-]+)/vue-faire", text)

    first = shown()
    assert first[0] == worked
    assert 1 < len(first) == len(set(first)) <= seeing.MOST
    skill = skill_of(kit)
    assert skill in shown("PROPORTIONNALITÉ") == shown("proportionnalite")
    assert shown("xyzzy") == []
    reply = trainer.post(
        f"/stagiaires/{ines.actor.id}/competences/{skill}/vue-faire",
        page,
        {"lieu": ["atelier"], "retour": ["vu-faire"]},
    )
    assert reply.headers["Location"] == page
    text = trainer.get(page).text.replace("\u00a0", " ")
    assert "C’est noté : vu faire en atelier." in text
    assert kit.count(TrainerWord) == 1


def test_seen_three_times_is_proof_and_taken_back_is_as_if_never_said(
    room: Any, ines: Any
) -> None:
    kit, services = room, room.services
    skill, who = skill_of(room), (room.trainer, ines.actor.id)
    trainer, mine = kit.browser(kit.trainer.id), ines.browser()
    page = f"/stagiaires/{ines.actor.id}/competences/{skill}"
    before, row = level(kit, ines, skill)
    worked, packed = row.updated_at, row.levels
    kit.source.wait(3600)

    # Two taps: the cell, then the place. Twice the same is once; a date that cannot be is told.
    for _tap in range(2):
        assert trainer.post(f"{page}/vue-faire", page, {"lieu": ["stage"]}).status_code == 303
    assert kit.count(TrainerWord) == 1
    for wrong in (
        {"lieu": ["lune"]},
        {"jour": ["2027-01-01"], "lieu": ["stage"]},
        {"jour": ["x"]},
    ):
        reply = trainer.post(f"{page}/vue-faire", page, {"lieu": ["projet"], **wrong})
        assert reply.status_code == 422
        assert 'role="alert"' in reply.text
    after, row = level(kit, ines, skill)
    assert after.chance > before.chance
    assert row.updated_at == worked  # it was not she
    assert after.state != ACQUIRED

    # Other days; with help it proves nothing. Then it is acquis, with its certainty.
    words.see(services, *who, skill, Seen("atelier", "2026-09-07"))
    words.see(services, *who, skill, Seen("atelier", "2026-09-08", aided=True))
    assert level(kit, ines, skill)[0].state != ACQUIRED
    words.see(services, *who, skill, Seen("projet", "2026-09-09", "Devis du potager"))
    shown = level(kit, ines, skill)[0]
    assert (shown.state, shown.certainty in "smf") == (ACQUIRED, True)
    text = trainer.get(page).text
    for said in ("Vue faire en stage le 14 septembre", "Devis du potager", "avec de l’aide"):
        assert said in text
    assert "Vu faire dans un projet le 9 septembre" in mine.get("/montee?domaine=maths").text
    assert "Ce que vous faites compte" in mine.get("/accueil").text
    assert kit.differences() == []
    with services.db.write() as session:
        refold_one(session, ines.actor.id, services.catalogue.current(session))
    assert level(kit, ines, skill)[0] == shown

    # Taken back, one by one, by the page: the level is the one of before.
    for address in re.findall(r'action="([^"]+/avis/[^"]+/retirer)"', text):
        assert trainer.post(address, page).status_code == 303
        assert trainer.post(address, page).status_code == 303  # no effect a second time
    assert level(kit, ines, skill)[1].levels[HEAD:] == packed[HEAD:]
    assert kit.differences() == []
    ines.sit()
    assert kit.differences() == []
    with services.db.read() as session:
        acts = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert acts.count("skill.seen") == acts.count("word.withdrawn") == 4
    assert {kind for kind, _closed in kit.told(ines)} == set()  # unread: nothing to say


def test_a_decision_has_a_reason_shows_what_answers_say_and_can_be_taken_back(
    room: Any, ines: Any
) -> None:
    kit, services = room, room.services
    skill, who = skill_of(room), (room.trainer, ines.actor.id)
    trainer, mine = kit.browser(kit.trainer.id), ines.browser()
    page = f"/stagiaires/{ines.actor.id}/competences/{skill}"
    before, _row = level(kit, ines, skill)
    bare = trainer.post(f"{page}/decider", f"{page}/decider", {"raison": ["su.lune"]})
    assert bare.status_code == 422
    assert "Choisissez une raison" in bare.text

    known = {"raison": ["su.papier"], "precision": ["  Facture   faite "]}
    assert trainer.post(f"{page}/decider", f"{page}/decider", known).status_code == 303
    shown = level(kit, ines, skill)[0]
    assert (shown.state, shown.certainty) == (ACQUIRED, before.certainty)  # as unsure as before
    text = trainer.get(page).text
    for said in (
        "Décidé par Nadia",
        "Les réponses seules disaient",
        "«\u00a0Facture faite\u00a0»",
    ):
        assert said in text
    assert "votre travail sur papier le montre" in mine.get("/accueil").text
    assert "Reconnu par votre formateur" in mine.get("/montee?domaine=maths").text

    # In sight of nothing, somebody else decides: told, and nothing is lost or replaced.
    with pytest.raises(words.Told, match="Une autre décision"):
        words.decide(services, *who, skill, Decision("reprendre", "demande"))
    with services.db.read() as session:
        first = session.scalars(select(TrainerWord)).one()
    words.decide(services, *who, skill, Decision("reprendre", "demande", "", str(first.id)))
    again = level(kit, ines, skill)[0]
    assert again.state != ACQUIRED
    assert "On reprend ensemble" in mine.get("/accueil").text
    assert not re.search(r"baiss|perd|échec|retard", mine.get("/accueil").text)
    assert kit.differences() == []

    with services.db.read() as session:
        newest = words.decision(session, ines.actor.id, skill)
    assert newest is not None
    words.withdraw(services, *who, newest.id)
    assert level(kit, ines, skill)[0] == before
    assert kit.differences() == []


def test_one_who_never_began_may_be_seen(sqlite_room: Any) -> None:
    kit = sqlite_room
    pupil, skill = kit.pupil("Noé"), skill_of(kit)
    words.see(kit.services, kit.trainer, pupil.actor.id, skill, Seen("stage"))
    assert kit.differences() == []
    trainer = kit.browser(kit.trainer.id)
    page = trainer.get(f"/stagiaires/{pupil.actor.id}").text
    assert "Dernière activité : aucune" in page or "pas encore" in page
    pupil.place("maths")
    assert kit.differences() == []


def test_a_word_taken_back_while_one_waits_for_the_log_is_taken_back_once(
    room: Any, ines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, skill = room.services, skill_of(room)
    who = (room.trainer, ines.actor.id)
    words.see(services, *who, skill, Seen("stage"))
    with services.db.read() as session:
        word = session.scalars(select(TrainerWord)).one()
    hold = words._hold

    def waited(services: Any, session: Any, *rest: Any) -> Any:
        held = hold(services, session, *rest)
        session.execute(
            update(TrainerWord.__table__).values(withdrawn_at=room.source.now())  # type: ignore[arg-type]
        )
        return held

    monkeypatch.setattr(words, "_hold", waited)
    before = room.count(ObservationRow)
    assert words.withdraw(services, *who, word.id) == skill
    assert room.count(ObservationRow) == before
    with services.db.read() as session:
        assert "word.withdrawn" not in set(session.scalars(select(AuditEvent.action)))
