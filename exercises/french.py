"""French writing of numbers and lists, and a patient reader of numbers typed by people.

No floats: numbers are exact (``Fraction``), so that 0,1 + 0,2 is 0,3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

NBSP = "\u00a0"  # before ; : ? ! % € and inside « »
THIN = "\u202f"  # between thousands
MINUS = "\u2212"

Exactish = Fraction | Decimal | int | str

_MAX_CHARS = 40  # longer than any number we ask for
_MAX_DIGITS = 15
_SPACES = re.compile(r"[ \t\u00a0\u2007\u2009\u202f]+")
_PLAIN = re.compile(r"(?P<whole>[0-9]*)(?:[.,](?P<decimals>[0-9]*))?")
_GROUPED = re.compile(r"(?P<whole>[0-9]{1,3}(?: [0-9]{3})+)(?:[.,](?P<decimals>[0-9]*))?")
_FRACTION = re.compile(r"(?:(?P<units>[0-9]+) )?(?P<top>[0-9]+) ?/ ?(?P<bottom>[0-9]+)")


def fraction(value: Exactish) -> Fraction:
    """The exact value of ``value``; a text is written as in Python ("12.5", "3/4").

    Raises ValueError when a text is not a number, TypeError for a float (never exact).
    """
    if type(value) is Fraction:
        return value
    if isinstance(value, float):
        raise TypeError("a float is not exact: give a Fraction, a Decimal, an int or a text")
    return Fraction(value.replace(",", ".") if isinstance(value, str) else value)


def _decimals_needed(value: Fraction) -> int | None:
    """How many decimals write ``value`` exactly, None when no number of them does."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def written_exactly(value: Fraction) -> bool:
    """True when some number of decimals writes ``value`` exactly."""
    return _decimals_needed(value) is not None


def _grouped(digits: str) -> str:
    """ "1500" -> "1 500", with narrow no-break spaces."""
    return digits if len(digits) < 4 else re.sub(r"(?<=\d)(?=(?:\d{3})+$)", THIN, digits)


def number(value: Exactish, decimals: int | None = None) -> str:
    """``value`` as written in French: "1 500,5", "−3", "1/3" when it has no exact decimals.

    ``decimals`` fixes how many are shown; the value is then rounded half up.
    """
    exact = fraction(value)
    sign = MINUS if exact.numerator < 0 else ""
    if exact.denominator == 1 and not decimals:  # most numbers, and the quickest
        return f"{sign}{_grouped(str(abs(exact.numerator)))}"
    exact = abs(exact)
    places = _decimals_needed(exact) if decimals is None else decimals
    if places is None:
        # Not grouped: "1 000/3" could be read as 1 and 0/3.
        return f"{sign}{exact.numerator}/{exact.denominator}"
    scaled = exact * 10**places
    rounded = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    if rounded == 0:
        sign = ""
    digits = str(rounded).rjust(places + 1, "0")
    whole = _grouped(digits[: len(digits) - places])
    return f"{sign}{whole},{digits[len(digits) - places :]}" if places else f"{sign}{whole}"


def euros(value: Exactish, cents: bool = False) -> str:
    """A price: "12 €", "12,50 €" (never "12,5 €"); ``cents`` writes "12,00 €".

    Parts of a cent are kept ("0,025 €"), unless no decimals write them exactly.
    """
    exact = fraction(value)
    places = 0
    if cents or exact.denominator != 1:
        places = max(2, _decimals_needed(exact) or 0)
    return f"{number(exact, places)}{NBSP}€"


def percent(value: Exactish) -> str:
    """A percentage: "22 %", "5,5 %". ``value`` is 22 for 22 %."""
    return f"{number(value)}{NBSP}%"


def with_unit(number: str, unit: str | None) -> str:
    """A written number with its unit: "12 kg", "20 °C", but "140°" for an angle."""
    if not unit:
        return number
    return f"{number}{unit}" if unit == "°" else f"{number}{NBSP}{unit}"


def join_list(words: Sequence[str], last: str = "et") -> str:
    """ "a, b et c"; ``last`` is the word before the last element ("et", "ou")."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def quoted(text: str) -> str:
    """``text`` between French quotation marks, with their no-break spaces."""
    return f"«{NBSP}{text}{NBSP}»"


def _decimal(whole: str, decimals: str | None) -> Fraction | None:
    """The number "whole,decimals", None when there is no digit or too many."""
    digits = whole.replace(" ", "")
    tail = decimals or ""
    if not digits + tail or len(digits) > _MAX_DIGITS or len(tail) > _MAX_DIGITS:
        return None
    return Fraction(int(digits + tail or "0"), 10 ** len(tail))


def _quotient(match: re.Match[str]) -> Fraction | None:
    """The value of "3/4" or "1 1/2"; None when it is not clear or not a number."""
    units, top, bottom = match["units"], match["top"], match["bottom"]
    if max(len(units or ""), len(top), len(bottom)) > _MAX_DIGITS or int(bottom) == 0:
        return None
    value = Fraction(int(top), int(bottom))
    # "1 500/2" may be 1 500 halves as well as 1 and 500 halves: do not guess.
    if units is not None and (value >= 1 or len(top) >= 3):
        return None
    return int(units or "0") + value


def parse_number(text: str) -> Fraction | None:
    """The number that ``text`` says, None when it cannot be read without guessing.

    Read: any kind of space between thousands, decimal comma or point, "+3", "−3", "3/4",
    "1 1/2". Not read: "1.234,5", "1e9", "9**9", digits other than 0 to 9, over 40 characters.
    """
    if len(text) > _MAX_CHARS:
        return None
    body = _SPACES.sub(" ", text).strip()
    sign = 1
    if body[:1] in ("+", "-", MINUS, "\u2013"):
        sign, body = (1 if body[0] == "+" else -1), body[1:].lstrip()
    quotient = _FRACTION.fullmatch(body)
    if quotient:
        value = _quotient(quotient)
    else:
        match = _PLAIN.fullmatch(body) or _GROUPED.fullmatch(body)
        value = _decimal(match["whole"], match["decimals"]) if match else None
    return None if value is None else sign * value
