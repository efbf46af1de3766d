"""Periods read from files: repetitions, time zones, whole days."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from palier.calendar import files, queries
from palier.calendar.days import kind_of
from palier.models import CalendarPeriod
from palier.people.reading import Unreadable

SINCE, UNTIL = date(2026, 9, 1), date(2027, 8, 31)
EVENTS = {
    "whole days end the day before": (
        "DTSTART;VALUE=DATE:20261005\r\nDTEND;VALUE=DATE:20261010\r\nSUMMARY:En entreprise",
        [(date(2026, 10, 5), date(2026, 10, 9), "company")],
    ),
    "one day without an end": (
        "DTSTART;VALUE=DATE:20261111\r\nSUMMARY:Jour férié",
        [(date(2026, 11, 11), date(2026, 11, 11), "holiday")],
    ),
    "an instant is of the site's local day": (
        "DTSTART:20261004T223000Z\r\nDTEND:20261005T220000Z\r\nSUMMARY:Stage",
        [(date(2026, 10, 5), date(2026, 10, 5), "company")],
    ),
    "each week but one": (
        "DTSTART;VALUE=DATE:20261005\r\nDTEND;VALUE=DATE:20261007\r\nSUMMARY:Stage\r\n"
        "RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;VALUE=DATE:20261012",
        [
            (date(2026, 10, 5), date(2026, 10, 6), "company"),
            (date(2026, 10, 19), date(2026, 10, 20), "company"),
        ],
    ),
    "what the words do not tell": (
        "DTSTART;VALUE=DATE:20261005\r\nSUMMARY:Réunion",
        [(date(2026, 10, 5), date(2026, 10, 5), "")],
    ),
}


def _calendar(event: str) -> bytes:
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//FR\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        f"DTSTAMP:20260901T000000Z\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


@pytest.mark.parametrize("name", EVENTS)
def test_events_are_local_days(name: str) -> None:
    event, expected = EVENTS[name]
    found = files.read(_calendar(event), "Europe/Paris", SINCE, UNTIL)
    assert [(one.first, one.last, one.kind) for one in found] == expected


def test_a_repetition_without_end_is_read_for_the_year_asked_alone() -> None:
    event = "DTSTART;VALUE=DATE:20200106\r\nSUMMARY:Stage\r\nRRULE:FREQ=WEEKLY"
    found = files.read(_calendar(event), "Europe/Paris", SINCE, UNTIL)
    assert 50 <= len(found) <= 53
    daily = "DTSTART:20200101T080000Z\r\nSUMMARY:x\r\nRRULE:FREQ=HOURLY"
    with pytest.raises(Unreadable, match="400"):
        files.read(_calendar(daily), "Europe/Paris", SINCE, UNTIL)


def test_a_table_of_periods_says_what_is_wrong_in_its_lines() -> None:
    table = "Du;Au;Quoi\n05/10/2026;09/10/2026;Entreprise\n9/10/2026;5/10/2026;Congés\nx;;\n"
    found = files.read(table.encode(), "Europe/Paris", SINCE, UNTIL)
    assert [(one.kind, bool(one.fault)) for one in found] == [
        ("company", False),
        ("holiday", True),
        ("", True),
    ]


def _sent(trainer: Any, here: str, table: bytes, who: str = "") -> Any:
    """The answer to a file that was sent."""
    found = re.search(r'csrf_token" value="([^"]+)"', trainer.get(f"{here}/importer").text)
    assert found
    form = {"csrf_token": found[1], "qui": who, "fichier": (io.BytesIO(table), "a.csv")}
    return trainer.client.post(
        f"{here}/importer", data=form, content_type="multipart/form-data"
    )


def test_periods_are_shown_then_written_once_and_those_that_touch_are_told(
    sqlite_room: Any,
) -> None:
    room = sqlite_room
    trainer, here = room.browser(room.trainer.id), f"/groupes/{room.group_id}/calendrier"
    table = (
        "du;au;quoi\n05/10/2026;09/10/2026;Entreprise\n09/10/2026;12/10/2026;Congés\n"
        "02/11/2026;06/11/2026;Bilan\n"
    )
    sent = _sent(trainer, here, table.encode())
    page = trainer.get(sent.location).text
    assert "Touche une autre période" in page
    assert room.count(CalendarPeriod) == 0
    form = {"fichier": [sent.location.split("=")[1]], "k2": ["company"], "k3": ["holiday"]}
    for _twice in range(2):
        trainer.post(f"{here}/importer/faire", f"{here}/importer", form)
        assert room.count(CalendarPeriod) == 1


def test_a_file_for_one_learner_holds_her_own_days(sqlite_room: Any) -> None:
    """They go before those of her group; dates in every form; what is wrong is said by line."""
    room = sqlite_room
    ines, mehdi = (room.pupil(name).actor.id for name in ("Inès", "Mehdi"))
    trainer, here = room.browser(room.trainer.id), f"/groupes/{room.group_id}/calendrier"
    group = {"du": ["2026-10-05"], "au": ["2026-10-16"], "quoi": ["company"]}
    assert trainer.post(f"{here}/nouvelle", here, group).status_code == 303
    table = (
        "Début;Fin;Intitulé\nlundi 5/10/2026;9 oct. 2026;Au centre\n"
        "08-10-26;2026-10-12T00:00:00+02:00;Congés\n31/02/2027;;Férié\n"
        "46324;;Stage\n;02/11/2026;Congés\n19/10/2026 00:00;1er novembre 2026;réunion\n"
    )
    assert _sent(trainer, here, b"du\n1/9/2026", "0").status_code == 422
    where = _sent(trainer, here, table.encode("cp1252"), str(ines)).location
    page = html.unescape(trainer.get(where).text).replace("\u00a0", " ")
    assert "Passe avant les jours du groupe : en entreprise, du 5 au 16 octobre" in page
    assert "Touche une autre période : à l’école, du 5 au 9 octobre" in page
    assert "« 31/02/2027 » n’est pas une date" in page
    assert "Écrivez le premier jour" in page
    assert room.count(CalendarPeriod) == 1
    draft = re.findall("fichier=([0-9a-f-]+)", where)
    form = {"fichier": draft, "qui": [str(ines)], "k7": [""]}
    nothing = {**form, **{f"k{n}": [""] for n in range(2, 8)}}
    answers = [
        trainer.post(f"{here}/importer/faire", f"{here}/importer", sent)
        for sent in (nothing, {**form, "qui": ["0"]}, form, form)
    ]
    assert [one.status_code for one in answers] == [422, 422, 303, 303]
    assert "2 périodes écrites. 4 périodes laissées de côté" in trainer.get(here).text
    with room.services.db.read() as session:
        written = session.execute(
            select(CalendarPeriod.learner_id, CalendarPeriod.kind, CalendarPeriod.first_day)
            .where(CalendarPeriod.learner_id.is_not(None))
            .order_by(CalendarPeriod.first_day)
        )
        assert [tuple(row) for row in written] == [
            (ines, "present", date(2026, 10, 5)),
            (ines, "company", date(2026, 10, 29)),
        ]
        now = room.source.now()
        days = [
            kind_of(queries.of_learner(session, who, now).spans, date(2026, 10, 6))
            for who in (ines, mehdi)
        ]
    assert days == ["present", "company"]
    assert "déjà enregistré" in trainer.get(where).text
