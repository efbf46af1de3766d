"""An expression, an equation or its solutions to type (curriculum name: ``expression``).

An expression is right when it is equal to ``answer``, whatever way it is written; ``form`` asks
for one way of writing, said before the answer: what is equal but not written so is half right.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, NamedTuple, Self

from pydantic import Field, StringConstraints, model_validator

from exercises import expressions, french
from exercises.algebra import TooBig
from exercises.content import Content
from exercises.expressions import Expression, Form, Unreadable
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw
from exercises.types.kind import Form as Fields
from exercises.types.kind import Kind, Messages, blank, blocks
from exercises.types.wrong import Wrong, note

Written = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=expressions.LONGEST)
]
NOT_ASKED_FORM = 0.5  # what an answer that is equal, but not written as asked, is worth
NONE = "aucune solution"

_APART = re.compile(r"\s*(?:;|\bet\b|\bou\b)\s*", re.IGNORECASE)
_NONE = re.compile(r"(?:aucune?|pas de|∅)( solutions?)?|\{ *\}", re.IGNORECASE)

_TELLS: Mapping[Form, str] = {
    "any": "Toute écriture égale est acceptée.",
    "expanded": "Écrivez sans parenthèses, et réduisez.",
    "factored": "Écrivez sous la forme d’un produit.",
    "number": "Écrivez le résultat : un seul nombre.",
    "calculation": "Écrivez le calcul, pas seulement le résultat.",
}
_MISSED: Mapping[Form, str] = {
    "any": "",
    "expanded": "C’est égal. Il reste à développer et à réduire.",
    "factored": "C’est égal. Il reste à l’écrire sous la forme d’un produit.",
    "number": "C’est égal. Il reste à finir le calcul.",
    "calculation": "Le résultat est juste. On demande le calcul qui y mène.",
}


class WrongExpression(Wrong):
    """What is often written instead, why, and what to say of it."""

    value: Written


class ExpressionContent(Content):
    """``answer`` is an expression ("3x + 6") or an equation ("2x + 3 = 11").

    Or ``solutions`` are the numbers that solve an equation: none is an answer too. ``letters``
    are those of the exercise; without them "x" is read as a multiplication sign.
    """

    answer: Written | None = None
    solutions: tuple[Written, ...] | None = Field(default=None, max_length=4)
    letters: tuple[Annotated[str, StringConstraints(pattern=r"^[a-zA-Z]$")], ...] = Field(
        default=(), max_length=4
    )
    form: Form = "any"
    wrong: tuple[WrongExpression, ...] = ()

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if (self.answer is None) == (self.solutions is None):
            what = "On écrit une expression (« answer ») ou des solutions (« solutions »)."
            raise ValueError(f"{what} | Écrivez un des deux.")
        if self.solutions is not None and len(self.letters) != 1:
            raise ValueError("Une équation a une inconnue. | Écrivez « letters: [x] ».")
        key = _key(self)
        if isinstance(key, tuple):
            if len(key) < len(self.solutions or ()):
                raise ValueError("« solutions » répète un nombre. | Gardez-en un.")
        elif key.right is not None and self.form != "any":
            raise ValueError("« form » ne va pas avec une équation. | Retirez-le.")
        elif not expressions.has_form(key.left, self.form):
            what = f"« {self.answer} » n’a pas la forme demandée ({self.form})."
            raise ValueError(f"{what} | Écrivez-la autrement, ou changez « form ».")
        self._check_wrong(key)
        return self

    def _check_wrong(self, key: Expression | tuple[Fraction, ...]) -> None:
        seen: list[Expression | tuple[Fraction, ...]] = []
        for wrong in self.wrong:
            value = _read(wrong.value, self.letters, self.solutions is not None)
            if _equal(value, key) or any(_equal(value, other) for other in seen):
                what = f"« wrong » contient {wrong.value}, accepté, ou écrit deux fois."
                raise ValueError(f"{what} | Retirez cette réponse.")
            seen.append(value)


Read = Expression | tuple[Fraction, ...]


def _letters(names: tuple[str, ...] | list[str]) -> frozenset[str]:
    return frozenset(names)


def _read(text: str, letters: tuple[str, ...], solving: bool) -> Read:
    """The key or a wrong answer of the bank. Raises ValueError ("what | remedy", in French)."""
    try:
        return _solutions(text, letters[0]) if solving else _expression(text, letters)
    except Unreadable as error:
        raise ValueError(f"« {text} » : {error} | Écrivez par exemple 3x + 6.") from None


def _key(content: ExpressionContent) -> Read:
    if content.solutions is not None:
        written = " ; ".join(content.solutions) or NONE
        return _read(written, content.letters, solving=True)
    return _read(content.answer or "", content.letters, solving=False)


def _expression(text: str, letters: tuple[str, ...] | list[str]) -> Expression:
    return expressions.read(text, _letters(letters))


def _solutions(text: str, letter: str) -> tuple[Fraction, ...]:
    """The numbers of "x = 2 ou x = −3", "2 ; −3", "aucune solution". Raises Unreadable."""
    body = text.strip()
    if _NONE.fullmatch(body):
        return ()
    found = []
    for piece in _APART.split(body.strip("{}() S=") if body[:1] in "{S" else body):
        written = re.sub(rf"^\s*{letter}\s*=", "", piece)
        number = expressions.read(written, frozenset()).value.number()
        if number is None:
            raise Unreadable("Une solution est un nombre.")
        found.append(number)
    if len(found) > 8:
        raise Unreadable("Votre réponse a trop de nombres.")
    return tuple(sorted(set(found)))


def _equal(one: Read, other: Read) -> bool:
    if isinstance(one, tuple) or isinstance(other, tuple):
        return one == other
    if (one.right is None) != (other.right is None):
        return False
    try:
        if one.right is not None:
            return one.difference.proportional(other.difference)
        return one.value.same(other.value)
    except TooBig:  # far beyond what is expected
        return False


def _identity(content: ExpressionContent) -> Json:
    solutions = None if content.solutions is None else list(content.solutions)
    return {"answer": content.answer, "solutions": solutions, "form": content.form}


def _mode(content: ExpressionContent) -> str:
    if content.solutions is not None:
        return "solutions"
    return "equation" if "=" in (content.answer or "") else "expression"


def _build(
    content: ExpressionContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    mode = _mode(content)
    tells = _TELLS[content.form]
    if mode == "solutions":
        tells = "S’il y a plusieurs solutions, séparez-les par « ; ». S’il n’y en a pas, "
        tells += f"écrivez «\u00a0{NONE}\u00a0»."
    elif mode == "equation":
        tells = "Écrivez l’égalité, avec le signe =."
    public = {"mode": mode, "letters": list(content.letters), "tells": tells}
    wrong = [
        {
            "value": one.value,
            **note(one, messages),
        }
        for one in content.wrong
    ]
    key = " ; ".join(content.solutions or ()) or content.answer or NONE
    return public, {"answer": key, "form": content.form, "wrong": wrong}


def _again(instance: Instance, text: str) -> Read:
    """A text read as this exercise reads it. Raises Unreadable."""
    letters = instance.public["letters"]
    if instance.public["mode"] == "solutions":
        return _solutions(text, letters[0])
    return _expression(text, letters)


def _how(instance: Instance) -> str:
    """How to write an answer; never the answer itself."""
    mode, letters = instance.public["mode"], instance.public["letters"]
    letter = letters[0] if letters else ""
    if mode == "solutions":
        return f"Écrivez par exemple : {letter} = 100"
    sample = f"100{letter} + 50" if letter else "100 × 5 + 50"
    return f"Écrivez par exemple : {sample}{' = 750' if mode == 'equation' else ''}"


class Typed(NamedTuple):
    """What was typed, and what it is."""

    text: str
    value: Read


def _parse(instance: Instance, raw: Fields) -> Typed | FormatError:
    how = _how(instance)
    if blank(raw, "expression"):
        return FormatError("Vous n’avez pas encore écrit de réponse.", how, missing=True)
    values = raw["expression"]
    texts = [values] if isinstance(values, str) else values
    if len(texts) != 1:
        return FormatError("Nous n’arrivons pas à lire votre réponse.", how)
    try:
        value = _again(instance, texts[0])
    except Unreadable as error:
        return FormatError(str(error), how)
    if isinstance(value, Expression):
        equation = instance.public["mode"] == "equation"
        if equation and value.right is None:
            return FormatError("Il manque le signe = dans votre égalité.", how)
        if not equation and value.right is not None:
            return FormatError("On attend un calcul, sans le signe =.", how)
    return Typed(texts[0].strip(), value)


def _shown(text: str) -> str:
    return text if text == NONE else expressions.typeset(text)


def _grade(instance: Instance, typed: Typed) -> Judged:
    text, value = typed
    secret = instance.secret
    key = _again(instance, secret["answer"])
    given, expected = _shown(text), _shown(secret["answer"])
    if _equal(value, key):
        missed = ""
        if isinstance(value, Expression) and not expressions.has_form(
            value.left, secret["form"]
        ):
            missed = _MISSED[secret["form"]]
        if missed:
            good = "La valeur est juste."
            return Judged((1.0, 0.0), NOT_ASKED_FORM, given, expected, (), good, (missed,))
        note = None
        if given.replace(" ", "") != expected.replace(" ", ""):
            note = f"Votre écriture est égale à {french.quoted(expected)}."
        return Judged((1.0,), 1.0, given, expected, note=note)
    for wrong in secret["wrong"]:
        if _equal(value, _again(instance, wrong["value"])):
            known = (wrong["misconception"],) if wrong["misconception"] else ()
            said = (wrong["blocks"],)
            return Judged((0.0,), 0.0, given, expected, known, wrong["good"], said)
    if isinstance(value, tuple) and isinstance(key, tuple):
        return _some(value, key, given, expected)
    return Judged((0.0,), 0.0, given, expected, blocks=(blocks(None, None, {}),))


def _some(
    value: tuple[Fraction, ...], key: tuple[Fraction, ...], given: str, expected: str
) -> Judged:
    """Several solutions: those found less those that are none, over all there are."""
    found = len(set(value) & set(key))
    score = max(0.0, (found - len(set(value) - set(key))) / len(key)) if key else 0.0
    parts = tuple(float(one in value) for one in key) or (0.0,)
    good = f"Solutions trouvées : {found} sur {len(key)}." if score > 0 else None
    said = "Remplacez l’inconnue par chaque nombre : l’égalité est-elle vraie ?"
    return Judged(parts, score, given, expected, good=good, blocks=(said,))


def _raw(text: str) -> Raw:
    return {"expression": [text]}


def _examples(instance: Instance) -> Examples:
    secret, mode = instance.secret, instance.public["mode"]
    key: str = secret["answer"]
    right = [key, f"  {key} ", key.replace("*", "×").replace("-", french.MINUS)]
    other = {"solutions": "987", "equation": "987 = 0", "expression": "987 × 2 + 1"}[mode]
    if mode == "expression" and secret["form"] == "number":
        other = "987"
    partly = []
    if secret["form"] == "expanded":
        partly.append(f"({key}) × 1 + 0")
    elif secret["form"] == "factored":
        partly.append(f"{key} + 1 - 1")
    elif secret["form"] == "number":
        partly.append(f"{key} + 0")
    elif secret["form"] == "calculation":
        worth = expressions.read(key, _letters(instance.public["letters"])).value.number()
        partly += [french.number(worth)] if worth is not None else []
    wrong: list[tuple[Raw, str | None]] = [
        (_raw(one["value"]), one["misconception"]) for one in secret["wrong"]
    ]
    bad = ("", " ", "beaucoup", "3 +", "((2)", "1/0", "9^9^9", "9" * 40, "x" * 90, "2 3")
    return Examples(
        right=tuple(_raw(text) for text in dict.fromkeys(right)),
        wrong=(*wrong, (_raw(other), None)),
        partly=tuple(map(_raw, partly)),
        unreadable=({}, *map(_raw, bad)),
    )


def _chance(public: Json) -> float:
    return 0.0


def _speech(public: Json) -> list[str]:
    return [public["tells"]]


KIND: Kind[ExpressionContent, Typed] = Kind(
    "expression",
    ExpressionContent,
    _identity,
    _build,
    _parse,
    _grade,
    _examples,
    _chance,
    _speech,
)
