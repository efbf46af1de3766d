"""Qualiopi’s figures, each against what a hand counts of a few rows."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from openpyxl import load_workbook
from sqlalchemy import select, update

import adaptive
from adaptive import Observation, Parameters
from palier.engine_time import engine_time
from palier.models import (
    Decision,
    Departure,
    Enrolment,
    ExerciseServed,
    Goal,
    Interview,
    Item,
    ItemVersion,
    LearnerState,
    LevelSnapshot,
    SignedDocument,
    Sitting,
    SkillEvent,
)
from palier.reports import asked, making
from palier.reports.whom import Period
from palier.security import Actor

SEPTEMBER = datetime(2026, 9, 14, 8, tzinfo=UTC)
SHARE = "{} sur 2".format
# Ana works, Ben was never placed to the end and leaves, Cléa left before: she is not in it.
EXPECTED = {
    8: {
        "Ont un point de départ": SHARE(1),
        "Ont un point de départ approfondi": SHARE(1),
        "Ont signé un positionnement sur la période": SHARE(1),
    },
    10: {
        "Ont un plan avec un but au moins": SHARE(1),
        "Ont eu un entretien sur la période": SHARE(1),
        "Décisions prises en entretien": 2,
        "Décisions dont la suite est notée": 1,
    },
    11: {
        "Progrès réel dans un domaine au moins": SHARE(1),
        "Compétences acquises": 2,
        "Compétences retenues": 1,
        "Buts du plan": 3,
        "Buts atteints": 1,
    },
    12: {
        "Ont travaillé sur la période": SHARE(1),
        "Jours de travail, en moyenne": "3,0",  # of who worked: the 1st, the 14th, the 16th
        "Départs sur la période": 2,
        "Dont arrêts avant la fin": 1,
        "Dont nouvelles prises après le départ": 1,
    },
    19: {
        "Exercices publiés": 0,  # besides those of the banks
        "Exercices faits": 5,
        "Stagiaires qui s’en sont servis": SHARE(1),
        "Temps actif, heures d’école": "2 min",  # 50 s, then 65 s cut by no border
        "Temps actif, autres heures": "5 min",  # 60 s, 2 min of three hours, 2 min of an hour
    },
}
# (shown, answered after): in Paris, two hours later than here.
WORK = (
    (datetime(2026, 9, 14, 8, 0, tzinfo=UTC), timedelta(seconds=50)),
    (datetime(2026, 9, 14, 8, 14, tzinfo=UTC), timedelta(seconds=65)),
    (datetime(2026, 9, 14, 15, 59, 30, tzinfo=UTC), timedelta(seconds=60)),  # 18 h is over
    (datetime(2026, 9, 15, 21, 50, tzinfo=UTC), timedelta(hours=3)),  # of the 16th
    (datetime(2026, 8, 31, 21, 0, tzinfo=UTC), timedelta(hours=1)),  # the first instant of all
    (datetime(2026, 8, 31, 21, 59, tzinfo=UTC), timedelta(seconds=59)),  # the one before
    (datetime(2026, 10, 31, 22, 59, tzinfo=UTC), timedelta(minutes=1)),  # November: winter time
)


def levels(parameters: Parameters, right: int) -> bytes:
    """The levels of somebody who did well at nothing in maths 24 times, then at everything."""
    at = engine_time(SEPTEMBER - timedelta(days=60))
    state = adaptive.prior(parameters, at)
    skills = [i for i, name in enumerate(parameters.ids) if name.startswith("maths.")]
    for seq in range(1, 25 + right):
        skill = skills[seq % len(skills)]
        b = float(parameters.difficulty[skill])
        score = 1.0 if seq > 24 else 0.0
        told = Observation(seq, at + seq / 10, int(at), seq // 12, (skill,), score, b=b)
        state, _events = adaptive.observe(parameters, state, told)
    return adaptive.pack_levels(parameters, state)


def sitting(hers: dict[str, Any], number: int, **more: Any) -> Sitting:
    """A sitting that is over; a placement unless told."""
    at = {"started_at": SEPTEMBER, "ended_at": SEPTEMBER}
    row = {"kind": "placement", "domain": "maths", "planned": 12, "outcome": "done", **more}
    return Sitting(id=uuid4(), number=number, domains=["maths"], **hers, **at, **row)


def plant(room: Any, ana: UUID, ben: UUID, clea: UUID) -> None:
    """The rows that the figures are counted from, and as many that no figure counts."""
    school = {"school_id": room.trainer.school_id}
    hers, his = {"learner_id": ana, **school}, {"learner_id": ben, **school}
    made = {"created_at": SEPTEMBER - timedelta(days=90)}
    with room.services.db.write() as session:
        catalogue = room.services.catalogue.current(session)
        version = session.scalars(select(ItemVersion.id).limit(1)).one()
        worked = sitting(hers, 3, kind="practice")
        taken_back = sitting(hers, 4, kind="practice", voided_at=SEPTEMBER)
        session.add_all(
            (
                sitting(hers, 1),
                sitting(hers, 2, domain="francais", planned=24),
                worked,
                taken_back,
                sitting(his, 1, outcome="cut"),
                sitting(his, 2, voided_at=SEPTEMBER),
            )
        )
        session.flush()
        for place, (shown, after) in enumerate((*WORK, WORK[0])):
            session.add(
                ExerciseServed(
                    id=uuid4(),
                    sitting_id=(worked if place < len(WORK) else taken_back).id,
                    position=place + 1,
                    item_version_id=version,
                    type="numeric",
                    skill=catalogue.parameters.ids[0],
                    seed=1,
                    variant="v",
                    public={},
                    secret={},
                    item_parameters={},
                    reason={},
                    predicted=0.5,
                    served_at=shown,
                    answered_at=shown + after,
                    **hers,
                )
            )
        of_set = {"parameter_set_id": catalogue.parameter_set_id, **school}
        session.add(
            LevelSnapshot(
                learner_id=ana,
                week=date(2026, 8, 24),
                at=SEPTEMBER - timedelta(days=18),
                levels=levels(catalogue.parameters, 0),
                **of_set,
            )
        )
        now = {"levels": levels(catalogue.parameters, 96), "updated_at": SEPTEMBER}
        session.add(LearnerState(learner_id=ana, seq=120, **now, **of_set))
        for seq, (kind, days) in enumerate(
            (("acquis", 0), ("acquis", 1), ("retenu", 9), ("acquis", -20), ("acquis", 60))
        ):
            at = SEPTEMBER + timedelta(days=days)
            session.add(SkillEvent(seq=seq, skill="s", kind=kind, at=at, **hers))
        goal = {"kind": "free", "target": "Lire", "due": date(2026, 12, 1), "work": ""}
        for closed, outcome in (
            (None, None),
            (SEPTEMBER, "reached"),
            (SEPTEMBER + timedelta(days=60), "reached"),  # after the period: open during it
            (SEPTEMBER - timedelta(days=30), "reached"),  # before it
        ):
            ends = {"closed_at": closed, "outcome": outcome, "assigned": False}
            session.add(Goal(id=uuid4(), **goal, **ends, **hers, **made))
        for held in (date(2026, 9, 20), date(2026, 11, 5)):
            talk = Interview(id=uuid4(), held_on=held, sheet={}, words="", **hers, **made)
            session.add(talk)
            session.flush()
            for outcome in ("done", None):
                what = {"what": "Lire", "who": "both", "due": held, "outcome": outcome}
                session.add(Decision(id=uuid4(), interview_id=talk.id, **what, **hers))
        for who, kind in ((ana, "positionnement"), (ben, "plan"), (clea, "positionnement")):
            paper = {"content": {}, "content_hash": "0" * 64, "number": 1, "kind": kind}
            names = {"learner_name": "A", "trainer_name": "N", "signed_at": SEPTEMBER}
            session.add(SignedDocument(id=uuid4(), subject_id=who, **paper, **names, **school))
        for day, reason, followed in (
            (date(2026, 9, 30), "arret", {"6": {"what": "emploi"}}),
            (date(2026, 10, 31), "fin", {}),
            (date(2026, 8, 31), "arret", {}),
        ):
            left = {"left_on": day, "reason": reason, "destination": "emploi"}
            known = {"recorded_at": SEPTEMBER, "followed": followed}
            session.add(Departure(group_id=room.group_id, **left, **known, **his))
        gone = update(Enrolment).where(Enrolment.learner_id == clea)
        before = SEPTEMBER - timedelta(days=60)
        session.execute(gone.values(joined_at=before, left_at=SEPTEMBER - timedelta(days=14)))


def test_each_figure_is_what_a_hand_counts(room: Any) -> None:
    ana, ben, clea = (room.pupil(name).actor.id for name in ("Ana", "Ben", "Cléa"))
    plant(room, ana, ben, clea)
    head = Actor(room.trainer.id, room.trainer.school_id, "D", frozenset({"admin"}))
    days = Period(date(2026, 9, 1), date(2026, 10, 31))
    one = asked.Asked(asked.SCHOOL, asked.XLSX, days)
    some = making.people(room.services, head, one)
    assert [who.name for who in some] == ["Ana", "Ben"]
    done: list[int] = []
    with room.app.app_context():
        data = making.make(room.services, head, one, some, done.append)
    assert done == [2]
    sheets: dict[str, dict[Any, Any]] = {}
    for sheet in load_workbook(io.BytesIO(data)):
        if sheet.title.startswith("Indicateur"):
            rows: Any = sheet.iter_rows(min_row=2, values_only=True)
            sheets[sheet.title.split()[1]] = dict(rows)
    sheets["19"]["Exercices publiés"] -= room.count(Item)
    for number, expected in EXPECTED.items():
        assert sheets[str(number)] == expected, number
