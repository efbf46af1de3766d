"""A learner changes site, leaves and comes back: who sees her, and what goes with her."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from palier.accounts import service as accounts
from palier.accounts import staff
from palier.acting import assigning
from palier.calendar import service as calendar
from palier.calendar.pages import Typed
from palier.models import ADMIN, TRAINER, Departure, Enrolment, ReportFile, Site
from palier.people import learners
from palier.plan import goals
from palier.plan import service as plan
from palier.practice import bilans as stays
from palier.reports import service as reports
from palier.security import Actor
from palier.trainer import bilans, notes

SKILL = "maths.calcul.tables"
PASSWORD = "lampe-orage-violon-tuile"  # noqa: S105  # of this test alone
GONE = {"le": "2026-09-14", "raison": "projet", "destination": "formation"}
NOTE, GOAL = "Note de son histoire", "But de son histoire"


def text(reply: Any) -> str:
    """What a person reads."""
    plain = unescape(re.sub(r"<[^>]+>", " ", reply.text)).replace("\u00a0", " ")
    return " ".join(plain.split())


@pytest.fixture
def moving(sqlite_room: Any) -> Any:
    """The class, with a second site and all that may be kept of Inès."""
    room = sqlite_room
    school_id, services = room.trainer.school_id, room.services
    room.head = room.staff(ADMIN)
    with services.db.write() as session:
        site = Site(school_id=school_id, name="Troyes")
        session.add(site)
        session.flush()
        room.second_id = site.id
    head = Actor(room.trainer.id, school_id, "", frozenset({ADMIN}))
    room.other_id = accounts.create_group(services, head, "Groupe B", room.second_id)
    who = (school_id, TRAINER, "karim@ecole.example", "Karim", PASSWORD, room.second_id)
    room.karim = room.browser(staff.add_staff(services, *who))
    room.nadia, room.ines = room.browser(room.trainer.id), room.pupil("Inès")
    me, her = room.trainer, room.ines.actor.id
    notes.write(services, me, her, NOTE)
    goals.add(services, me, her, goals.Asked(words=GOAL, due="2026-12-18"), "v0")
    names = {"stagiaire_signe": "Inès B", "formateur_signe": "Nadia", "accord": "oui"}
    room.document_id = plan.sign(services, me, her, {"lu": "v1", **names})
    assigning.give(
        services, me, room.group_id, assigning.Asked(SKILL, "skill", people=[str(her)])
    )
    days = Typed("2026-10-05", "2026-10-09", "company", who=str(her))
    assert calendar.add(services, me, room.group_id, days) is None
    assert bilans.plan_exit(services, me, her, "2027-03-31") == ""
    form = {"quoi": "progress", "format": "xlsx", "du": "2026-09-01", "au": "2026-09-14"}
    reports.ask_of(services, me, her, form)
    form = {**form, "quoi": "group", "groupe": str(room.group_id)}
    reports.ask(services, me, form)
    return room


def seen(room: Any, browser: Any) -> dict[str, bool]:
    """Which of her things somebody sees."""
    her, here = f"/stagiaires/{room.ines.actor.id}", f"/groupes/{room.group_id}/calendrier"
    there = f"/groupes/{room.other_id}/calendrier"
    days = "Du 5 au 9 octobre Inès"
    return {
        "record": "Dossier de Inès" in text(browser.get(f"{her}/dossier")),
        "signed": browser.get(f"{her}/signes/{room.document_id}").status_code == 200,
        "notes": NOTE in text(browser.get(f"{her}/notes")),
        "goals": GOAL in text(browser.get(f"{her}/plan")),
        "days": days in text(browser.get(here)) or days in text(browser.get(there)),
        "map": any(
            "Inès" in browser.get(f"/groupes/{one}").text
            for one in (room.group_id, room.other_id)
        ),
    }


def does(room: Any, what: str, group_id: int = 0) -> None:
    """Somebody who heads the school moves her, or notes that she leaves."""
    page = f"/stagiaires/{room.ines.actor.id}/dossier"
    mark = re.findall(r'name="lu" value="(\w+)"', room.head.get(page).text)[0]
    form = {"groupe": str(group_id)} if group_id else GONE
    sent = {name: [value] for name, value in {**form, "lu": mark}.items()}
    assert room.head.post(f"{page}/{what}", page, sent).status_code == 303
    room.source.wait(60)


ALL = dict.fromkeys(("record", "signed", "notes", "goals", "days", "map"), True)
NONE = dict.fromkeys(ALL, False)
ARCHIVE = {**NONE, "record": True, "signed": True}  # what opens of who left
STEPS = [
    # what is done, into which group, what the trainer of each site sees then
    ("", "", ALL, NONE),
    ("groupe", "other_id", NONE, ALL),
    ("depart", "", NONE, ARCHIVE),
    ("groupe", "group_id", ALL, NONE),
]


def test_who_moves_takes_all_with_her_and_the_site_before_sees_nothing_more(
    moving: Any,
) -> None:
    room, her = moving, moving.ines.actor.id
    for what, to, nadia, karim in STEPS:
        if what:
            does(room, what, getattr(room, to) if to else 0)
        assert (seen(room, room.nadia), seen(room, room.karim)) == (nadia, karim), (what, to)
        with room.services.db.read() as session:
            stay, files = stays.stay(session, her), session.scalars(select(ReportFile)).all()
        if (
            to == "other_id"
        ):  # the stay goes on, of the reports of the site before nothing stays
            assert (str(stay.joined), str(stay.planned_exit)) == ("2026-09-14", "2027-03-31")
            assert files == []
        if what == "depart":
            waiting = text(room.karim.get("/suivi"))
            assert "14 mars 2027" in waiting
            assert "14 septembre 2027" in waiting
            record = text(room.karim.get(f"/stagiaires/{her}/dossier"))
            assert "gardé jusqu’au 14 septembre 2028" in record
        if to == "group_id":  # another stay, with no end planned yet
            assert (str(stay.joined), stay.planned_exit) == ("2026-09-14", None)
            assert "Inès" not in text(room.karim.get("/suivi"))
    with room.services.db.read() as session:
        left = session.scalars(select(Departure)).one()
        times = session.execute(
            select(Enrolment.group_id, Enrolment.left_at.is_(None)).order_by(Enrolment.id)
        ).all()
    assert left.returned_at is not None
    assert [tuple(one) for one in times] == [
        (room.group_id, False),
        (room.other_id, False),
        (room.group_id, True),
    ]
    record = text(room.nadia.get(f"/stagiaires/{her}/dossier"))
    assert all(place in record for place in ("Groupe A · Reims", "Groupe B · Troyes"))
    assert "pas de carte" in record
    assert learners.FOLLOWED.days > 366
