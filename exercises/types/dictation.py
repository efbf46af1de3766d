"""A text heard and written (curriculum name: ``dictation``). Each word that is right counts."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Self

from pydantic import Field, model_validator

from exercises.content import Content, Part, Short, Slug, Text
from exercises.dictated import KINDS, Pair, align, cut, tidy
from exercises.dictated import Kind as Difference
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.types.kind import DEFAULT_BLOCKS, Form, Kind, Messages, blank
from exercises.types.sound import Said, check_groups, parts, whole
from exercises.types.words import check_marks

EXAMPLE = "Écoutez, puis écrivez ce que vous entendez."
LONGEST = 1200  # characters typed
MOST_EXTRA = 10  # words typed beyond twice those dictated
MOST_LINES, MOST_BLOCKS = 8, 3
OF_TARGETS = 0.8  # of the score, when some words are what the exercise is about
NONE = "—"
HINTS: Mapping[str, str] = {
    "homophone": "Des mots se prononcent pareil. Essayez un autre mot à la place pour choisir.",
    "agreement": "Regardez la fin des mots : qui fait l’action, et combien sont-ils ?",
    "accent": "Comparez les accents, lettre par lettre.",
    "segmentation": "Des mots sont collés ou coupés. Cherchez chaque mot, un par un.",
    "lexical": "Comparez les lettres de chaque mot avec le texte.",
    "missing": "Il manque un mot. Réécoutez groupe par groupe.",
    "extra": "Un mot n’est pas dans le texte. Réécoutez groupe par groupe.",
    "punctuation": "Regardez les points et les virgules.",
    "capital": "Regardez les majuscules : au début, et aux noms propres.",
}


class KindNote(Part):
    """What one kind of difference shows here."""

    difference: Difference
    misconception: Slug | None = None
    feedback: Text | None = None


class WrongWord(Part):
    """One word written for another: ``value`` where ``of`` was dictated."""

    of: Short
    value: Short
    misconception: Slug | None = None
    feedback: Text | None = None


class DictationContent(Content):
    """``said`` in groups parted by ``|``; what the exercise is about between brackets."""

    said: Said
    punctuation: bool = Field(default=False, strict=True)  # True: signs count
    capitals: bool = Field(default=False, strict=True)  # True: capitals count
    kinds: tuple[KindNote, ...] = ()
    wrong: tuple[WrongWord, ...] = ()

    @model_validator(mode="after")
    def _words(self) -> Self:
        check_groups(self.said)
        check_marks(self.said)
        known = {word.text.lower() for word in cut(whole(self.said))}
        for wrong in self.wrong:
            if wrong.of.lower() not in known:
                what = f"« {wrong.of} », dans « wrong », n’est pas dans le texte."
                raise ValueError(f"{what} | Reprenez un mot de « said ».")
        if len({note.difference for note in self.kinds}) < len(self.kinds):
            raise ValueError("« kinds » dit deux fois la même chose. | Retirez une ligne.")
        return self


def _identity(content: DictationContent) -> Json:
    return {"said": content.said}


def targets(said: str) -> list[int]:
    """The numbers of the words that the exercise is about."""
    inside = [part.split("]")[0] for part in said.split("[")[1:]]
    before = [" ".join(said.split("[")[: n + 1]) for n in range(len(inside))]
    found: list[int] = []
    expected = len(cut(whole(said)))
    for text, lead in zip(inside, before, strict=True):
        start = len(cut(whole(lead)))
        found += range(start, min(start + len(cut(text)), expected))
    return found


def _build(
    content: DictationContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    public, secret = parts(content.said)
    counted = [
        name
        for name, counts in (
            ("la ponctuation", content.punctuation),
            ("les majuscules", content.capitals),
        )
        if not counts
    ]
    tells = f"Ici, {' et '.join(counted)} ne comptent pas." if len(counted) > 1 else ""
    if len(counted) == 1:
        verb = "ne compte pas" if counted[0].startswith("la") else "ne comptent pas"
        tells = f"Ici, {counted[0]} {verb}."
    kinds = {
        note.difference: {
            "misconception": note.misconception,
            "blocks": note.feedback or messages.get(note.misconception or "") or "",
        }
        for note in content.kinds
    }
    wrong = [
        {
            "of": tidy(one.of).lower(),
            "value": tidy(one.value).lower(),
            "misconception": one.misconception,
            "blocks": one.feedback or messages.get(one.misconception or "") or DEFAULT_BLOCKS,
        }
        for one in content.wrong
    ]
    return public | {"tells": tells}, secret | {
        "targets": targets(content.said),
        "kinds": kinds,
        "wrong": wrong,
        "punctuation": content.punctuation,
        "capitals": content.capitals,
    }


def _parse(instance: Instance, raw: Form) -> str | FormatError:
    if blank(raw, "text"):
        return FormatError("Vous n’avez pas encore écrit.", EXAMPLE, missing=True)
    values = raw["text"]
    texts = [values] if isinstance(values, str) else values
    typed = cut(texts[0]) if len(texts[0]) <= LONGEST else []
    if len(texts) != 1 or not (typed or len(texts[0]) > LONGEST):
        return FormatError("Nous n’arrivons pas à lire votre texte.", EXAMPLE)
    if not typed or len(typed) > 2 * len(cut(instance.secret["said"])) + MOST_EXTRA:
        return FormatError("Votre texte est beaucoup plus long que la dictée.", EXAMPLE)
    return " ".join(texts[0].split())


class _Compared:
    """The two texts beside each other, and what each pair is called."""

    def __init__(self, secret: Json, text: str) -> None:
        self.expected, self.typed = cut(secret["said"]), cut(text)
        self.pairs = [self._named(pair, secret) for pair in align(self.expected, self.typed)]

    def _named(self, pair: Pair, secret: Json) -> Pair:
        """A pair whose words are right may still miss a sign or a capital that counts."""
        if pair.kind is not None:
            return pair
        mine, other = self.expected[pair.expected[-1]], self.typed[pair.typed[-1]]
        first = (self.expected[pair.expected[0]].text, self.typed[pair.typed[0]].text)
        kind: Difference | None = None
        if secret["capitals"] and first[0][:1].isupper() != first[1][:1].isupper():
            kind = "capital"
        elif secret["punctuation"] and mine.sign != other.sign:
            kind = "punctuation"
        return Pair(pair.expected, pair.typed, kind)

    def text(self, pair: Pair, mine: bool, signs: bool = False) -> str:
        """The words of a pair: as expected when ``mine``, else as typed."""
        found = self.expected if mine else self.typed
        places = pair.expected if mine else pair.typed
        return " ".join(found[at].text + (found[at].sign if signs else "") for at in places)

    def parts(self) -> list[float]:
        """1 for each expected word that is right."""
        right = {at for pair in self.pairs if pair.kind is None for at in pair.expected}
        return [float(at in right) for at in range(len(self.expected))]

    def extras(self) -> int:
        """How many words were typed that were not dictated."""
        return sum(pair.kind == "extra" for pair in self.pairs)

    def row(self, label: str, mine: bool) -> Json:
        """One of the texts, its words marked where they differ."""
        pieces = []
        for pair in self.pairs:
            found = self.expected if mine else self.typed
            for at in pair.expected if mine else pair.typed:
                mark = None
                if pair.kind is not None:
                    mark = "fixed" if mine else "differ"
                if pair.kind in ("missing", "extra"):
                    mark = "left" if mine else "extra"
                word = found[at]
                pieces.append(
                    {"text": word.text, "before": "", "after": word.sign, "mark": mark}
                )
        return {"label": label, "lines": [pieces]}


def _score(secret: Json, compared: _Compared) -> float:
    """The share of words that are right; those the exercise is about make most of it."""
    found = compared.parts()
    about: list[int] = secret["targets"]
    lost = compared.extras() / len(found)
    every = max(0.0, sum(found) / len(found) - lost)
    if not about:
        return every
    asked = sum(found[at] for at in about) / len(about)
    return OF_TARGETS * asked + (1 - OF_TARGETS) * every


def _grade(instance: Instance, text: str) -> Judged:
    secret = instance.secret
    compared = _Compared(secret, text)
    apart = [pair for pair in compared.pairs if pair.kind is not None]
    about = set(secret["targets"])
    apart.sort(key=lambda pair: not about & set(pair.expected))  # what it is about comes first
    found = compared.parts()
    known, said = _notes(secret, compared, apart)
    right, every = int(sum(found)), len(found)
    good = f"{right} mots sur {every} sont bien écrits." if right > 1 else None
    rows = (compared.row("Vous avez écrit", mine=False), compared.row("Le texte", mine=True))
    return Judged(
        tuple(found),
        _score(secret, compared) if apart else 1.0,
        text,
        secret["said"],
        known,
        good if apart else None,
        said,
        tuple(_line(compared, pair) for pair in apart[:MOST_LINES]),
        marked=rows if apart else rows[1:],
    )


def _line(compared: _Compared, pair: Pair) -> Json:
    kind = pair.kind or "lexical"
    signs = kind == "punctuation"
    given = compared.text(pair, mine=False, signs=signs) or NONE
    return line(KINDS[kind], given, compared.text(pair, mine=True, signs=signs) or NONE, False)


def _notes(
    secret: Json, compared: _Compared, apart: Sequence[Pair]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(misconceptions, what blocks) of the differences, the most telling first."""
    known: list[str] = []
    said: list[str] = []
    for pair in apart:
        named = _named_word(secret, compared, pair)
        note = named or secret["kinds"].get(pair.kind) or {}
        known += [note["misconception"]] if note.get("misconception") else []
        said.append(note.get("blocks") or HINTS[pair.kind or "lexical"])
    return tuple(dict.fromkeys(known)), tuple(dict.fromkeys(said))[:MOST_BLOCKS]


