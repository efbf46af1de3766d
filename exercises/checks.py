"""What is checked of every item: it is played on many seeds and its contents are read."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exercises import (
    checks_language,
    checks_numbers,
    checks_shapes,
    checks_space,
    facts,
    figures,
)
from exercises import items as play
from exercises.bank import used_misconceptions
from exercises.content import Choice, Content
from exercises.instance import Examples, FormatError, Instance, Raw, Verdict
from exercises.items import Item
from exercises.markup import plain
from exercises.types.cloze import ClozeContent
from exercises.types.dropdown import DropdownContent
from exercises.types.listen import ListenContent
from exercises.types.mcq import McqContent
from exercises.types.multi import MultiContent
from exercises.types.numeric import NumericContent
from exercises.types.short import ShortContent
from exercises.types.truefalse import TruefalseContent
from exercises.typography import Remark, remarks, texts
from exercises.wording import Lexicon, wording_remarks

MAX_ASK = 90  # outside French reading, so that reading is not measured as maths
MAX_CONTEXT = 160
MAX_CHOICE = 80
READING = "francais.lecture"
TELLING = "Une aide contient la réponse"
WORDS_READ = 12  # draws of one item: the others have other numbers, hardly other words
_FEW = 4  # under this many instances, "always" means nothing
_SAME_CHANCE = 0.02  # a text of 20 words or of 25: as good as the same
_VERB = re.compile(r"(?:\w+ez|Faites|Dites|Refaites)\b")


@dataclass
class Findings:
    """What was seen of one item over all its seeds."""

    remarks: Counter[tuple[int, Remark]] = field(
        default_factory=Counter
    )  # content number, remark
    variants: set[str] = field(default_factory=set)
    misconceptions: set[str] = field(default_factory=set)
    chances: set[float] = field(default_factory=set)
    played: int = 0


@dataclass(frozen=True)
class Reading:
    """How words are read: the level of the skill ("P1"…), and the words that are known."""

    level: str
    lexicon: Lexicon


def play_item(item: Item, seeds: int, reading: Reading | None = None) -> Findings:
    """Play ``item`` on ``seeds`` seeds, and each written content at least once.

    Without ``reading``, spelling and length of sentences are not looked at.
    """
    found = Findings()
    lengths: list[bool] = []
    places: list[int] = []
    for seed in range(max(seeds, len(item.contents))):
        try:
            content = play.draw(item, seed)
            instance = play.show(item, seed, content)
        except Exception as error:  # a generator is code of many authors: name it, go on
            what = (
                f"La graine {seed} ne donne pas d’exercice ({type(error).__name__} : {error})."
            )
            found.remarks[
                0, (what[:400], "Corrigez le générateur ou ses « params ».", False)
            ] += 1
            return found
        number = item.contents.index(content) if item.contents else 0
        new = instance.variant not in found.variants
        found.played += 1
        found.variants.add(instance.variant)
        found.chances.add(play.chance(instance.public))
        said = [*self_test(instance)]
        if new:
            found.misconceptions.update(used_misconceptions(content))
            said += [*messages(item, content), *content_remarks(item, content)]
            if reading and (not item.drawn or len(found.variants) <= WORDS_READ):
                said += wording_remarks(content, reading.level, reading.lexicon)
            if isinstance(content, McqContent):
                lengths.append(key_is_longest(content.choices))
                if not content.shuffle:
                    places.append([choice.right for choice in content.choices].index(True))
        for remark in said:
            found.remarks[number, remark] += 1
    for remark in (
        *_always_longest(lengths),
        *_same_place(places),
        *_uneven_chance(found.chances),
    ):
        found.remarks[0, remark] += 1
    return found


def self_test(instance: Instance) -> Iterator[Remark]:
    """Every example of the instance is judged as announced."""
    try:
        json.dumps([instance.public, instance.secret], allow_nan=False)
    except (TypeError, ValueError):
        yield "L’exercice contient une valeur qui ne s’enregistre pas.", "Corrigez-la.", False
        return
    examples = play.examples(instance)
    if not examples.right or not examples.wrong or not examples.unreadable:
        yield (
            "Cet exercice ne donne pas d’exemples de réponses.",
            "Complétez « examples ».",
            False,
        )
    yield from _accepted(instance, examples)
    for raw in examples.unreadable:
        if not isinstance(play.parse(instance, raw), FormatError):
            yield f"La réponse illisible {raw} est lue.", "Corrigez « parse ».", False


def _accepted(instance: Instance, examples: Examples) -> Iterator[Remark]:
    for raw in examples.right:
        verdict = judged(instance, raw)
        if verdict is None or not verdict.right:
            what = f"La bonne réponse {_shown(raw)} est refusée par sa propre correction."
            yield what, "Corrigez la réponse attendue.", False
    for raw, misconception in examples.wrong:
        verdict = judged(instance, raw)
        if verdict is None or verdict.right:
            what = f"La réponse {_shown(raw)} devrait être refusée."
            yield what, "Corrigez-la, ou retirez-la des mauvaises réponses.", False
        elif misconception and misconception not in verdict.misconceptions:
            what = f"La réponse {_shown(raw)} ne mène pas à « {misconception} »."
            yield what, "Deux mauvaises réponses se ressemblent : changez-en une.", False
        elif not verdict.blocks:
            yield f"La réponse {_shown(raw)} n’a pas de retour.", "Écrivez « feedback ».", False
    for raw in examples.partly:
        verdict = judged(instance, raw)
        if verdict is None or not 0 < verdict.score < 1:
            what = f"La réponse {_shown(raw)} devrait être juste en partie."
            yield what, "Corrigez la réponse attendue.", False


def judged(instance: Instance, raw: Raw) -> Verdict | None:
    """The verdict of an answer as posted, None when it cannot be read."""
    value = play.parse(instance, raw)
    return None if isinstance(value, FormatError) else play.grade(instance, value)


def _shown(raw: Raw) -> str:
    return "; ".join(", ".join(values) for values in raw.values())


def messages(item: Item, content: Content) -> Iterator[Remark]:
    """Generators may only name misconceptions of their skill."""
    for name in used_misconceptions(content):
        if name not in item.messages:
            what = f"L’idée fausse « {name} » n’est pas de la compétence « {item.skill} »."
            yield what, f"Choisissez parmi : {', '.join(item.messages)}.", False


def content_remarks(item: Item, content: Content) -> Iterator[Remark]:
    """Lengths, tone, typography, choices that look alike, help that tells."""
    yield from _lengths(item.skill, content)
    for name, text in texts(content):
        yield from remarks(name, text)
    for choices in choice_lists(content):
        yield from _alike(choices)
        yield from _bare(choices)
    yield from _telling_help(content)
    yield from _telling_figure(content)
    if isinstance(content, TruefalseContent):
        yield from _statements(content)
    yield from checks_shapes.shape_remarks(content)
    yield from checks_space.shape_remarks(content)
    yield from checks_language.language_remarks(content)
    yield from checks_numbers.number_remarks(content, choice_lists(content))
    if not item.facts:
        yield from facts.expiring(content)


def _statements(content: TruefalseContent) -> Iterator[Remark]:
    """Statements that all have one answer, or that explain nothing."""
    if len(content.statements) > 2 and len({one.answer for one in content.statements}) == 1:
        yield "Toutes les phrases ont la même réponse.", "Changez-en une.", True
    for one in content.statements:
        explained = {
            wrong.value for wrong in one.wrong if wrong.feedback or wrong.misconception
        }
        wanted = {"vrai", "faux", "inconnu" if content.unknown else "vrai"} - {one.answer}
        if not one.feedback and not one.misconception and wanted - explained:
            what = f"La phrase {one.text[:40]!r} n’explique rien."
            yield what, "Nommez « misconception », ou écrivez « feedback ».", False


def _expected(content: Content) -> list[Sequence[str]]:
    """The words that may be typed: one list for short, one a gap for cloze."""
    if isinstance(content, ShortContent):
        return [content.answers]
    if isinstance(content, ClozeContent):
        return [gap.answers for gap in content.gaps]
    return []


def choice_lists(content: Content) -> list[Sequence[Choice]]:
    """The lists of choices of a content: one for mcq and multi, one a gap for dropdown."""
    if isinstance(content, (McqContent, MultiContent)):
        return [content.choices]
    if isinstance(content, ListenContent):
        return [content.choices] if content.choices else []
    if isinstance(content, DropdownContent):
        return [gap.choices for gap in content.gaps]
    return [*checks_shapes.choice_lists(content), *checks_space.choice_lists(content)]


def _lengths(skill: str, content: Content) -> Iterator[Remark]:
    ask = plain(content.ask)
    if "?" not in ask and not _VERB.match(ask):
        remedy = "Commencez par un verbe (« Choisissez »), ou posez une question."
        yield f"La consigne ne dit pas quoi faire : {ask[:60]!r}.", remedy, True
    if skill.startswith(READING):
        return
    if len(ask) > MAX_ASK:
        what = f"« ask » a {len(ask)} caractères."
        yield what, f"Au plus {MAX_ASK} : la lecture ne doit pas gêner.", False
    if content.context and len(plain(content.context)) > MAX_CONTEXT:
        what = f"« context » a {len(plain(content.context))} caractères."
        yield what, f"Au plus {MAX_CONTEXT}.", False
    for choices in choice_lists(content):
        for choice in choices:
            if len(choice.text) > MAX_CHOICE:
                what = f"Réponse de {len(choice.text)} caractères : {choice.text[:40]!r}."
                yield what, f"Visez {MAX_CHOICE} au plus.", True


def _looks(text: str) -> str:
    """What the eye sees of a text: spaces, quotes and marks that look alike are the same."""
    seen = re.sub(r"\s+", " ", plain(text)).strip()
    return seen.replace("’", "'").replace("−", "-").replace("–", "-").rstrip(" .")


def _alike(choices: Sequence[Choice]) -> Iterator[Remark]:
    seen: dict[str, str] = {}
    for choice in choices:
        look = _looks(choice.text)
        if look in seen:
            what = f"Deux réponses se ressemblent trop : {seen[look]!r} et {choice.text!r}."
            yield what, "Changez-en une.", False
        seen[look] = choice.text


def _bare(choices: Sequence[Choice]) -> Iterator[Remark]:
    for choice in choices:
        if not choice.right and not choice.misconception and not choice.feedback:
            what = f"La réponse {choice.text!r} n’explique rien."
            yield what, "Nommez « misconception », ou écrivez « feedback ».", False


def _telling_help(content: Content) -> Iterator[Remark]:
    remedy = "Donnez une question ou une méthode, pas la réponse."
    said = " \n ".join(
        [
            content.ask,
            content.context or "",
            content.model_dump_json(include={"document", "text", "rows"}),
        ]
    )
    for hint in content.help:
        if isinstance(content, NumericContent):
            told = _says(hint, content.answer) and not _says(said, content.answer)
        elif expected := _expected(content):
            shown = _looks(said).casefold()
            told = any(
                _tells_words(_looks(hint).casefold(), words, shown) for words in expected
            )
        else:
            told = any(_tells_choice(hint, choices) for choices in choice_lists(content))
        told = told or checks_shapes.hint_tells(content, hint, said, _shows, _says)
        told = told or checks_space.hint_tells(content, hint, said, _shows, _says)
        if told or checks_language.hint_tells(content, hint, said, _shows, _says):
            yield f"{TELLING} : {plain(hint)[:60]!r}.", remedy, False


def _telling_figure(content: Content) -> Iterator[Remark]:
    """A number to find that is written on the drawing."""
    if content.figure is None:
        return
    on_it = " ; ".join(figures.written(content.figure.model_dump(mode="json")))
    told = isinstance(content, NumericContent) and _says(on_it, content.answer)
    if told or checks_space.hint_tells(content, on_it, content.ask, _shows, _says):
        yield f"Le dessin écrit la réponse : {on_it!r}.", "Mettez « ? » à sa place.", False


def _shows(text: str, words: str) -> bool:
    return _holds(_looks(text).casefold(), _looks(words).casefold())


def _tells_words(hint: str, words: Sequence[str], said: str) -> bool:
    """True when the hint holds words expected that the question does not already show."""
    looks = [_looks(text).casefold() for text in words]
    return any(_holds(hint, look) and not _holds(said, look) for look in looks)


def _says(text: str, number: str) -> bool:
    if not any(digit in text for digit in number):
        return False
    body = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3})", "", text).replace(",", ".")
    return bool(
        re.search(rf"(?<![\d.]){re.escape(number.replace(',', '.'))}(?![\d]|\.\d)", body)
    )


def _tells_choice(hint: str, choices: Sequence[Choice]) -> bool:
    """True when the hint holds the right choice and none of the others."""
    text = _looks(hint).casefold()
    held = [_holds(text, _looks(choice.text).casefold()) for choice in choices]
    return all(held_one == choice.right for held_one, choice in zip(held, choices, strict=True))


def _holds(text: str, words: str) -> bool:
    # One or two letters ("a", "et") are in any sentence.
    if len(words) < 3 or words not in text:
        return False
    return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text))


def key_is_longest(choices: Sequence[Choice]) -> bool:
    """True when the right choice is longer than each other."""
    longest_other = max(len(choice.text) for choice in choices if not choice.right)
    return next(len(choice.text) for choice in choices if choice.right) > longest_other


def _always_longest(lengths: Sequence[bool]) -> Iterator[Remark]:
    if len(lengths) >= _FEW and all(lengths):
        what = "La bonne réponse est toujours la plus longue."
        yield what, "Allongez quelques mauvaises réponses.", True


def _uneven_chance(chances: set[float]) -> Iterator[Remark]:
    # The engine knows one chance of guessing for an item, not one for each of its draws.
    if chances and max(chances) - min(chances) > _SAME_CHANCE:
        what = "Le nombre de réponses proposées change d’un tirage à l’autre."
        yield what, "Proposez-en toujours autant, ou faites deux exercices.", True


def _same_place(places: Sequence[int]) -> Iterator[Remark]:
    if len(places) >= _FEW and len(set(places)) == 1:
        what = "La bonne réponse est toujours à la même place."
        yield what, "Mettez « shuffle: true », ou variez.", True


def other_key(content: Content) -> Content | None:
    """The same content with another right answer; None when there is no way to make one."""
    if isinstance(content, (McqContent, MultiContent)):
        return content.model_copy(update={"choices": _turned(content.choices)})
    if isinstance(content, DropdownContent):
        gaps = tuple(
            gap.model_copy(update={"choices": _turned(gap.choices)}) for gap in content.gaps
        )
        return content.model_copy(update={"gaps": gaps})
    if isinstance(content, NumericContent):
        return content.model_copy(update={"answer": "987654321", "wrong": ()})
    return _other_words(content)


def _other_words(content: Content) -> Content | None:
    other = {"answers": ("tout autre chose",), "wrong": ()}
    if isinstance(content, ShortContent):
        return content.model_copy(update=other)
    if isinstance(content, ClozeContent):
        gaps = tuple(gap.model_copy(update=other) for gap in content.gaps)
        return content.model_copy(update={"gaps": gaps})
    if isinstance(content, TruefalseContent):
        turned = {"vrai": "faux", "faux": "vrai", "inconnu": "vrai"}
        statements = tuple(
            one.model_copy(update={"answer": turned[one.answer], "wrong": ()})
            for one in content.statements
        )
        return content.model_copy(update={"statements": statements})
    kinds = (checks_shapes, checks_space, checks_language)
    return next((other for kind in kinds if (other := kind.rekeyed(content))), None)


def _turned(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    rights: Mapping[int, bool] = {at: choices[at - 1].right for at in range(len(choices))}
    return tuple(
        choice.model_copy(update={"right": rights[at]}) for at, choice in enumerate(choices)
    )
