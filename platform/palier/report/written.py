"""Numbers as French writes them: a comma, a true minus, no-break spaces."""

from __future__ import annotations

from adaptive.simulation.intervals import Interval
from palier.i18n import _

NARROW, NO_BREAK, MINUS = "\u202f", "\u00a0", "\u2212"


def number(value: float, digits: int = 0, sign: bool = False) -> str:
    """A number, its thousands apart: "1 045", "−0,02"; with its sign when asked."""
    text = f"{value:{'+' if sign else ''},.{digits}f}"
    if float(text.replace(",", "")) == 0.0:
        text = text.lstrip("+-")
    return text.replace(",", NARROW).replace(".", ",").replace("-", MINUS)


def percent(share: float, digits: int = 0) -> str:
    """A share: "90 %"."""
    return f"{number(100.0 * share, digits)}{NO_BREAK}%"


def points(share: float) -> str:
    """A difference of shares, in points: "+12,3"."""
    return number(100.0 * share, 1, sign=True)


def times(value: float) -> str:
    """A ratio: "× 1,18"."""
    return f"×{NO_BREAK}{number(value, 2)}"


def between(low: str, high: str) -> str:
    """An interval in words: "de 10,8 à 13,9"."""
    return _("de %(low)s à %(high)s", low=low, high=high)


def points_between(value: Interval) -> str:
    """A gain with its interval: "+12,3 (de +10,8 à +13,9)"."""
    return f"{points(value.value)} ({between(points(value.low), points(value.high))})"


def percent_between(value: Interval, digits: int = 0) -> str:
    """A share with its interval: "90 % (de 86 à 94 %)"."""
    low = number(100.0 * value.low, digits)
    return f"{percent(value.value, digits)} ({between(low, percent(value.high, digits))})"


def times_between(value: Interval | None) -> str:
    """A ratio with its interval; a dash when there is none."""
    if value is None:
        return "–"
    low, high = number(value.low, 2), number(value.high, 2)
    return f"{times(value.value)} ({between(low, high)})"
