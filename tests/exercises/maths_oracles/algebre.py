"""Letters: each drawn exercise solved again from what a person is shown, with sympy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy  # type: ignore[import-untyped]
from sympy.parsing.sympy_parser import (  # type: ignore[import-untyped]
    implicit_multiplication_application,
    parse_expr,
    standard_transformations,
)

from tests.exercises.oracles import Oracle, Public, numbers

READING = (*standard_transformations, implicit_multiplication_application)


def read(text: str) -> Any:
    """A written expression; its letters are symbols."""
    for shown, plain in (("²", "**2"), ("×", "*"), ("−", "-"), ("\u202f", ""), ("\u00a0", "")):
        text = text.replace(shown, plain)
    text = re.sub(r"(\d)([a-z])", r"\1*\2", text)  # "4j" would be an imaginary number
    letters = {letter: sympy.Symbol(letter) for letter in set(re.findall("[a-z]", text))}
    return parse_expr(text, local_dict=letters, transformations=READING)


def written(expression: Any) -> str:
    """As a learner types it: 3x + 6."""
    return re.sub(r"\*\*2", "²", str(sympy.expand(expression))).replace("*", "")


def fraction(value: Any) -> Fraction:
    """A number of sympy's as one of Python's."""
    found = sympy.Rational(value)
    return Fraction(int(found.p), int(found.q))


def _formula(text: str) -> Any:
    """What is on the right of the formula written in a text."""
    found = re.search(r"\b[PSAL] = ([^.,]+)", text)
    assert found
    return read(found[1])


def _given(text: str) -> dict[Any, Any]:
    found = re.search(r"\b([a-z]) = (\d+)", text)
    assert found
    return {sympy.Symbol(found[1]): int(found[2])}


def _replaced(public: Public) -> Any:
    where = public["ask"] if " = " in public["ask"] else public["context"].rpartition(".")[0]
    return fraction(_formula(public["context"]).subs(_given(where.rpartition("Prenez")[2])))


def _said(public: Public) -> Any:
    """Each writing to the words that give the same value for the letter at 11."""
    found = {}
    for left in public["left"]:
        letter = next(iter(read(left).free_symbols))
        value = read(left).subs(letter, 11)
        for right in public["right"]:
            counted = [int(one) for one in numbers(right)] or [11]
            if (counted[0] * 11 if "fois" in right else counted[0] + 11) == value:
                found[left] = right
    return found


def _converted(public: Public) -> Any:
    length, width = numbers(public["context"])
    return length * width / 100


def _two_letters(public: Public) -> Any:
    formula = _formula(public["context"])
    return [
        fraction(formula.subs(dict(zip(sympy.symbols("x y"), map(int, row[:2]), strict=True))))
        for row in public["rows"]
    ]


def _asked(public: Public) -> Any:
    return written(read(public["ask"].partition(":")[2].strip(" .\u00a0")))


def _equal_choice(public: Public) -> Any:
    found = re.search(r"égale à (.+?)\s\?", public["ask"])
    assert found
    return _same(public["choices"], read(found[1]))


def _same(choices: list[str], wanted: Any) -> str:
    (found,) = [one for one in choices if sympy.expand(read(one) - wanted) == 0]
    return found


def _situation(public: Public) -> Any:
    once, each = numbers(public["context"])
    found = re.search(r"pour ([a-z]) ", public["ask"])
    assert found
    return written(sympy.Symbol(found[1]) * int(each) + int(once))


def _area(public: Public) -> Any:
    found = re.search(r"de longueur ([a-z]),.*mesure (\d+)", public["context"])
    assert found
    side = sympy.Symbol(found[1])
    choices = [one for one in public["choices"] if "=" not in one]
    return _same(choices, side**2 + int(found[2]) * side)


def _balance(public: Public) -> Any:
    beside, right = numbers(public["context"])
    return next(Fraction(x) for x in range(200) if x + beside == right)


def _equation(text: str) -> tuple[Any, Any]:
    left, _, right = text.partition("=")
    return read(left), read(right)


def _undone(public: Public) -> Any:
    found = re.search(r"([a-z]) (.) (\d+) =", public["context"])
    assert found
    return f"{'soustraire' if found[2] == '+' else 'diviser par'} {found[3]}"


def _tried(left: Any, right: Any) -> int:
    (letter,) = (left - right).free_symbols
    (found,) = [n for n in range(100) if (left - right).subs(letter, n) == 0]
    return found


def _solved(public: Public) -> Any:
    return str(_tried(*_equation(public["ask"].partition(":")[2].strip(" .\u00a0"))))


def _lines(public: Public) -> Any:
    """The equation, then the products, then the letter alone, then what has no letter."""

    def rank(line: str) -> int:
        if "vérifié" in line:
            return 3
        if re.match("[a-z] =", line):
            return 2
        return 0 if "+" in line.partition("=")[0] else 1

    return sorted(public["elements"], key=rank)


def _checked(public: Public) -> Any:
    left, right = _equation(public["context"].partition(":")[2].strip(" .\u00a0"))
    judged = {}
    for text in public["statements"]:
        if "solution" in text:
            value = int(numbers(text)[0])
            judged[text] = left.subs(sympy.Symbol("x"), value) == right
        else:
            judged[text] = "retirer" in text
    return judged


def _same_price(public: Public) -> Any:
    """The prices are counted, one more each time, until they meet."""
    one, each, other, less = numbers(public["context"])[:4]
    return next(n for n in range(100) if one + each * n == other + less * n)


ORACLES: Mapping[str, Oracle] = {
    "formule/nombre-colle": _replaced,
    "formule/tarif-avec-part-fixe": _replaced,
    "formule/au-carre": _replaced,
    "formule/relier-formule-et-phrase": _said,
    "formule/unites-avant-de-calculer": _converted,
    "formule/formule-pour-un-tableau": _two_letters,
    "expression/reduire-une-somme": _asked,
    "expression/egal-ou-pas": _equal_choice,
    "expression/developper": _asked,
    "expression/ecrire-une-situation": _situation,
    "expression/developper-et-reduire": _asked,
    "expression/longueur-a-ecrire": _area,
    "equation/balance": _balance,
    "equation/que-faire-des-deux-cotes": _undone,
    "equation/deux-etapes": _solved,
    "equation/ranger-les-etapes": _lines,
    "equation/verifier-une-solution": _checked,
    "equation/probleme-a-inconnue": _same_price,
}
