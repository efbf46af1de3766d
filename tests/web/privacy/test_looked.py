"""A learner reads who looked at her; the register says all that is kept."""

from __future__ import annotations

from html import unescape
from typing import Any

from sqlalchemy import select

from palier.models import AccessLine, Person
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


def test_a_name_that_is_gone_and_more_lines_than_a_page_shows(sqlite_room: Any) -> None:
    pupil = sqlite_room.pupil("Inès")
    with sqlite_room.services.db.write() as session:
        who = session.scalars(select(Person.school_id)).first()
        for _ in range(service.SHOWN + 1):
            session.add(
                AccessLine(
                    school_id=who,
                    learner_id=pupil.actor.id,
                    what=looked.CARD,
                    at=sqlite_room.source.now(),
                )
            )
    text = unescape(pupil.browser().get(PAGE).text)
    assert text.count("une personne partie depuis") == service.SHOWN
    assert "plus anciennes" in text


def test_the_register_page_says_every_kind_of_data(sqlite_room: Any) -> None:
    text = unescape(sqlite_room.staff("admin").get("/registre").text)
    for entry in REGISTER:
        assert entry.data in text
        assert entry.purpose in text
    assert "24 mois après le départ" in text
    assert sqlite_room.pupil("Inès").browser().get("/registre").status_code == 404
