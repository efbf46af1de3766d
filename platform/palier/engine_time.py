"""Instants and days as the engine counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EPOCH_SECONDS = 1_577_836_800  # 2020-01-01T00:00Z: day 0 of the engine's time
DAY_SECONDS = 86_400.0


def engine_time(at: datetime) -> float:
    """The engine's time of an instant: days since 2020-01-01, UTC."""
    return (at.timestamp() - EPOCH_SECONDS) / DAY_SECONDS


def not_before(at: datetime, since: float) -> float:
    """The engine's time of an instant, or ``since`` when the clock was set back before it.

    Clocks of two machines differ, and are corrected: the engine's time then stands still.
    """
    return max(engine_time(at), since)


def instant(days: float) -> datetime:
    """The instant of an engine time."""
    return datetime.fromtimestamp(days * DAY_SECONDS + EPOCH_SECONDS, UTC)


def midnight(day: date, timezone: str) -> float:
    """The engine's time at which a local day of a site begins."""
    return engine_time(datetime.combine(day, time(), ZoneInfo(timezone)))


def local_day(at: datetime, timezone: str) -> int:
    """The number of the local day of a site at an instant."""
    return at.astimezone(ZoneInfo(timezone)).date().toordinal()


def local(at: datetime, timezone: str) -> datetime:
    """An instant as the clocks of a site show it."""
    return at.astimezone(ZoneInfo(timezone))


def week_of(at: datetime, timezone: str) -> date:
    """The Monday of the local week of a site at an instant."""
    today = local(at, timezone).date()
    return today - timedelta(days=today.weekday())
