"""What is checked of exercises of language: words to find, a place to mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from exercises.content import Content
from exercises.types import mend
from exercises.types.highlight import HighlightContent
from exercises.types.mend import MendContent
from exercises.types.numeric import Number
from exercises.types.words import Piece, marking, sentences, words
from exercises.typography import Remark

MOST_WORDS = 60  # to touch on a phone
MOST_FOUND = 8

Holds = Callable[[str, str], bool]  # (a hint, words or a number) -> does it hold them?


def language_remarks(content: Content) -> Iterator[Remark]:
    """Texts too long to touch, answers that explain nothing."""
    if isinstance(content, HighlightContent):
        pieces = _pieces(content)
        yield from _too_many(len(pieces))
        if sum(piece.marked for piece in pieces) > MOST_FOUND:
            yield f"Plus de {MOST_FOUND} réponses à trouver.", "Raccourcissez le texte.", True
        named = any(wrong.misconception or wrong.feedback for wrong in content.wrong)
        if not named and not content.misconception and not content.feedback:
            remedy = "Nommez « misconception », ou écrivez « feedback » ou « wrong »."
            yield "Aucune mauvaise réponse n’est expliquée.", remedy, False
    if isinstance(content, MendContent):
        yield from _too_many(len(mend.places(content)))
        if not content.rule:
            yield "Aucune règle n’est rappelée.", "Écrivez « rule ».", True
        if not content.fix.wrong and not content.places:
            remedy = "Ajoutez « wrong » dans « fix », ou « places »."
            yield "Aucune mauvaise réponse n’est attendue.", remedy, True


def _too_many(count: int) -> Iterator[Remark]:
    if count > MOST_WORDS:
        yield f"Le texte a {count} mots à toucher.", f"Au plus {MOST_WORDS}.", True


def _pieces(content: HighlightContent) -> list[Piece]:
    return (words if content.by == "words" else sentences)(content.text)


def hint_tells(
    content: Content, hint: str, said: str, holds: Holds, says_number: Holds
) -> bool:
    """True when a hint gives an answer that the question does not already show."""
    if not isinstance(content, MendContent):
        return False
    fix = content.fix
    if isinstance(fix, Number):
        return says_number(hint, fix.answer) and not says_number(said, fix.answer)
    return any(holds(hint, text) and not holds(said, text) for text in fix.answers)


def rekeyed(content: Content) -> Content | None:
    """The same content with another right answer; None for another type."""
    if isinstance(content, HighlightContent):
        marks = [at for at, piece in enumerate(_pieces(content)) if piece.marked]
        turned = _turned(marks, len(_pieces(content)))
        text = marking(content.text, content.by, turned)
        return content.model_copy(update={"text": text, "wrong": ()})
    if isinstance(content, MendContent):
        return _other_place(content)
    return None


def _turned(marks: list[int], count: int) -> list[int]:
    """As many places, not all the same."""
    return [(at + 1) % count for at in marks]


def _other_place(content: MendContent) -> Content:
    names = mend.places(content)
    other = (mend.faulty(content)[0] + 1) % len(names)
    fix = content.fix.model_copy(update={"wrong": (), **_another(content)})
    update: dict[str, object] = {"fix": fix, "places": (), "rule": None}
    if content.text:
        update["text"] = marking(content.text, "words", [other])
    else:
        update["error"] = names[other]
    return content.model_copy(update=update)


def _another(content: MendContent) -> dict[str, object]:
    if isinstance(content.fix, Number):
        return {"answer": "987654321"}
    return {"answers": ("tout autre chose",)}
