"""Expressions and equations as people type them: read by our own grammar, never evaluated.

``read`` gives what was written (a small tree, to judge the form asked for) and what it is worth
(``algebra.Value``), or says why it cannot be read. Its time and memory are bounded by
``LONGEST``, ``MOST_DIGITS``, ``DEEPEST`` and the limits of ``algebra``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

from exercises.algebra import NotDefined, TooBig, Value
from exercises.french import MINUS, THIN

LONGEST = 80  # characters: longer than any expression we ask for
MOST_DIGITS = 9  # of one number
DEEPEST = 8  # parentheses inside parentheses

Node = Tree[Token]
Form = Literal["any", "expanded", "factored", "number", "calculation"]

_GRAMMAR = Path(__file__).parent / "expression.lark"
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("×✕⋅·∗", "*"),
        **dict.fromkeys("÷:∕⁄", "/"),
        **dict.fromkeys("−\u2010\u2011\u2012\u2013\u2014", "-"),
        **dict.fromkeys("[{", "("),
        **dict.fromkeys("]}", ")"),
        **dict.fromkeys("\u00a0\u202f\u2007\u2009\t\n\r", " "),
        **{"²": "^2", "³": "^3", "½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", ".": ","},
    }
)
_THOUSANDS = re.compile(r"(?<![\d,])(\d{1,3})((?: \d{3})+)(?![\d])")
_DIGITS = re.compile(r"\d+")


class Unreadable(ValueError):
    """What was typed cannot be read; the text says why, in French."""


@dataclass(frozen=True)
class Expression:
    """What was written, and what it is worth; ``right`` when there is an equal sign."""

    left: Node
    value: Value
    right: Node | None = None
    right_value: Value | None = None

    @property
    def difference(self) -> Value:
        """Left side less right side, for an equation; the value alone for an expression."""
        return self.value if self.right_value is None else self.value - self.right_value

    def letters(self) -> frozenset[str]:
        """The letters that were written."""
        nodes = [self.left] if self.right is None else [self.left, self.right]
        return frozenset(
            str(leaf.children[0]) for node in nodes for leaf in node.find_data("letter")
        )


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR.read_text("utf-8"), parser="lalr")


def _plain(text: str, letters: frozenset[str]) -> str:
    """The text with one sign for each thing; "x" is a multiplication where it is no letter."""
    body = text.translate(_ALIKE).strip()
    if "x" not in letters:
        body = re.sub(r"(?<=[\d) ])[xX](?=[\d( ,-])", "*", body)
    elif "X" not in letters:
        body = body.replace("X", "x")
    return _THOUSANDS.sub(lambda found: found[0].replace(" ", ""), body)


def _deepest(text: str) -> int:
    depth = deepest = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    return deepest


def read(text: str, letters: frozenset[str] = frozenset()) -> Expression:
    """The expression or equation that ``text`` is. Raises Unreadable, nothing else.

    ``letters`` are those it may hold: another one is said to be unreadable.
    """
    if len(text) > LONGEST:
        raise Unreadable("Votre réponse est trop longue.")
    body = _plain(text, letters)
    digits = _DIGITS.findall(body)
    if any(len(number) > MOST_DIGITS for number in digits) or _deepest(body) > DEEPEST:
        raise Unreadable("Votre réponse a trop de chiffres ou de parenthèses.")
    if body.count("(") != body.count(")"):
        raise Unreadable("Il manque une parenthèse.")
    try:
        tree = _parser().parse(body)
        sides = [side for side in tree.children if isinstance(side, Tree)]
        values = [_worth(side) for side in sides]
        found = Expression(sides[0], values[0])
        if len(sides) > 1:
            found = Expression(sides[0], values[0], sides[1], values[1])
    except LarkError:
        raise Unreadable("Nous n’arrivons pas à lire ce calcul.") from None
    except TooBig:
        raise Unreadable("Ce calcul donne un nombre trop grand.") from None
    except NotDefined:
        raise Unreadable("Ce calcul n’a pas de résultat.") from None
    strange = sorted(found.letters() - letters)
    if strange:
        raise Unreadable(f"La lettre {strange[0]} n’est pas dans cet exercice.")
    return found


def _number(node: Node) -> Fraction:
    return Fraction(str(node.children[0]).replace(",", "."))


def _worth(node: Node) -> Value:
    """The value of a tree. Raises TooBig, NotDefined, Unreadable."""
    kind = str(node.data)
    if kind == "number":
        return Value.of(_number(node))
    if kind == "letter":
        return Value.letter(str(node.children[0]))
    inner = [_worth(child) for child in node.children if isinstance(child, Tree)]
    if kind == "pow":
        exponent = str(node.children[1])
        return inner[0].power(int(exponent) if len(exponent) < 3 else 99)
    if kind == "div" and node.children[1].data == "implied":  # type: ignore[union-attr]
        raise Unreadable("On ne sait pas où finit la division : ajoutez des parenthèses.")
    return _combined(kind, inner)


def _combined(kind: str, inner: list[Value]) -> Value:
    if kind in ("group", "pos"):
        return inner[0]
    if kind == "neg":
        return -inner[0]
    if kind == "root":
        return inner[0].root()
    if kind == "add":
        return inner[0] + inner[1]
    if kind == "sub":
        return inner[0] - inner[1]
    return inner[0] / inner[1] if kind == "div" else inner[0] * inner[1]


# The form that was asked for


def _bare(node: Node) -> Node:
    """The tree without its outer parentheses and plus sign."""
    while node.data in ("group", "pos"):
        node = _parts(node)[0]
    return node


def _parts(node: Node) -> list[Node]:
    return [child for child in node.children if isinstance(child, Tree)]


def _terms(node: Node) -> list[Node]:
    """What is added and subtracted at the top of a tree."""
    node = _bare(node)
    if node.data in ("add", "sub"):
        return [term for part in _parts(node) for term in _terms(part)]
    return _terms(_parts(node)[0]) if node.data == "neg" else [node]


def _factors(node: Node) -> list[Node]:
    """What is multiplied at the top of a tree."""
    node = _bare(node)
    if node.data in ("mul", "implied"):
        return [factor for part in _parts(node) for factor in _factors(part)]
    if node.data == "div" and not _is_number(node) and _is_number(_parts(node)[1]):
        return _factors(_parts(node)[0])  # 3x/2: the number below goes with the one above
    return _factors(_parts(node)[0]) if node.data == "neg" else [node]


def _is_sum(node: Node) -> bool:
    return _bare(node).data in ("add", "sub")


def _is_number(node: Node) -> bool:
    """A number as one writes it when a calculation is over: 12, −3, 3/4."""
    node = _bare(node)
    if node.data == "neg":
        return _is_number(_parts(node)[0])
    if node.data == "div":
        above, below = map(_bare, _parts(node))
        above = _bare(_parts(above)[0]) if above.data == "neg" else above
        return above.data == below.data == "number"
    return node.data == "number"


def _reduced_term(node: Node) -> bool:
    """One number at most, then each letter once: 3, 2x, 5x²y, √2."""
    factors = _factors(node)
    numbers = [one for one in factors if _is_number(one)]
    others = [one for one in factors if not _is_number(one)]
    bases = [str(_base(one).children[0]) for one in others if _base(one).data == "letter"]
    plain = all(_base(one).data in ("letter", "root") for one in others)
    return plain and len(numbers) < 2 and len(set(bases)) == len(bases)


def _base(node: Node) -> Node:
    node = _bare(node)
    return _bare(_parts(node)[0]) if node.data == "pow" else node


def _like(term: Node) -> frozenset[object]:
    value = _worth(term)
    return frozenset(value.top)


def has_form(node: Node, form: Form) -> bool:
    """True when a tree is written as asked; its value is judged apart."""
    if form == "number":
        return _is_number(node)
    if form == "calculation":
        return not _is_number(node) and any(
            sub.data in ("add", "sub", "mul", "div", "implied", "pow")
            for sub in node.iter_subtrees()
        )
    if form == "expanded":
        terms = _terms(node)
        likes = [_like(term) for term in terms]
        return all(map(_reduced_term, terms)) and len(set(likes)) == len(likes)
    if form == "factored":
        factors = _factors(node)
        powers = [one for one in factors if _base(one) is not _bare(one)]
        sums = [one for one in factors if _is_sum(_base(one))]
        return not _is_sum(node) and bool(sums) and (len(factors) > 1 or bool(powers))
    return True


# Writing


def typeset(text: str) -> str:
    """An expression as it is printed: 3 × 4, 2x², 1 500 − 3."""
    body = text.translate({**_ALIKE, ord("."): ","})
    body = body.replace("^2", "²").replace("^3", "³").replace("-", MINUS)
    body = body.replace("*", "×").replace("/", " / " if " / " in text else "/")
    body = re.sub(r" ?([+×=]|(?<=[\w)²³] )−|(?<=[\w)²³])−) ?", r" \1 ", body)
    body = re.sub(r"(?<![\d,])(\d{4,})(?!\d)", _grouped, body)
    return " ".join(body.split(" ")).strip()


def _grouped(found: re.Match[str]) -> str:
    return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", THIN, found[1])
