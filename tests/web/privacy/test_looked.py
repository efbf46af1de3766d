"""A learner reads who looked at her; the register says all that is kept."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from sqlalchemy import delete

from palier.models import AccessLine
from palier.privacy import looked, service
from palier.privacy.register import REGISTER

PAGE = "/qui-a-regarde"


def test_she_reads_who_looked_at_what_and_nothing_of_others(room: Any, ines: Any) -> None:
    other = room.pupil("Karim")
    assert "Personne n’a encore regardé" in ines.browser().get(PAGE).text
    team = room.browser(room.trainer.id)
    assert team.get(f"/stagiaires/{ines.actor.id}").status_code == 200
    text = unescape(ines.browser().get(PAGE).text)
    assert f"Nadia a vu {looked.WORDS[looked.LEARNER]}" in text
    assert "14 septembre 2026" in text
    assert "Personne n’a encore regardé" in other.browser().get(PAGE).text
    assert team.get(PAGE).status_code == 404


def test_views_are_told_by_day_and_person_and_each_is_kept(sqlite_room: Any) -> None:
    pupil, source = sqlite_room.pupil("Inès"), sqlite_room.source
    school, nadia = sqlite_room.trainer.school_id, sqlite_room.trainer.id
    now = source.now()
    lines = [
        *((nadia, looked.PLAN, now - timedelta(minutes=7 * k)) for k in range(5)),
        (nadia, looked.CARD, now),
        (nadia, looked.PLAN, now - timedelta(days=1)),
        *((None, looked.CARD, now) for _ in range(service.SHOWN)),
    ]
    with sqlite_room.services.db.write() as session:
        for who, what, at in lines:
            session.add(
                AccessLine(
                    school_id=school, learner_id=pupil.actor.id, actor_id=who, what=what, at=at
                )
            )
    read = unescape(pupil.browser().get(PAGE).text).replace("\u00a0", " ")
    assert f"une personne partie depuis a vu votre carte, {service.SHOWN} fois." in read
    assert "plus anciennes" in read  # those of Nadia are, of the same instant or before
    with sqlite_room.services.db.write() as session:
        session.execute(delete(AccessLine).where(AccessLine.actor_id.is_(None)))
    read = unescape(pupil.browser().get(PAGE).text).replace("\u00a0", " ")
    assert re.search(r"Nadia a vu votre plan 5 fois, entre \d+ h \d\d et \d+ h \d\d\.", read)
    assert re.search(r"\d+ h( \d\d)? : Nadia a vu votre carte\.", read)
    assert re.search(r"\d+ h( \d\d)? : Nadia a vu votre plan\.", read)  # the day before
    assert "plus anciennes" not in read
    assert sqlite_room.count(AccessLine) == 7  # a line a view, as it was


def test_the_register_page_says_every_kind_of_data(sqlite_room: Any) -> None:
    text = unescape(sqlite_room.staff("admin").get("/registre").text)
    for entry in REGISTER:
        assert entry.data in text
        assert entry.purpose in text
    assert "24 mois après le départ" in text
    assert sqlite_room.pupil("Inès").browser().get("/registre").status_code == 404
