"""Words typed by people, compared with those expected: what counts is what the author says.

Nothing counts but what ``counts`` names (spelling is letter by letter, plural included). Always
the same: one or several spaces, the shape of apostrophes and hyphens, œ or oe. Three rounds, so
that a known wrong answer is never taken for a right one: to the letter, then with what does not
count set aside, then with one slip of a finger.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from exercises.content import Part, Slug, Text
from exercises.french import join_list, quoted
from exercises.instance import FormatError, Json
from exercises.types.kind import Messages, blocks

LONGEST = 120  # characters of a typed text; no expected one has more than 80
Counted = Literal["spelling", "accents", "plural", "capitals", "punctuation", "article"]
Expects = Literal["words", "digits", "letter"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]

NAMES: Mapping[str, str] = {
    "spelling": "l’orthographe",
    "accents": "les accents",
    "plural": "le pluriel",
    "capitals": "les majuscules",
    "punctuation": "la ponctuation",
    "article": "le petit mot devant",
}
_SHORTEST_WITH_SLIP = 5  # letters: in a shorter word, one letter makes another word
_SHORTEST_WITH_PLURAL = 4
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ´`′\u02b9", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **{"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "“": '"', "”": '"', "…": "..."},
    }
)
_SPACE_BESIDE_SIGN = re.compile(r" (?=[;:!?»])|(?<=«) ")
_SIGNS = re.compile(r"[.,;:!?«»\"()]")
_ARTICLE = re.compile(
    r"(?:(?:le|la|les|un|une|des|du|de la) |(?:de )?l'|d')(?=\w)", re.IGNORECASE
)
HOW: Mapping[str, str] = {
    "words": "Écrivez avec des lettres.",
    "digits": "Écrivez avec des chiffres.",
    "letter": "Écrivez une seule lettre.",
}
_ANY_SLIP = ((0, 1), (1, 0), (1, 1))


class WrongWords(Part):
    """Words a known misconception leads to, and what to say of them."""

    value: Words
    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None


class Accepted(Part):
    """What is accepted where words are typed; the first of ``answers`` is the one shown."""

    answers: tuple[Words, ...] = Field(min_length=1, max_length=12)
    wrong: tuple[WrongWords, ...] = ()


def check_accepted(accepted: Accepted, counts: Sequence[str], expects: str) -> None:
    """Raise ValueError ("what | remedy", in French) when a text does not fit, or overlaps."""
    for text in (*accepted.answers, *(wrong.value for wrong in accepted.wrong)):
        if expects != "words" and not _fits(text, expects):
            what = f"« {text} » ne va pas avec « expects: {expects} »."
            raise ValueError(f"{what} | Changez l’un des deux.")
        if not _has_sign(text):
            raise ValueError(f"« {text} » n’a ni lettre ni chiffre. | Écrivez un mot.")
    seen: list[str] = []
    for wrong in accepted.wrong:
        if any(same(wrong.value, answer, counts) for answer in accepted.answers):
            what = f"« {wrong.value} » est à la fois une bonne et une mauvaise réponse."
            remedy = "Dites dans « counts » ce qui les distingue : accents, spelling, plural…"
            raise ValueError(f"{what} | {remedy}")
        if any(same(wrong.value, other, counts) for other in seen):
            raise ValueError(f"« {wrong.value} » est deux fois dans « wrong ». | Retirez-le.")
        seen.append(wrong.value)


class Typing(Part):
    """``counts`` names what counts in typed words; ``expects`` says what is to be typed."""

    counts: tuple[Counted, ...] = ()
    expects: Expects = "words"


class Typed(Accepted, Typing):
    """One field to type in."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        check_accepted(self, self.counts, self.expects)
        return self


def key(accepted: Accepted, counts: Sequence[str], expects: str, messages: Messages) -> Json:
    """The secret of a field where words are typed."""
    return {
        "answers": list(accepted.answers),
        "counts": list(counts),
        "expects": expects,
        "wrong": [
            {
                "value": wrong.value,
                "misconception": wrong.misconception,
                "blocks": blocks(wrong.feedback, wrong.misconception, messages),
                "good": wrong.good,
            }
            for wrong in accepted.wrong
        ],
    }


# Comparing


