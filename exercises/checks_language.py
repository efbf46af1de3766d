"""What is checked of exercises of language: words to find, a place to mend, a text said."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from exercises.content import Content
from exercises.dictated import cut
from exercises.types import mend
from exercises.types.dictation import DictationContent, targets
from exercises.types.highlight import HighlightContent
from exercises.types.listen import ListenContent
from exercises.types.mend import MendContent
from exercises.types.numeric import Number
from exercises.types.sound import groups, whole
from exercises.types.spoken import SpokenContent
from exercises.types.text_match import Typed
from exercises.types.words import Piece, marking, sentences, words
from exercises.types.writing import WritingContent
from exercises.typography import Remark

MOST_WORDS = 60  # to touch on a phone
MOST_FOUND = 8
FEWEST_LEVELS = 3  # of a criterion, to place somebody
MOST_DICTATED, MOST_OF_GROUP = 25, 6  # words

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
    if isinstance(content, DictationContent):
        yield from _dictated(content)
    if isinstance(content, ListenContent):
        yield from _figures(content.said)
    if isinstance(content, WritingContent):
        yield from _writing(content)
    if isinstance(content, MendContent):
        yield from _too_many(len(mend.places(content)))
        if not content.rule:
            yield "Aucune règle n’est rappelée.", "Écrivez « rule ».", True
        if not content.fix.wrong and not content.places:
            remedy = "Ajoutez « wrong » dans « fix », ou « places »."
            yield "Aucune mauvaise réponse n’est attendue.", remedy, True


def _dictated(content: DictationContent) -> Iterator[Remark]:
    count = len(cut(whole(content.said)))
    if count > MOST_DICTATED:
        yield f"La dictée a {count} mots.", f"Au plus {MOST_DICTATED}.", True
    long = [text for text in groups(content.said) if len(cut(text)) > MOST_OF_GROUP]
    if long:
        what = f"Groupe de plus de {MOST_OF_GROUP} mots : {long[0][:40]!r}."
        yield what, "Coupez-le avec « | ».", True
    notes = [(note.misconception, note.feedback) for note in content.kinds]
    notes += [(wrong.misconception, wrong.feedback) for wrong in content.wrong]
    if not any(map(any, notes)):
        yield "Aucune différence n’est expliquée.", "Ajoutez « kinds » ou « wrong ».", True
    yield from _figures(content.said)


def _figures(said: str) -> Iterator[Remark]:
    if any(sign.isdigit() for sign in said):
        what = f"Chiffres dans ce qui est dit : {said[:40]!r}."
        yield what, "Écrivez les nombres en lettres, comme on les dit.", True


def _too_many(count: int) -> Iterator[Remark]:
    if count > MOST_WORDS:
        yield f"Le texte a {count} mots à toucher.", f"Au plus {MOST_WORDS}.", True


def _pieces(content: HighlightContent) -> list[Piece]:
    return (words if content.by == "words" else sentences)(content.text)


def hint_tells(
    content: Content, hint: str, said: str, holds: Holds, says_number: Holds
) -> bool:
    """True when a hint gives an answer that the question does not already show."""
    if isinstance(content, DictationContent):
        words_asked = cut(whole(content.said))
        asked = [words_asked[at].text for at in targets(content.said)]
        return any(holds(hint, word) and not holds(said, word) for word in asked)
    fix = content.fix if isinstance(content, MendContent) else None
    if isinstance(content, ListenContent):
        fix = content.reply
    if fix is None:
        return False
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
    if isinstance(content, SpokenContent):
        return content  # all of it is shown: there is no key
    if isinstance(content, WritingContent):
        return _otherwise(content)
    if isinstance(content, DictationContent):
        other = "|".join("tout autre chose" for _group in groups(content.said))
        return content.model_copy(update={"said": other, "wrong": ()})
    return _other_said(content) if isinstance(content, ListenContent) else None


def _otherwise(content: WritingContent) -> Content:
    """Other words to say for the same list."""
    checks = tuple(
        check.model_copy(update={"any": ("autrement*",)}) if check.any else check
        for check in content.checks
    )
    return content.model_copy(update={"checks": checks, "model": "Tout autre chose."})


def _writing(content: WritingContent) -> Iterator[Remark]:
    if not any(check.any for check in content.checks):
        remedy = "Ajoutez un point avec « any » : l’heure, le lieu, la raison…"
        yield "Aucun point ne parle de la situation.", remedy, False
    for one in content.rubric:
        if len(one.levels) < FEWEST_LEVELS:
            what = f"« {one.label} » a {len(one.levels)} niveaux."
            yield what, f"Décrivez-en {FEWEST_LEVELS}.", True


def _turned(marks: list[int], count: int) -> list[int]:
    """As many places, not all the same."""
    return [(at + 1) % count for at in marks]


def _other_place(content: MendContent) -> Content:
    names = mend.places(content)
    other = (mend.faulty(content)[0] + 1) % len(names)
    fix = _another(content.fix)
    update: dict[str, object] = {"fix": fix, "places": (), "rule": None}
    if content.text:
        update["text"] = marking(content.text, "words", [other])
    else:
        update["error"] = names[other]
    return content.model_copy(update=update)


def _another(fix: Number | Typed) -> Number | Typed:
    if isinstance(fix, Number):
        return fix.model_copy(update={"wrong": (), "answer": "987654321"})
    return fix.model_copy(update={"wrong": (), "answers": ("tout autre chose",)})


def _other_said(content: ListenContent) -> Content:
    """Other words said, another right answer: the same number of groups."""
    said = "|".join("tout autre chose" for _group in groups(content.said))
    if content.reply:
        return content.model_copy(update={"said": said, "reply": _another(content.reply)})
    rights = [choice.right for choice in content.choices]
    turned = tuple(
        choice.model_copy(update={"right": right})
        for choice, right in zip(content.choices, [rights[-1], *rights[:-1]], strict=True)
    )
    return content.model_copy(update={"said": said, "choices": turned})
