"""Periods read from files: repetitions, time zones, whole days."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest

from palier.calendar import files
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


def test_periods_are_shown_then_written_once_and_those_that_touch_are_told(
    sqlite_room: Any,
) -> None:
    room = sqlite_room
    trainer, here = room.browser(room.trainer.id), f"/groupes/{room.group_id}/calendrier"
    table = (
        "du;au;quoi\n05/10/2026;09/10/2026;Entreprise\n09/10/2026;12/10/2026;Congés\n"
        "02/11/2026;06/11/2026;Bilan\n"
    )
    found = re.search(r'csrf_token" value="([^"]+)"', trainer.get(f"{here}/importer").text)
    assert found
    sent = trainer.client.post(
        f"{here}/importer",
        data={"csrf_token": found[1], "fichier": (io.BytesIO(table.encode()), "a.csv")},
        content_type="multipart/form-data",
    )
    page = trainer.get(sent.location).text
    assert "Touche une autre période" in page
    assert room.count(CalendarPeriod) == 0
    form = {"fichier": [sent.location.split("=")[1]], "k2": ["company"], "k3": ["holiday"]}
    for _twice in range(2):
        trainer.post(f"{here}/importer/faire", f"{here}/importer", form)
        assert room.count(CalendarPeriod) == 1
