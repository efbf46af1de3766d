"""What is checked of exercises with a shape: pairs, categories, graduated line, table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from exercises.content import Choice, Content
from exercises.types import match, sort
from exercises.types.assign import Element, other_key
from exercises.types.match import MatchContent
from exercises.types.numberline import NumberlineContent, ruler
from exercises.types.numeric import Number
from exercises.types.sort import SortContent
from exercises.types.table import TableContent
from exercises.types.table_fill import ListCell
from exercises.typography import Remark

MAX_ANSWER = 60  # a text on the right: two lines of a phone
MAX_CATEGORY = 34  # a category is written once an element
MAX_CELL = 40

Says = Callable[[str, str], bool]  # (a hint, words or a number) -> does it hold them?
_SHORTEN = "Raccourcissez : ce texte doit se lire d’un coup d’œil."


def assigned(content: Content) -> list[Element]:
    """The elements to place of a content, [] for another type."""
    if isinstance(content, MatchContent):
        return match.elements(content)
    return sort.elements(content) if isinstance(content, SortContent) else []


def choice_lists(content: Content) -> list[Sequence[Choice]]:
    """The lists of choices in the cells of a table."""
    cells = content.fill if isinstance(content, TableContent) else ()
    return [cell.choices for cell in cells if isinstance(cell, ListCell)]


def shape_remarks(content: Content) -> Iterator[Remark]:
    """Texts too long for a phone, places that explain nothing."""
    if isinstance(content, MatchContent):
        yield from _long(match.targets(content), MAX_ANSWER)
    if isinstance(content, SortContent):
        yield from _long(content.categories, MAX_CATEGORY)
    if isinstance(content, TableContent):
        yield from _long([text for row in content.rows for text in row], MAX_CELL)
        if content.find and not content.wrong:
            yield "Aucune case attendue à tort.", "Ajoutez « wrong ».", True
    if isinstance(content, NumberlineContent) and not content.wrong:
        yield "Aucune place attendue à tort.", "Ajoutez « wrong ».", True
    elements = assigned(content)
    if elements and not any(one.misconception or one.feedback or one.wrong for one in elements):
        remedy = "Nommez « misconception », ou écrivez « feedback »."
        yield "Aucun élément n’explique rien.", remedy, False


def _long(texts: Sequence[str], most: int) -> Iterator[Remark]:
    for text in texts:
        if len(text) > most:
            yield f"Texte de {len(text)} caractères : {text[:40]!r}.", _SHORTEN, True


def hint_tells(content: Content, hint: str, said: str, holds: Says, says_number: Says) -> bool:
    """True when a hint gives an answer that the question does not already show."""
    numbers = []
    if isinstance(content, NumberlineContent) and content.read:
        numbers = [content.answer]
    if isinstance(content, TableContent):
        numbers = [cell.answer for cell in content.fill if isinstance(cell, Number)]
    if any(says_number(hint, n) and not says_number(said, n) for n in numbers):
        return True
    elements = assigned(content)
    targets = {one.target for one in elements}
    return any(
        holds(hint, one.text) and [t for t in targets if holds(hint, t)] == [one.target]
        for one in elements
    )


def rekeyed(content: Content) -> Content | None:
    """The same content with another right answer; None for another type."""
    if isinstance(content, MatchContent):
        turned = other_key(match.targets(content))
        pairs = tuple(p.model_copy(update={"right": turned[p.right]}) for p in content.pairs)
        kept = {pair.right for pair in pairs}
        extra = tuple(text for text in match.targets(content) if text not in kept)
        return content.model_copy(update={"pairs": pairs, "extra": extra})
    if isinstance(content, SortContent):
        turned = other_key(content.categories)
        elements = tuple(
            one.model_copy(update={"category": turned[one.category]})
            for one in content.elements
        )
        return content.model_copy(update={"elements": elements})
    if isinstance(content, NumberlineContent):
        return _replaced(content)
    return _other_table(content) if isinstance(content, TableContent) else None


def _replaced(content: NumberlineContent) -> Content:
    if content.read:  # the arrow is the question: all that may change is how it is judged
        return content.model_copy(update={"wrong": (), "tolerance": 5})
    line = ruler(content)
    at = line.place(content.answer) or 0
    other = line.at((at + 1) % line.count)
    return content.model_copy(update={"answer": str(other), "wrong": ()})


def _other_table(content: TableContent) -> Content:
    if content.find:
        rows = [row[0] for row in content.rows]
        following = rows[(rows.index(content.find.row) + 1) % len(rows)]
        find = content.find.model_copy(update={"row": following})
        return content.model_copy(update={"find": find, "wrong": ()})
    fill = tuple(
        cell.model_copy(update={"choices": _turned(cell.choices)})
        if isinstance(cell, ListCell)
        else cell.model_copy(update={"answer": "987654321", "wrong": ()})
        for cell in content.fill
    )
    return content.model_copy(update={"fill": fill})


def _turned(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    return tuple(
        choice.model_copy(update={"right": choices[at - 1].right})
        for at, choice in enumerate(choices)
    )
