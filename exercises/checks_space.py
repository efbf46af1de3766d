"""What is checked of exercises of number, space and documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from exercises import expressions
from exercises.content import Choice, Content
from exercises.types.expression import ExpressionContent
from exercises.types.fraction import FractionContent
from exercises.types.quantity import QuantityContent
from exercises.typography import Remark

Says = Callable[[str, str], bool]  # (a hint, words or a number) -> does it hold them?


def choice_lists(content: Content) -> list[Sequence[Choice]]:
    """The lists of choices of a content, [] for a type without."""
    return []


def shape_remarks(content: Content) -> Iterator[Remark]:
    """Exercises that explain nothing, or do not fit a phone."""
    if (
        isinstance(content, (ExpressionContent, QuantityContent, FractionContent))
        and not content.wrong
    ):
        yield "Aucune réponse attendue à tort.", "Ajoutez « wrong ».", True


def hint_tells(content: Content, hint: str, said: str, holds: Says, says_number: Says) -> bool:
    """True when a hint gives an answer that the question does not already show."""
    if isinstance(content, ExpressionContent):
        written = [content.answer or "", *(content.solutions or ())]
        shown = [expressions.typeset(text) for text in written]
        return any(holds(hint, text) and not holds(said, text) for text in shown)
    if isinstance(content, (QuantityContent, FractionContent)):
        return says_number(hint, content.answer) and not says_number(said, content.answer)
    return False


def rekeyed(content: Content) -> Content | None:
    """The same content with another right answer; None for another type."""
    if isinstance(content, ExpressionContent):
        if content.solutions is not None:
            return content.model_copy(update={"solutions": ("987654321",), "wrong": ()})
        other = f"{content.answer} + 987654321"
        return content.model_copy(update={"answer": other, "wrong": ()})
    if isinstance(content, (QuantityContent, FractionContent)):
        return content.model_copy(update={"answer": "987654", "wrong": ()})
    return None
