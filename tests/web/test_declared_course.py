"""The declared course of French: optional, withdrawn without a trace, and read by nobody but
the report, in aggregate."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from palier.models import ADMIN, AuditEvent, Enrolment

ROOT = Path(__file__).parents[2]
# Who may name the field: the tables, the form, and what compares two groups of many learners
# on an exercise (the report, a calibration).
MAY_NAME_IT = {
    "platform/palier/models/school.py",
    "platform/palier/migrations/versions/0003_calendar.py",
    "platform/palier/trainer/declared.py",
    "platform/palier/people/learners.py",  # what was declared goes along to another group
    "platform/palier/report/queries.py",
    "platform/palier/privacy/register.py",  # says that it is kept, and why
    "platform/palier/calibration/firsts.py",
}


def stored(kit: Any, learner_id: UUID) -> list[bool | None]:
    with kit.services.db.read() as session:
        query = select(Enrolment.fls_course).where(Enrolment.learner_id == learner_id)
        return list(session.scalars(query))


def events(kit: Any) -> list[tuple[str, dict[str, object]]]:
    with kit.services.db.read() as session:
        rows = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.action.startswith("fls."))
            .order_by(AuditEvent.id)
        )
        return [(row.action, row.detail) for row in rows]


@pytest.mark.parametrize("chosen", ["oui", "non"])
def test_it_is_declared_then_withdrawn_without_a_trace(sqlite_room: Any, chosen: str) -> None:
    kit = sqlite_room
    pupil, trainer = kit.pupil(), kit.browser(kit.trainer.id)
    address = f"/stagiaires/{pupil.actor.id}/cours-fls"
    assert stored(kit, pupil.actor.id) == [None]
    assert 'value="rien" checked' in trainer.get(address).text
    assert trainer.post(address, address, {"cours": [chosen]}).status_code == 303
    assert stored(kit, pupil.actor.id) == [chosen == "oui"]
    assert f'value="{chosen}" checked' in trainer.get(address).text
    trainer.post(address, address, {"cours": ["rien"]})
    assert stored(kit, pupil.actor.id) == [None]
    # The events say that, never what.
    assert events(kit) == [("fls.declared", {}), ("fls.withdrawn", {})]


def test_nothing_chosen_changes_nothing_and_says_so(sqlite_room: Any) -> None:
    kit = sqlite_room
    pupil, trainer = kit.pupil(), kit.browser(kit.trainer.id)
    address = f"/stagiaires/{pupil.actor.id}/cours-fls"
    for fields in ({}, {"cours": ["autre"]}):
        reply = trainer.post(address, address, fields)
        assert reply.status_code == 422
        assert "Choisissez une des trois lignes." in reply.text
    assert stored(kit, pupil.actor.id) == [None]
    assert events(kit) == []


def test_it_is_shown_on_no_page_beside_a_level(sqlite_room: Any) -> None:
    kit = sqlite_room
    pupil, trainer = kit.pupil(), kit.browser(kit.trainer.id)
    pages = [
        f"/groupes/{kit.group_id}",
        f"/stagiaires/{pupil.actor.id}",
        f"/stagiaires/{pupil.actor.id}/competences/maths.calcul.tables",
    ]

    def shown() -> list[str]:
        return [re.sub(r'value="[^"]{36,}"', "", trainer.get(page).text) for page in pages]

    before = shown()
    address = f"/stagiaires/{pupil.actor.id}/cours-fls"
    trainer.post(address, address, {"cours": ["oui"]})
    trainer.get(pages[1])  # the news that it is saved is told once
    assert shown() == before


def test_learners_and_other_sites_do_not_reach_it(sqlite_room: Any) -> None:
    kit = sqlite_room
    pupil = kit.pupil()
    address = f"/stagiaires/{pupil.actor.id}/cours-fls"
    assert pupil.browser().get(address).status_code == 404
    assert kit.staff(ADMIN).get(address).status_code == 200


def test_neither_the_engine_nor_practice_nor_a_page_names_it() -> None:
    places = [
        *ROOT.glob("adaptive/**/*.py"),
        *ROOT.glob("exercises/**/*.py"),
        *ROOT.glob("platform/palier/**/*.py"),
        *ROOT.glob("templates/**/*.html"),
    ]
    named = {
        str(path.relative_to(ROOT))
        for path in places
        if "fls_course" in path.read_text(encoding="utf-8")
    }
    assert len(places) > 100
    assert named <= MAY_NAME_IT
