"""A trainer writes the calendar of a group: what is taken, what is to be mended, what stays."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from palier.calendar import queries
from palier.calendar.days import kind_of
from palier.models import AuditEvent, CalendarPeriod

MONDAY = date(2026, 9, 14)
# The class works in the week of Monday, 14 September 2026.
COMPANY = {"du": ["2026-09-21"], "au": ["2026-09-25"], "quoi": ["company"]}


@pytest.fixture
def trainer(room: Any) -> Any:
    return room.browser(room.trainer.id)


@pytest.fixture
def address(room: Any) -> str:
    return f"/groupes/{room.group_id}/calendrier"


def said(page: str) -> str:
    """What a person reads of a page."""
    body = re.sub(r"(?s)<(head|script)\b.*?</\1>", " ", page)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def send(browser: Any, address: str, **changes: str) -> Any:
    form = {**COMPANY, **{name: [value] for name, value in changes.items()}}
    return browser.post(f"{address}/nouvelle", address, form)


def test_a_period_is_written_shown_and_removed(room: Any, trainer: Any, address: str) -> None:
    assert address in trainer.get(f"/groupes/{room.group_id}").text
    before = said(trainer.get(address).text)
    assert "Aucune période à venir" in before
    assert before.count("À l’école") == 12
    assert send(trainer, address).status_code == 303
    page = trainer.get(address).text
    text = said(page)
    assert "La période est écrite" in text
    assert "Du 21 au 25 septembre En entreprise, 5 jours · écrit par Nadia" in text
    assert "21/9 En entreprise" in text
    assert text.count("À l’école") == 11
    assert page.count('class="company"') == 5
    (confirm,) = set(re.findall(rf'href="({address}/\d+)"', page))
    assert "Supprimer cette période ?" in said(trainer.get(confirm).text)
    assert trainer.post(confirm, confirm).status_code == 303
    assert "Aucune période à venir" in said(trainer.get(address).text)
    assert trainer.get(confirm).status_code == 404
    with room.services.db.read() as session:
        events = session.execute(
            select(AuditEvent.action, AuditEvent.actor_id, AuditEvent.detail)
            .where(AuditEvent.action.startswith("calendar."))
            .order_by(AuditEvent.id)
        ).all()
    detail = {
        "group": room.group_id,
        "kind": "company",
        "first": "2026-09-21",
        "last": "2026-09-25",
    }
    assert [tuple(event) for event in events] == [
        ("calendar.added", room.trainer.id, detail),
        ("calendar.removed", room.trainer.id, detail),
    ]


def test_a_week_may_be_partly_at_the_school(trainer: Any, address: str) -> None:
    assert send(trainer, address, du="2026-09-22", au="2026-09-23").status_code == 303
    assert send(trainer, address, du="24/09/2026", au="24/09/2026", quoi="holiday")
    text = said(trainer.get(address).text)
    assert "À l’école 2 jours, en entreprise 2 jours, congés 1 jour" in text
    assert "Le 24 septembre Congés, 1 jour" in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"du": ""}, "Choisissez le premier jour"),
        ({"du": "demain"}, "Choisissez le premier jour"),
        ({"du": "2026-02-30"}, "Choisissez le premier jour"),
        ({"au": "jamais"}, "Choisissez le dernier jour"),
        ({"au": "2026-09-20"}, "Le dernier jour vient avant le premier"),
        ({"au": "2026-12-22"}, "plus de 3 mois"),
        ({"au": "9999-12-31"}, "plus de 3 mois"),
        ({"du": "2062-09-21", "au": "2062-09-25"}, "Vérifiez l’année"),
        ({"du": "0001-01-01"}, "Vérifiez l’année"),
        ({"quoi": ""}, "Dites ce que le groupe fait"),
        ({"quoi": "present"}, "Dites ce que le groupe fait"),
        ({"du": "2026-10-16", "au": "2026-10-16"}, "déjà écrite : congés, du 12 au 16 octobre"),
    ],
)
def test_what_cannot_be_written_is_said_and_stays_in_the_form(
    sqlite_room: Any, changes: dict[str, str], words: str
) -> None:
    trainer = sqlite_room.browser(sqlite_room.trainer.id)
    address = f"/groupes/{sqlite_room.group_id}/calendrier"
    first = send(trainer, address, du="2026-10-12", au="2026-10-16", quoi="holiday")
    assert first.status_code == 303
    reply = send(trainer, address, **changes)
    assert reply.status_code == 422
    assert words in reply.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert reply.text.count('aria-describedby="faute"') == 1
    typed = changes.get("au", "2026-09-25")
    assert f'name="au" value="{typed}"' in reply.text
    assert sqlite_room.count(CalendarPeriod) == 1


def test_the_past_stays_readable(sqlite_room: Any) -> None:
    trainer = sqlite_room.browser(sqlite_room.trainer.id)
    address = f"/groupes/{sqlite_room.group_id}/calendrier"
    assert send(trainer, address, du="2026-08-03", au="2026-08-14").status_code == 303
    text = said(trainer.get(address).text)
    assert "Aucune période à venir" in text
    assert "1 période passée" in text
    assert "Du 3 au 14 août" in text


def test_a_form_that_came_too_late_waits_filled_in(sqlite_room: Any) -> None:
    trainer = sqlite_room.browser(sqlite_room.trainer.id)
    address = f"/groupes/{sqlite_room.group_id}/calendrier"
    trainer.get(address)
    with trainer.client.session_transaction() as cookie:
        cookie.pop("csrf_token")
    ours = {"Origin": "http://localhost"}
    late = trainer.client.post(f"{address}/nouvelle", data=COMPANY, headers=ours)
    assert (late.status_code, late.location) == (303, address)
    assert sqlite_room.count(CalendarPeriod) == 0
    page = trainer.get(address).text
    assert 'name="du" value="2026-09-21"' in page
    assert 'name="au" value="2026-09-25"' in page
    assert re.search(r'value="company" required checked', page)


def test_the_days_of_one_learner_go_before_those_of_her_group(sqlite_room: Any) -> None:
    room = sqlite_room
    ines, mehdi = room.pupil("Inès"), room.pupil("Mehdi")
    trainer = room.browser(room.trainer.id)
    here = f"/groupes/{room.group_id}/calendrier"
    form = {"du": "2026-09-14", "au": "2026-09-18", "quoi": "company"}
    hers = {**form, "quoi": "present", "qui": str(ines.actor.id)}
    other = {**form, "qui": "01990000-0000-7000-8000-000000000000"}
    assert (
        trainer.post(f"{here}/nouvelle", here, {**form, "quoi": "present"}).status_code == 422
    )
    assert "pas dans ce groupe" in trainer.post(f"{here}/nouvelle", here, other).text
    assert trainer.post(f"{here}/nouvelle", here, form).status_code == 303
    done = trainer.post(f"{here}/nouvelle", here, hers)
    assert done.location == f"{here}?pour={ines.actor.id}"
    assert "touchent une période" in trainer.post(f"{here}/nouvelle", here, hers).text
    page = trainer.get(done.location).text
    assert "semaines qui viennent : Inès" in page.replace("\u00a0", " ")
    now = room.source.now()
    with room.services.db.read() as session:
        kinds = {
            who.actor.id: kind_of(queries.of_learner(session, who.actor.id, now).spans, MONDAY)
            for who in (ines, mehdi)
        }
        (own,) = [r for r in queries.of_group(session, room.group_id) if r.learner_id]
    assert kinds == {ines.actor.id: "present", mehdi.actor.id: "company"}
    gone = f"{here}/{own.id}"
    assert "ceux du groupe" in trainer.get(gone).text
    assert trainer.post(gone, gone).status_code == 303
    with room.services.db.read() as session:
        assert [r.learner_id for r in queries.of_group(session, room.group_id)] == [None]
