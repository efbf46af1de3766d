"""Exact algebra, small on purpose: sums of monomials with square roots, and their quotients.

Enough to say that ``2(x + 3)`` and ``2x + 6`` are the same. Bounded: every operation refuses
numbers of more than ``MOST_BITS`` bits and sums of more than ``MOST_TERMS`` terms, so that
no text typed by anybody can hold the program up.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from math import gcd, isqrt

MOST_BITS = 192  # of a numerator or a denominator: 57 digits
MOST_TERMS = 40
MOST_DEGREE = 12
MOST_EXPONENT = 9
LARGEST_ROOT = 10**8  # under a root: beyond, looking for squares in it takes too long

# (what stays under the root, a whole number without square factor; letters and their powers)
Monomial = tuple[int, tuple[tuple[str, int], ...]]
Terms = dict[Monomial, Fraction]


class TooBig(ValueError):
    """A number, an exponent or a sum beyond what an exercise may need."""


class NotDefined(ValueError):
    """A division by zero, or the root of something that has none here."""


def _checked(terms: Terms) -> Terms:
    """The terms that are not zero. Raises TooBig."""
    kept = {mono: factor for mono, factor in terms.items() if factor}
    if len(kept) > MOST_TERMS:
        raise TooBig
    for (_root, letters), factor in kept.items():
        size = max(factor.numerator.bit_length(), factor.denominator.bit_length())
        if size > MOST_BITS or sum(power for _, power in letters) > MOST_DEGREE:
            raise TooBig
    return kept


def _squares_out(number: int) -> tuple[int, int]:
    """(a, b) with number = a² b and b without square factor, for a whole number from 1."""
    outside, inside, rest = 1, 1, number
    for prime in count(2):
        if prime * prime > rest:
            break
        while rest % (prime * prime) == 0:
            rest, outside = rest // (prime * prime), outside * prime
        if rest % prime == 0:
            rest, inside = rest // prime, inside * prime
    return outside, inside * rest


def _times(one: Monomial, other: Monomial) -> tuple[int, Monomial]:
    """(what comes out of the root, the monomial) of a product."""
    powers = dict(one[1])
    for letter, power in other[1]:
        powers[letter] = powers.get(letter, 0) + power
    shared = gcd(one[0], other[0])  # neither has a square factor: √a √b = g √(a/g · b/g)
    root = one[0] // shared * (other[0] // shared)
    if root > LARGEST_ROOT:
        raise TooBig
    return shared, (root, tuple(sorted(powers.items())))


def _sum(one: Terms, other: Terms) -> Terms:
    total = dict(one)
    for mono, factor in other.items():
        total[mono] = total.get(mono, Fraction(0)) + factor
    return _checked(total)


def _product(one: Terms, other: Terms) -> Terms:
    total: Terms = {}
    for first, a in one.items():
        for second, b in other.items():
            outside, mono = _times(first, second)
            total[mono] = total.get(mono, Fraction(0)) + a * b * outside
        total = _checked(total)
    return total


_ONE: Monomial = (1, ())


@dataclass(frozen=True)
class Value:
    """A quotient of two sums of monomials; the lower one is never zero."""

    top: Terms
    bottom: Terms

    @classmethod
    def of(cls, number: Fraction | int) -> Value:
        """A number. Raises TooBig."""
        return cls(_checked({_ONE: Fraction(number)}), {_ONE: Fraction(1)})

    @classmethod
    def letter(cls, name: str) -> Value:
        """A letter."""
        return cls({(1, ((name, 1),)): Fraction(1)}, {_ONE: Fraction(1)})

    def __add__(self, other: Value) -> Value:
        if self.bottom == other.bottom:
            return Value(_sum(self.top, other.top), self.bottom)
        top = _sum(_product(self.top, other.bottom), _product(other.top, self.bottom))
        return Value(top, _product(self.bottom, other.bottom))._tidy()

    def __neg__(self) -> Value:
        return Value({mono: -factor for mono, factor in self.top.items()}, self.bottom)

    def __sub__(self, other: Value) -> Value:
        return self + -other

    def __mul__(self, other: Value) -> Value:
        top = _product(self.top, other.top)
        return Value(top, _product(self.bottom, other.bottom))._tidy()

    def __truediv__(self, other: Value) -> Value:
        """Raises NotDefined for a division by zero."""
        if not other.top:
            raise NotDefined
        return self * Value(other.bottom, other.top)

    def power(self, exponent: int) -> Value:
        """Raises TooBig beyond MOST_EXPONENT."""
        if not 0 <= exponent <= MOST_EXPONENT:
            raise TooBig
        result = Value.of(1)
        for _ in range(exponent):
            result = result * self
        return result

    def root(self) -> Value:
        """The square root of a number from 0. Raises NotDefined for anything else."""
        number = self.number()
        if number is None or number < 0:
            raise NotDefined
        inside = number.numerator * number.denominator  # √(a/b) = √(ab)/b
        if inside == 0:
            return Value.of(0)
        whole = isqrt(inside)
        if whole * whole == inside:
            outside, rest = whole, 1
        elif inside > LARGEST_ROOT:
            raise TooBig
        else:
            outside, rest = _squares_out(inside)
        factor = Fraction(outside, number.denominator)
        return Value({(rest, ()): factor}, {_ONE: Fraction(1)})

    def _tidy(self) -> Value:
        """Over a number alone, the division is done: most values are plain sums."""
        below = self.bottom.get(_ONE)
        if len(self.bottom) == 1 and below is not None and below != 1:
            top = _checked({mono: factor / below for mono, factor in self.top.items()})
            return Value(top, {_ONE: Fraction(1)})
        return self

    def number(self) -> Fraction | None:
        """The value when it is a rational number, else None."""
        if not self.top:
            return Fraction(0)
        if set(self.top) == {_ONE} == set(self.bottom):
            return self.top[_ONE] / self.bottom[_ONE]
        return None

    def same(self, other: Value) -> bool:
        """True when both are the same wherever both are defined."""
        return _product(self.top, other.bottom) == _product(other.top, self.bottom)

    def proportional(self, other: Value) -> bool:
        """True when one is the other times a number that is not zero."""
        left, right = _product(self.top, other.bottom), _product(other.top, self.bottom)
        if not left or not right:
            return not left and not right
        if set(left) != set(right):
            return False
        return len({left[mono] / right[mono] for mono in left}) == 1

    def letters(self) -> frozenset[str]:
        """The letters it holds."""
        terms = (*self.top, *self.bottom)
        return frozenset(letter for _root, letters in terms for letter, _power in letters)
