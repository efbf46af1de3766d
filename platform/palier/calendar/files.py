"""Periods from files: .ics of any calendar program, CSV and XLSX. Pure: bytes in, days out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from palier.accounts.words import normalise
from palier.calendar.days import COMPANY, HOLIDAY, PRESENT
from palier.i18n import N_, _
from palier.people import reading

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "du": (N_("premier jour"), "du", "debut", "date debut", "date de debut", "de", "jour"),
    "au": ("dernier jour", "au", "fin", "date fin", "date de fin", "a"),
    "quoi": ("quoi", "periode", "type", "lieu", "intitule", "titre", "evenement"),
}
# What tells a kind in words: the longest that fits wins over none.
COMPANY_WORDS = ("entreprise", "stage", "alternance", "employeur", "pmsmp", "immersion")
HOLIDAY_WORDS = ("conge", "vacance", "ferie", "fermeture", "ferme", "pont", "noel", "paques")
PRESENT_WORDS = ("ecole", "centre", "present", "presence", "cours", "formation")
MOST_PERIODS = 400


@dataclass(frozen=True)
class Read:
    """A period as a file says it: days both included, or what is to be mended."""

    number: int  # of its line; of an .ics, which event it is
    words: str
    first: date | None
    last: date | None
    kind: str  # company | holiday | present | "" when the words do not tell
    fault: str = ""


def read(data: bytes, timezone: str, since: date, until: date) -> list[Read]:
    """The periods of a file between two days, in order of its lines or of time.

    :raises reading.Unreadable: nothing can be read of it.
    """
    if len(data) > reading.LARGEST:
        raise reading.Unreadable(reading.too_large())
    text = "" if data[:2] == b"PK" else reading.decoded(data)
    if "BEGIN:VCALENDAR" in text[:2_000].upper():
        return _events(text, timezone, since, until)
    table = reading.read(data, COLUMNS)
    if "du" not in table.columns:
        raise reading.Unreadable(
            _("La colonne « premier jour » manque. Nommez-la ainsi dans la première ligne.")
        )
    return [_row(row) for row in table.rows]


def kind_of(words: str) -> str:
    """What days are, from the words about them; "" when these do not tell."""
    plain = normalise(words)
    if any(word in plain for word in COMPANY_WORDS):
        return COMPANY
    if any(word in plain for word in HOLIDAY_WORDS):
        return HOLIDAY
    return PRESENT if any(word in plain for word in PRESENT_WORDS) else ""


def _row(row: reading.Row) -> Read:
    words = row.cells["quoi"]
    first = reading.day(row.cells["du"])
    last = reading.day(row.cells["au"]) if row.cells["au"] else first
    fault = ""
    if first is None or last is None:
        fault = _undated(row.cells["du"] if first is None else row.cells["au"])
    elif last < first:
        fault = _("Le dernier jour vient avant le premier.")
    return Read(row.number, words, first, last, kind_of(words), fault)


def _undated(cell: str) -> str:
    if not cell:
        return _("Écrivez le premier jour, par exemple : 23/11/2026.")
    return _("« %(cell)s » n’est pas une date. Exemple : 23/11/2026.", cell=cell[:40])


def _events(text: str, timezone: str, since: date, until: date) -> list[Read]:
    """The events of a calendar, each repetition by itself, in local days of the site."""
    refused = _("Nous n’arrivons pas à lire ce calendrier. Exportez-le de nouveau en .ics.")
    try:
        calendar = Calendar.from_ical(text)
        query = recurring_ical_events.of(calendar, skip_bad_series=True)
        found = [
            _event(event, timezone)
            for event in islice(_in_order(query, since, until), MOST_PERIODS + 1)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise reading.Unreadable(refused) from error
    if len(found) > MOST_PERIODS:
        raise reading.Unreadable(
            _(
                "Ce calendrier a plus de %(number)s périodes. Exportez seulement celui du "
                "groupe.",
                number=MOST_PERIODS,
            )
        )
    if not found:
        raise reading.Unreadable(_("Ce calendrier n’a rien pour l’année qui vient."))
    return [
        Read(number, words, first, last, kind_of(words))
        for number, (words, first, last) in enumerate(found, 1)
    ]


def _in_order(query: Any, since: date, until: date) -> Iterator[Any]:
    """Events that touch some days, as they begin. The library has no types."""
    day = since
    seen = set()
    while day <= until:
        for event in query.between(day, min(day + timedelta(days=31), until)):
            key = (str(event.get("UID")), str(event["DTSTART"].dt))
            if key not in seen:
                seen.add(key)
                yield event
        day += timedelta(days=31)


def _event(event: Any, timezone: str) -> tuple[str, date, date]:
    """Words, first and last day of an event. An end at midnight, or of all-day events, is the
    day after the last."""
    start = event["DTSTART"].dt
    end = event["DTEND"].dt if "DTEND" in event else start
    first, last = _local(start, timezone), _local(end, timezone)
    whole_days = not isinstance(end, datetime)
    at_midnight = isinstance(end, datetime) and _clock(end, timezone) == time()
    if last > first and (whole_days or at_midnight):
        last -= timedelta(days=1)
    words = " ".join(str(event.get("SUMMARY", "")).split())[: reading.LONGEST_CELL]
    return words, first, last


def _local(at: date, timezone: str) -> date:
    if isinstance(at, datetime):
        return (at.astimezone(ZoneInfo(timezone)) if at.tzinfo else at).date()
    return at


def _clock(at: datetime, timezone: str) -> time:
    return (at.astimezone(ZoneInfo(timezone)) if at.tzinfo else at).time()
