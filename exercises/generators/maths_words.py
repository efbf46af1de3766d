"""French names of whole numbers, in the classic spelling (hyphens under one hundred only)."""

from __future__ import annotations

_UNITS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    *("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"),
    *("dix-sept", "dix-huit", "dix-neuf"),
)
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}


def in_words(number: int) -> str:
    """The name of a number from 0 to 999 999: "quatre-vingts", "deux cent trois".

    Rules: "vingt" and "cent" take an s when multiplied and last (not before "mille"); "et"
    in 21, 31… 61 and 71; "mille" never changes.
    """
    if not 0 <= number <= 999_999:
        raise ValueError(f"{number} is not between 0 and 999 999")
    thousands, rest = divmod(number, 1000)
    if thousands == 0:
        return _below_thousand(rest, last=True)
    head = "mille" if thousands == 1 else f"{_below_thousand(thousands, last=False)} mille"
    return f"{head} {_below_thousand(rest, last=True)}" if rest else head


def _below_thousand(number: int, *, last: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if hundreds == 0:
        return _below_hundred(rest, last=last)
    head = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent"
    if rest:
        return f"{head} {_below_hundred(rest, last=last)}"
    return f"{head}s" if hundreds > 1 and last else head


def _below_hundred(number: int, *, last: bool) -> str:
    if number < 20:
        return _UNITS[number]
    if number >= 80:
        if number == 80:
            return "quatre-vingts" if last else "quatre-vingt"
        return f"quatre-vingt-{_UNITS[number - 80]}"
    tens = min(number // 10, 6)
    rest = number - 10 * tens
    if rest == 0:
        return _TENS[tens]
    return (
        f"{_TENS[tens]} et {_UNITS[rest]}"
        if rest in (1, 11)
        else f"{_TENS[tens]}-{_UNITS[rest]}"
    )


def counted(number: int, word: str) -> str:
    """A number and what it counts: "1 trait", "3 traits"."""
    return f"{number} {word}" if number < 2 else f"{number} {word}s"