def tidy(text: str) -> str:
    """``text`` with single ordinary spaces, without invisible signs, accents composed."""
    seen = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cs"))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _canonical(text: str) -> str:
    return _SPACE_BESIDE_SIGN.sub("", tidy(text).translate(_ALIKE))


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for c in parts if not unicodedata.combining(c))


def _words(text: str, counts: Collection[str]) -> list[str]:
    """The words of ``text`` as they are compared, with what does not count set aside."""
    text = _canonical(text)
    if "capitals" not in counts:
        text = text.casefold()
    if "accents" not in counts:
        text = _without_accents(text)
    if "punctuation" not in counts:
        text = _SIGNS.sub(" ", text).strip()
    if "article" not in counts:
        text = _ARTICLE.sub("", text, count=1) if _ARTICLE.match(text) else text
    if "spelling" not in counts:
        text = text.replace("-", " ").replace("'", "")
    words = text.split()
    if "plural" not in counts and "spelling" not in counts:
        words = [_singular(word) for word in words]
    return words


def _singular(word: str) -> str:
    ends = len(word) >= _SHORTEST_WITH_PLURAL and word[-1] in "sxSX"
    return word[:-1] if ends else word


def same(typed: str, target: str, counts: Collection[str]) -> bool:
    """Whether two texts are the same once what does not count is set aside."""
    mine, other = _words(typed, counts), _words(target, counts)
    if "spelling" in counts:
        return mine == other
    return "".join(mine) == "".join(other)


def slipped(typed: str, target: str, counts: Collection[str]) -> bool:
    """Whether one slip of a finger, in one word of five letters or more, sets them apart.

    A letter added, left out, changed, or two exchanged; never where spelling counts, never a
    difference of accents, capitals or plural, which are what they are.
    """
    if "spelling" in counts:
        return False
    mine, other = _words(typed, counts), _words(target, counts)
    if len(mine) != len(other):
        return False
    lengths = map(len, _words(target, {*counts, "plural"}))
    apart = [(m, o, n) for m, o, n in zip(mine, other, lengths, strict=True) if m != o]
    if len(apart) != 1:
        return False
    word, wanted, length = apart[0]
    return length >= _SHORTEST_WITH_SLIP and _one_slip(word, wanted)


def _one_slip(word: str, target: str) -> bool:
    if not target.isalpha() or not word.isalpha():
        return False
    if _words(word, ()) == _words(target, ()):
        return False
    start = 0
    while start < min(len(word), len(target)) and word[start] == target[start]:
        start += 1
    word, target = word[start:], target[start:]
    while word and target and word[-1] == target[-1]:
        word, target = word[:-1], target[:-1]
    exchanged = len(word) == 2 and word == target[::-1]
    return exchanged or (len(word), len(target)) in _ANY_SLIP


# Judging


@dataclass(frozen=True)
class Found:
    """What a typed text is: an answer, a known wrong one (its place), or neither."""

    answer: str | None = None
    wrong: int | None = None
    slip: bool = False
    missed: tuple[str, ...] = ()  # what counts and sets it apart from the right words


Rule = Callable[[str, str, Collection[str]], bool]


def _to_the_letter(typed: str, target: str, counts: Collection[str]) -> bool:
    return _canonical(typed) == _canonical(target)


_ROUNDS: tuple[Rule, ...] = (_to_the_letter, same, slipped)


def find(typed: str, secret: Json) -> Found:
    """What ``typed`` is among the answers of ``secret``, as ``key`` made it."""
    counts = secret["counts"]
    for rule in _ROUNDS:
        slip = rule is slipped
        for answer in secret["answers"]:
            if rule(typed, answer, counts):
                return Found(answer=answer, slip=slip)
        for at, wrong in enumerate(secret["wrong"]):
            if rule(typed, wrong["value"], counts):
                return Found(wrong=at, slip=slip)
    return Found(missed=_missed(typed, secret))


def _missed(typed: str, secret: Json) -> tuple[str, ...]:
    """What would have to not count for ``typed`` to be right; () when it is something else."""
    for answer in secret["answers"]:
        if _near(typed, answer, ()):
            return tuple(k for k in secret["counts"] if not _near(typed, answer, (k,)))
    return ()


def _near(typed: str, answer: str, counts: Collection[str]) -> bool:
    return same(typed, answer, counts) or slipped(typed, answer, counts)


