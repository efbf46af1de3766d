"""Formulas of authors: read by a closed grammar, worked out with exact numbers.

``formula("prix * taux / 100")`` is read once; ``work_out`` gives its value for given names.
No ``eval``, no attribute, no loop: a formula ends after as many steps as it has signs, and
every number it makes is bounded (``MOST_BITS``), so that nothing written here can hold the
program up.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

LONGEST = 300  # characters of a formula
DEEPEST = 20  # parentheses inside parentheses
MOST_BITS = 200  # of a numerator or a denominator: 60 digits
LARGEST_EXPONENT = 20
LARGEST_ROOT = 10**12
MOST_DECIMALS = 9

Value = Fraction | str | bool
Names = Mapping[str, Value]

_GRAMMAR = Path(__file__).parent / "formulas.lark"
_KEYWORDS = frozenset({"et", "ou", "non"})


class FormulaError(ValueError):
    """A formula that cannot be read or worked out. The text says why, in French."""


@dataclass(frozen=True)
class Formula:
    """A formula that was read: its text, its tree, and the names it asks for."""

    text: str
    tree: Tree[Token]
    names: frozenset[str]


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR.read_text("utf-8"), parser="lalr")


@lru_cache(maxsize=4_096)
def formula(text: str) -> Formula:
    """The formula that ``text`` is. Raises FormulaError."""
    if len(text) > LONGEST or text.count("(") > DEEPEST:
        raise FormulaError(f"La formule « {text[:40]}… » est trop longue.")
    try:
        tree = _parser().parse(text)
    except (LarkError, RecursionError):
        raise FormulaError(f"La formule « {text} » ne se lit pas.") from None
    for call in tree.find_data("call"):
        name, count = str(call.children[0]), len(call.children) - 1
        known = FUNCTIONS.get(name)
        if known is None:
            listed = ", ".join(sorted(FUNCTIONS))
            raise FormulaError(f"La fonction « {name} » n’existe pas. Il y a : {listed}.")
        if not known.least <= count <= known.most:
            raise FormulaError(f"« {name} » attend {known.least} nombre(s), pas {count}.")
    names = frozenset(_full_name(node) for node in tree.find_data("name"))
    if unfit := names & _KEYWORDS:
        raise FormulaError(f"« {min(unfit)} » ne peut pas être un nom.")
    return Formula(text, tree, names)


def _full_name(node: Tree[Token]) -> str:
    return ".".join(str(part) for part in node.children)


def work_out(found: Formula, names: Names) -> Value:
    """The value of a formula. Raises FormulaError: an unknown name, ÷ 0, too big, not alike."""
    try:
        return _worth(found.tree.children[0], names)
    except ZeroDivisionError:
        raise FormulaError(f"« {found.text} » divise par zéro.") from None
    except FormulaError as error:
        raise FormulaError(f"« {found.text} » : {error}") from None


def number(found: Formula, names: Names) -> Fraction:
    """The same, when it must be a number. Raises FormulaError."""
    value = work_out(found, names)
    if isinstance(value, (bool, str)):
        raise FormulaError(f"« {found.text} » n’est pas un nombre.")
    return value


def holds(found: Formula, names: Names) -> bool:
    """The same, when it must be a condition. Raises FormulaError."""
    value = work_out(found, names)
    if not isinstance(value, bool):
        raise FormulaError(f"« {found.text} » n’est pas une condition.")
    return value


# Working out


def _worth(node: Tree[Token] | Token, names: Names) -> Value:
    if isinstance(node, Token):  # a rule that is one sign long
        raise FormulaError(f"« {node} » est mal placé.")
    return _RULES[str(node.data)](node, names)


def _inner(node: Tree[Token], names: Names) -> list[Value]:
    return [_worth(child, names) for child in node.children if isinstance(child, Tree)]


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        raise FormulaError("le nombre est trop grand.")
    return value


def _as_number(value: Value) -> Fraction:
    if isinstance(value, (bool, str)):
        raise FormulaError(f"{value!r} n’est pas un nombre.")
    return value


def _as_condition(value: Value) -> bool:
    if not isinstance(value, bool):
        raise FormulaError(f"{value!r} n’est pas une condition.")
    return value


def _whole(value: Fraction) -> int:
    if value.denominator != 1:
        raise FormulaError(f"{value} n’est pas entier.")
    return value.numerator


def _name(node: Tree[Token], names: Names) -> Value:
    name = _full_name(node)
    if name not in names:
        raise FormulaError(f"« {name} » n’existe pas.")
    return names[name]


def _arithmetic(
    work: Callable[[Fraction, Fraction], Fraction],
) -> Callable[[Tree[Token], Names], Value]:
    def rule(node: Tree[Token], names: Names) -> Value:
        one, other = (_as_number(value) for value in _inner(node, names))
        return _bounded(work(one, other))

    return rule


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if abs(_whole(exponent)) > LARGEST_EXPONENT:
        raise FormulaError("l’exposant est trop grand.")
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if size * abs(exponent) > MOST_BITS:
        raise FormulaError("le nombre est trop grand.")
    return Fraction(base ** _whole(exponent))


_COMPARISONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    "≤": operator.le,
    ">=": operator.ge,
    "≥": operator.ge,
}


def _compare(node: Tree[Token], names: Names) -> Value:
    sign = str(node.children[1])
    one, other = _inner(node, names)
    if sign in ("=", "!=", "≠"):
        if isinstance(one, str) != isinstance(other, str):
            raise FormulaError("un nombre et un mot ne se comparent pas.")
        return (one == other) == (sign == "=")
    return _COMPARISONS[sign](_as_number(one), _as_number(other))


def _call(node: Tree[Token], names: Names) -> Value:
    name = str(node.children[0])
    if name == "si":  # only one of the two is worked out: si(b = 0 ; 0 ; a / b)
        condition, then, otherwise = node.children[1:]
        return _worth(then if _as_condition(_worth(condition, names)) else otherwise, names)
    given = [_as_number(value) for value in _inner(node, names)]
    return _bounded(FUNCTIONS[name].work(given))


_RULES: Mapping[str, Callable[[Tree[Token], Names], Value]] = {
    "number": lambda node, _: Fraction(str(node.children[0]).replace(",", ".")),
    "text": lambda node, _: str(node.children[0])[1:-1],
    "name": _name,
    "call": _call,
    "compare": _compare,
    "add": _arithmetic(operator.add),
    "sub": _arithmetic(operator.sub),
    "mul": _arithmetic(operator.mul),
    "div": _arithmetic(operator.truediv),
    "pow": _arithmetic(_power),
    "neg": lambda node, names: -_as_number(_inner(node, names)[0]),
    "no": lambda node, names: not _as_condition(_inner(node, names)[0]),
    "both": lambda node, names: all(_as_condition(v) for v in _inner(node, names)),
    "either": lambda node, names: any(_as_condition(v) for v in _inner(node, names)),
}


# Functions


@dataclass(frozen=True)
class Function:
    """A function of formulas: how many numbers it takes, and its value."""

    least: int
    most: int
    work: Callable[[list[Fraction]], Fraction]


def _rounded(given: list[Fraction]) -> Fraction:
    """Half up, as taught: arrondi(2,5) is 3, arrondi(−2,5) is −3."""
    places = _whole(given[1]) if len(given) > 1 else 0
    if abs(places) > MOST_DECIMALS:
        raise FormulaError("arrondi : trop de chiffres.")
    unit = Fraction(10) ** -places
    steps = abs(given[0]) / unit
    size = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator) * unit
    return size if given[0] >= 0 else -size


def _square_root(given: list[Fraction]) -> Fraction:
    value = given[0]
    if value < 0 or max(value.numerator, value.denominator) > LARGEST_ROOT:
        raise FormulaError("racine : ce nombre n’en a pas ici.")
    top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if top * top != value.numerator or bottom * bottom != value.denominator:
        raise FormulaError("racine : elle ne tombe pas juste.")
    return Fraction(top, bottom)


def _digit(given: list[Fraction]) -> Fraction:
    """chiffre(n ; k): the digit of 10^k in n; chiffre(347 ; 1) is 4."""
    place = _whole(given[1])
    if abs(place) > MOST_DECIMALS:
        raise FormulaError("chiffre : ce rang est trop loin.")
    return Fraction(math.floor(abs(given[0]) / Fraction(10) ** place) % 10)


def _decimals(given: list[Fraction]) -> Fraction:
    for places in range(MOST_DECIMALS + 1):
        if (given[0] * 10**places).denominator == 1:
            return Fraction(places)
    raise FormulaError("décimales : ce nombre n’en a pas un nombre fini.")


def _integers(work: Callable[..., int]) -> Callable[[list[Fraction]], Fraction]:
    return lambda given: Fraction(work(*(_whole(value) for value in given)))


FUNCTIONS: Mapping[str, Function] = {
    "abs": Function(1, 1, lambda given: abs(given[0])),
    "arrondi": Function(1, 2, _rounded),
    "chiffre": Function(2, 2, _digit),
    "decimales": Function(1, 1, _decimals),
    "entier": Function(1, 1, lambda given: Fraction(math.floor(given[0]))),
    "max": Function(2, 8, max),
    "min": Function(2, 8, min),
    "pgcd": Function(2, 4, _integers(math.gcd)),
    "ppcm": Function(2, 4, _integers(math.lcm)),
    "quotient": Function(2, 2, lambda given: Fraction(given[0] // given[1])),
    "racine": Function(1, 1, _square_root),
    "reste": Function(2, 2, lambda given: given[0] % given[1]),
    "si": Function(3, 3, lambda given: given[1]),
}