def _named_word(secret: Json, compared: _Compared, pair: Pair) -> Json | None:
    mine = tidy(compared.text(pair, mine=True)).lower()
    other = tidy(compared.text(pair, mine=False)).lower()
    return next(
        (one for one in secret["wrong"] if (one["of"], one["value"]) == (mine, other)), None
    )


def _raw(text: str) -> Raw:
    return {"text": [text]}


def _examples(instance: Instance) -> Examples:
    secret = instance.secret
    said: str = secret["said"]
    expected = cut(said)
    texts = [word.text + word.sign for word in expected]

    def instead(of: str, value: str) -> str:
        at = next(n for n, word in enumerate(expected) if tidy(word.text).lower() == of)
        return " ".join([*texts[:at], value + expected[at].sign, *texts[at + 1 :]])

    named = [
        (_raw(instead(one["of"], one["value"])), one["misconception"])
        for one in secret["wrong"]
    ]
    loose = said if secret["punctuation"] or secret["capitals"] else said.upper().rstrip(".!?")
    return Examples(
        right=(_raw(said), _raw(f"  {said.replace('’', chr(39))} "), _raw(loose)),
        wrong=(*named, (_raw("tout autre chose"), None)),
        partly=(_raw(" ".join(texts[:-1])),) if len(texts) > 1 else (),
        unreadable=(
            {},
            _raw(" "),
            _raw("?!…"),
            _raw("mot " * (2 * len(texts) + MOST_EXTRA + 1)),
        ),
    )


def _chance(public: Json) -> float:
    return 0.0


def _speech(public: Json) -> list[str]:
    return [public["tells"]] if public["tells"] else []


KIND = Kind(
    "dictation",
    DictationContent,
    _identity,
    _build,
    _parse,
    _grade,
    _examples,
    _chance,
    _speech,
)