def note(typed: str, found: Found, counts: Collection[str]) -> str | None:
    """How a right text was read, when it was not to the letter; else None."""
    if found.answer is None or _to_the_letter(typed, found.answer, ()):
        return None
    read = f"Nous avons lu {quoted(found.answer)}."
    if found.slip:
        return f"{read} Une lettre de différence ne compte pas ici."
    apart = [k for k in NAMES if k not in counts and not same(typed, found.answer, (k,))]
    if not apart:
        return read
    if apart == ["spelling"]:  # the letters are the same: hyphens or spaces are not
        return f"{read} Les espaces et les traits d’union ne comptent pas ici."
    return f"{read} {_sentence(apart, 'ne compte pas ici', 'ne comptent pas ici')}"


def misses(missed: Sequence[str]) -> str:
    """What blocks when the words are the right ones but for what counts."""
    said = _sentence(missed, "compte ici", "comptent ici")
    return f"{said} Comparez lettre par lettre avec la réponse."


GOOD_WORDS = "Vous avez trouvé les bons mots."
GOOD_WORD = "Vous avez trouvé le bon mot."


def good_words(answer: str) -> str:
    """What is right in words that miss only what counts."""
    return GOOD_WORDS if " " in answer else GOOD_WORD


def _sentence(kinds: Sequence[str], one: str, many: str) -> str:
    verb = many if len(kinds) > 1 or NAMES[kinds[0]].startswith("les ") else one
    text = join_list([NAMES[kind] for kind in kinds])
    return f"{text[0].upper()}{text[1:]} {verb}."


def tells(counts: Collection[str], expects: str) -> str:
    """What is said before the answer: what counts, then what does not."""
    if expects != "words":
        return HOW[expects]
    counted = [kind for kind in NAMES if kind in counts]
    free = [NAMES[kind] for kind in ("capitals", "accents") if kind not in counts]
    if "spelling" not in counts:
        free.append("une faute de frappe")
    said = [_sentence(counted, "compte", "comptent")] if counted else []
    if free:
        text = join_list(free)
        verb = "ne compte pas" if free == ["une faute de frappe"] else "ne comptent pas"
        said.append(f"{text[0].upper()}{text[1:]} {verb}.")
    return " ".join(said)


def keyboard(expects: str) -> str:
    """The keyboard a phone shows."""
    return "numeric" if expects == "digits" else "text"


_OTHERS = {
    "words": ("autre chose", "un autre mot"),
    "digits": ("3", "4"),
    "letter": ("q", "w"),
}


def another(secret: Json) -> str:
    """Readable words that are no answer, right or known: for an item to test itself."""
    tried = [*_OTHERS[secret["expects"]], *(str(n) * 3 for n in range(1, 10))]
    return next(text for text in tried if find(text, secret) == Found())


# Reading


def _has_sign(text: str) -> bool:
    return bool(re.search("[a-z0-9]", _without_accents(_canonical(text)).casefold()))


def _has_letter(text: str) -> bool:
    return bool(re.search("[a-z]", _without_accents(_canonical(text)).casefold()))


def unreadable(text: str, secret: Json, where: str = "votre réponse") -> FormatError | None:
    """Why a typed text cannot be read, None when it can; "" is for the caller to say."""
    if len(text) > LONGEST:
        return FormatError(
            f"Nous n’arrivons pas à lire {where} : c’est trop long.",
            "Écrivez un mot, ou quelques mots.",
        )
    controls = any(unicodedata.category(c) == "Cc" and not c.isspace() for c in text)
    if controls or not _fits(text, secret["expects"]):
        return FormatError(f"Nous n’arrivons pas à lire {where}.", HOW[secret["expects"]])
    known = (*secret["answers"], *(wrong["value"] for wrong in secret["wrong"]))
    if not _has_letter(text) and all(_has_letter(words) for words in known):
        return FormatError(f"Nous n’arrivons pas à lire {where}.", HOW["words"])
    return None


def _fits(text: str, expects: str) -> bool:
    """Whether a text is what is to be typed: any words, digits alone, or one letter."""
    seen = _without_accents(_canonical(text)).casefold()
    if expects == "digits":
        return bool(re.fullmatch("[0-9 ]+", seen))
    if expects == "letter":
        return bool(re.fullmatch("[a-z][.]?", seen))
    return _has_sign(text)
