"""Two records of one person: one log, nothing lost, nothing counted twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import UniqueConstraint, func, select

from palier.acting import words
from palier.acting.words import Seen
from palier.models import (
    ADMIN,
    Answer,
    AuditEvent,
    Base,
    CalendarPeriod,
    Card,
    Departure,
    Enrolment,
    Goal,
    Group,
    LearnerState,
    LearningPlan,
    LevelSnapshot,
    ObservationRow,
    Person,
    SignedDocument,
    Sitting,
    TrainerWord,
)
from palier.people import merging
from palier.people.learners import Told
from palier.practice import snapshots
from palier.privacy import erasing, ledger
from palier.security import Actor
from palier.upkeep.checks import check


def _rows(room: Any, who: UUID, table: type[Base]) -> int:
    with room.services.db.read() as session:
        mine = table.__table__.c.learner_id == who
        return session.scalar(select(func.count()).select_from(table).where(mine)) or 0


def _two(room: Any) -> tuple[Any, Any]:
    """One person under two names, by turns: placed, practising, a sitting taken back in the
    first, seen at work in the second; weeks pass."""
    one, other = room.pupil("Inès"), room.pupil("Ines")
    one.place("maths")
    other.place("francais")
    sittings = []
    for turn in range(2):
        room.source.wait(4 * 24 * 3600)
        sittings.append(one.sit(wrong=turn == 1))
        room.source.wait(3600)
        other.sit()
    room.void(one, sittings[1])
    words.see(
        room.services, room.trainer, other.actor.id, "maths.calcul.tables", Seen("atelier")
    )
    return one, other


def _signed(room: Any, who: UUID, number: int) -> None:
    with room.services.db.write() as session:
        session.add(
            SignedDocument(
                id=room.source.new_id(),
                school_id=room.trainer.school_id,
                subject_id=who,
                kind="plan",
                number=number,
                content={},
                content_hash="0" * 64,
                learner_name="Inès",
                trainer_name="Nadia",
                signed_at=room.source.now(),
            )
        )


def test_two_records_become_one_log_in_order(room: Any) -> None:
    one, other = _two(room)
    kept, gone = one.actor.id, other.actor.id
    for who in (kept, gone):
        _signed(room, who, 1)
    before = {
        table: _rows(room, kept, table) + _rows(room, gone, table)
        for table in (Answer, ObservationRow, Sitting, TrainerWord)
    }
    head = Actor(room.trainer.id, room.trainer.school_id, "Samir", frozenset({ADMIN}))
    page = merging.two(room.services, head, kept, gone)
    assert page
    assert page.same_days >= 2
    with pytest.raises(Told):
        merging.merge(room.services, head, kept, gone, "s0o-s0o")
    entered = other.browser()
    merging.merge(room.services, head, kept, gone, page.mark)
    assert {t: _rows(room, kept, t) for t in before} == before
    with room.services.db.read() as session:
        assert session.get(Person, gone) is None
        assert session.get(LearnerState, gone) is None
        log = session.scalars(
            select(ObservationRow)
            .where(ObservationRow.learner_id == kept)
            .order_by(ObservationRow.seq)
        ).all()
        numbers = session.execute(
            select(Sitting.number, Sitting.id)
            .where(Sitting.learner_id == kept)
            .order_by(Sitting.started_at)
        ).all()
        word = session.scalars(select(TrainerWord)).one()
        cards = session.scalars(select(Card.learner_id)).all()
        documents = session.scalars(select(SignedDocument.number)).all()
        line = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "learner.merged")
        ).one()
        stay = session.scalars(select(Enrolment)).one()
        assert snapshots.different(session, kept) == []
        assert session.scalar(select(func.count()).select_from(LevelSnapshot))
    instants = [row.at for row in log if row.supersedes is None]
    assert instants == sorted(instants)
    assert [row.seq for row in log] == list(range(1, len(log) + 1))
    answered = [row.served_id for row in log if row.supersedes is None and row.served_id]
    assert len(answered) == len(set(answered))
    assert [number for number, _id in numbers] == list(range(1, len(numbers) + 1))
    assert [row.seq for row in log if row.kind == "seen_at_work"] == [word.seq]
    assert all(row.supersedes < row.seq for row in log if row.supersedes)
    assert set(cards) == {kept}
    assert sorted(documents) == [1, 2]
    assert (line.subject_id, line.detail["merged"]) == (kept, str(gone))
    assert stay.left_at is None
    assert room.differences() == []
    assert entered.get("/accueil").status_code != 200  # her session ended with the record
    one.sit()  # and she goes on
    assert room.differences() == []
    said: list[str] = []
    assert not check(room.services.db, said.append).findings, said


def test_who_left_is_here_again_and_who_never_began_adds_nothing(
    sqlite_room: Any, tmp_path: Path
) -> None:
    room = sqlite_room
    one, other = room.pupil("Noé"), room.pupil("Noe")
    one.place("maths")
    room.source.wait(3600)
    with room.services.db.write() as session:
        stay = session.scalars(
            select(Enrolment).where(Enrolment.learner_id == one.actor.id)
        ).one()
        now = room.source.now()
        stay.left_at = now
        session.add(
            Departure(
                school_id=stay.school_id,
                learner_id=one.actor.id,
                group_id=room.group_id,
                left_on=now.date(),
                reason="fin",
                destination="formation",
                recorded_at=now,
                followed={},
            )
        )
    admin = room.staff(ADMIN)
    assert "Comparer" in admin.get("/personnes/doublons").text
    assert "Noé" in admin.get(f"/personnes/doublons?de={other.actor.id}").text
    here = f"/personnes/doublons/{one.actor.id}/{other.actor.id}"
    mark = admin.get(here).text.split('name="lu" value="')[1].split('"')[0]
    form = {"garder": str(one.actor.id), "lu": mark}
    assert admin.post(here, here, {"lu": mark}).status_code == 422
    assert "revenir en arrière" in admin.post(here, here, form).text
    assert admin.post(here, here, {**form, "encore": "1"}).status_code == 422
    assert room.count(Person) == 4
    done = admin.post(here, here, {**form, "encore": "1", "sur": "oui"})
    assert done.location == f"/stagiaires/{one.actor.id}/dossier"
    assert admin.get(here).status_code == 404
    page = admin.get(done.location).text
    assert "plus qu’une fiche" in page
    assert "A quitté" not in page
    assert room.differences() == []
    # Erased later, the record merged into hers does not come back with a backup of before.
    with room.services.db.write() as session:
        now = room.source.now()
        trace = AuditEvent(
            school_id=room.trainer.school_id, at=now, action="person.erased", detail={}
        )
        assert erasing.erase(session, one.actor.id, now, tmp_path, trace)
    both = {ledger.digest(who.actor.id) for who in (one, other)}
    assert set(ledger.of_file(tmp_path)) == both


def test_a_planned_exit_stays_and_a_plan_that_gets_goals_has_a_new_number(
    sqlite_room: Any,
) -> None:
    room = sqlite_room
    kept, gone = (room.pupil(name).actor.id for name in ("Noé", "Noe"))
    now, school = room.source.now(), room.trainer.school_id
    leaves = (now + timedelta(days=90)).date()
    with room.services.db.write() as session:
        stay = session.scalars(select(Enrolment).where(Enrolment.learner_id == gone)).one()
        stay.planned_exit = leaves
        # In another group of the site, with days of her own.
        other = Group(school_id=school, site_id=room.site_id, name="Groupe B", created_at=now)
        session.add(other)
        session.flush()
        stay.group_id = other_id = other.id
        session.add(
            CalendarPeriod(
                school_id=school,
                group_id=other.id,
                learner_id=gone,
                kind="company",
                first_day=now.date(),
                last_day=now.date(),
                created_at=now,
            )
        )
        for who in (kept, gone):
            session.add(
                LearningPlan(learner_id=who, school_id=school, version=1, updated_at=now)
            )
        goal = {"kind": "free", "target": "Le permis", "due": leaves, "work": ""}
        session.add(
            Goal(
                id=room.source.new_id(),
                school_id=school,
                learner_id=gone,
                assigned=False,
                created_at=now,
                **goal,
            )
        )
    head = Actor(room.trainer.id, school, "Samir", frozenset({ADMIN}))
    page = merging.two(room.services, head, kept, gone)
    assert page
    merging.merge(room.services, head, kept, gone, page.mark)
    with room.services.db.read() as session:
        stays = select(Enrolment.group_id, Enrolment.planned_exit).order_by(Enrolment.id)
        assert [tuple(one) for one in session.execute(stays)] == [
            (room.group_id, leaves),
            (other_id, None),
        ]
        days = session.execute(select(CalendarPeriod.learner_id, CalendarPeriod.group_id))
        assert [tuple(one) for one in days] == [(kept, room.group_id)]
        assert session.scalars(select(Goal.learner_id)).all() == [kept]
        plan = session.scalars(select(LearningPlan)).one()
    assert (plan.learner_id, plan.version, plan.updated_by) == (kept, 2, head.id)


def test_a_table_with_one_row_a_learner_is_known_to_the_merge() -> None:
    found = set()
    for table in Base.metadata.sorted_tables:
        of = {
            c.name
            for c in table.c
            if any(key.column.table.name == "person" for key in c.foreign_keys)
        }
        sets = [
            {c.name for c in rule.columns}
            for rule in (table.primary_key, *table.constraints)
            if rule is table.primary_key or isinstance(rule, UniqueConstraint)
        ]
        if any(of & names for names in sets):
            found.add(table.name)
    stopped = {whose.class_.__tablename__ for whose in merging.STOPPED}
    assert found <= merging.APART | merging.ONE_EACH | stopped, "say how it is merged"


def test_names_that_are_alike(sqlite_room: Any) -> None:
    for name in ("Mohamed", "Mohammed", "Lina", "Léna"):
        sqlite_room.pupil(name)
    sqlite_room.source.wait(timedelta(days=1).total_seconds())
    head = Actor(
        sqlite_room.trainer.id, sqlite_room.trainer.school_id, "Samir", frozenset({ADMIN})
    )
    pairs = merging.twins(sqlite_room.services, head).pairs
    assert [(p.one.name, p.other.name) for p in pairs] == [("Mohamed", "Mohammed")]
