"""Column arithmetic and the slips people make in it, each as an exact rule on digits.

The subtraction slips are those described by J. S. Brown and R. Burton (1978) and K. VanLehn
(1990): smaller-from-larger, borrow-no-decrement, borrow-from-zero.
"""

from __future__ import annotations

from collections.abc import Sequence


def digits_up(value: int, width: int = 0) -> list[int]:
    """The digits from the units up, padded with zeros to ``width``."""
    return [int(digit) for digit in reversed(str(value).rjust(width, "0"))]


def from_digits_up(digits: Sequence[int]) -> int:
    """The number whose digits from the units up are given (the last may exceed 9)."""
    return sum(digit * 10**place for place, digit in enumerate(digits))


def carries(terms: Sequence[int]) -> list[int]:
    """The carry out of each column of an addition, from the units up."""
    width = max(len(str(term)) for term in terms)
    columns = zip(*(digits_up(term, width) for term in terms), strict=True)
    found, carry = [], 0
    for column in columns:
        carry = (sum(column) + carry) // 10
        found.append(carry)
    return found


def add_without_carry(terms: Sequence[int]) -> int:
    """The sum when no carry is added: 47 + 38 -> 75. The left column is written in full."""
    width = max(len(str(term)) for term in terms)
    columns = [
        sum(column) for column in zip(*(digits_up(t, width) for t in terms), strict=True)
    ]
    return from_digits_up([column % 10 for column in columns[:-1]] + columns[-1:])


def align_left(terms: Sequence[int]) -> list[int]:
    """The terms as they count when written from the left: 245 and 38 -> 245 and 380."""
    width = max(len(str(term)) for term in terms)
    return [term * 10 ** (width - len(str(term))) for term in terms]


def borrows(big: int, small: int) -> list[bool]:
    """Whether each column of ``big`` - ``small`` borrows from the next, from the units up."""
    width = len(str(big))
    found, owed = [], 0
    for top, bottom in zip(digits_up(big), digits_up(small, width), strict=True):
        owed = 1 if top - owed < bottom else 0
        found.append(owed == 1)
    return found


def smaller_from_larger(big: int, small: int) -> int:
    """Each column is the bigger digit minus the smaller: 52 - 38 -> 26."""
    pairs = zip(digits_up(big), digits_up(small, len(str(big))), strict=True)
    return from_digits_up([abs(top - bottom) for top, bottom in pairs])


def without_decrement(big: int, small: int) -> int:
    """Ten is added to a column that is short, and never paid back: 52 - 38 -> 24."""
    pairs = zip(digits_up(big), digits_up(small, len(str(big))), strict=True)
    return from_digits_up([(top - bottom) % 10 for top, bottom in pairs])


def borrow_from_zero(big: int, small: int) -> int:
    """A zero that lends becomes 9, but the column on its left pays nothing.

    So 503 - 278 -> 325.
    """
    tops, bottoms = digits_up(big), digits_up(small, len(str(big)))
    result = []
    for place, (top, bottom) in enumerate(zip(tops, bottoms, strict=True)):
        if top >= bottom:
            result.append(top - bottom)
            continue
        result.append(top + 10 - bottom)
        lender = place + 1
        if lender < len(tops):
            tops[lender] = 9 if digits_up(big)[lender] == 0 else tops[lender] - 1
    return from_digits_up(result)
