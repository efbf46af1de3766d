"""Words or sentences to find in a text (curriculum name: ``highlight``).

The score is what was rightly chosen less what was wrongly chosen, over what was to be found,
never below 0: choosing everything is worth 0. How many there are to find is said.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import comb
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from exercises.content import Content, Part, Slug, Text
from exercises.french import join_list, quoted
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw
from exercises.types.kind import Form, Kind, Messages, blank, blocks, positions_among
from exercises.types.words import Piece, by_line, check_marks, said, sentences, words

LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=900)
]
By = Literal["words", "sentences"]
FOUND, MISSED, EXTRA = "found", "missed", "extra"
MOST_NAMED = 3
HOW = {
    "words": "Touchez un mot pour le choisir.",
    "sentences": "Touchez une phrase pour la choisir.",
}


class WrongPiece(Part):
    """A word or sentence that is chosen by mistake, why, and what to say of it."""

    value: Text
    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None


class HighlightContent(Content):
    """``text`` with what is to be found between square brackets.

    ``misconception`` and ``feedback`` speak of one that was not found.
    """

    text: LongText
    by: By = "words"
    misconception: Slug | None = None
    feedback: Text | None = None
    wrong: tuple[WrongPiece, ...] = ()

    @model_validator(mode="after")
    def _marks(self) -> Self:
        check_marks(self.text)
        pieces = _pieces(self)
        marked = sum(piece.marked for piece in pieces)
        if not 0 < marked < len(pieces):
            what = f"« text » a {marked} réponses sur {len(pieces)}."
            raise ValueError(f"{what} | Mettez entre crochets [ ] ce qu’il faut trouver.")
        others = {piece.text for piece in pieces if not piece.marked}
        for wrong in self.wrong:
            if wrong.value not in others:
                what = f"« {wrong.value} », dans « wrong », n’est pas à côté des réponses."
                raise ValueError(f"{what} | Reprenez un mot du texte, sans ses signes.")
        values = [wrong.value for wrong in self.wrong]
        if len(set(values)) < len(values):
            raise ValueError("« wrong » répète un mot. | Retirez-en un.")
        return self


def _pieces(content: HighlightContent) -> list[Piece]:
    return (words if content.by == "words" else sentences)(content.text)


def _identity(content: HighlightContent) -> Json:
    return {"text": content.text, "by": content.by}


def _build(
    content: HighlightContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    pieces = _pieces(content)
    key = [at for at, piece in enumerate(pieces) if piece.marked]
    known = {
        wrong.value: {
            "misconception": wrong.misconception,
            "blocks": blocks(wrong.feedback, wrong.misconception, messages),
            "good": wrong.good,
        }
        for wrong in content.wrong
    }
    named = {str(at): known[p.text] for at, p in enumerate(pieces) if p.text in known}
    secret = {
        "key": key,
        "wrong": {at: one for at, one in named.items() if int(at) not in key},
        "misconception": content.misconception,
        "blocks": content.feedback or messages.get(content.misconception or ""),
    }
    public = {
        "by": content.by,
        "lines": by_line(pieces),
        "count": len(pieces),
        "find": len(key),
        "how": HOW[content.by],
    }
    return public, secret


def _parse(instance: Instance, raw: Form) -> tuple[int, ...] | FormatError:
    how = instance.public["how"]
    if blank(raw, "word"):
        return FormatError("Vous n’avez encore rien choisi.", how, missing=True)
    chosen = positions_among(raw, "word", instance.public["count"])
    return chosen or FormatError("Nous n’arrivons pas à lire vos choix.", how)


def _score(hits: int, extra: int, find: int) -> float:
    return max(0.0, (hits - extra) / find)


def _grade(instance: Instance, chosen: tuple[int, ...]) -> Judged:
    secret, key = instance.secret, instance.secret["key"]
    missed = [at for at in key if at not in chosen]
    extra = [at for at in chosen if at not in key]
    texts = _texts(instance.public)
    known, blocking, good = _notes(secret, missed, extra, texts)
    hits = len(key) - len(missed)
    if good is None and hits and (missed or extra):
        one = "1 bonne réponse trouvée" if hits == 1 else f"{hits} bonnes réponses trouvées"
        good = f"{one}, sur {len(key)}."
    return Judged(
        tuple(float(at in chosen) for at in key),
        _score(hits, len(extra), len(key)),
        _listed(texts, chosen),
        _listed(texts, key),
        known,
        good,
        blocking,
        marked=(_marked(instance.public, set(chosen), set(key)),),
    )


def _notes(
    secret: Json, missed: list[int], extra: list[int], texts: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """(misconceptions, what blocks, what is right): what was wrongly chosen says more."""
    notes = [secret["wrong"][str(at)] for at in extra if str(at) in secret["wrong"]]
    known = [note["misconception"] for note in notes]
    blocking = [note["blocks"] for note in notes]
    unknown = [quoted(texts[at]) for at in extra if str(at) not in secret["wrong"]]
    if unknown and not blocking:
        blocking.append(f"Regardez de nouveau {join_list(unknown[:MOST_NAMED])}.")
    if missed:
        known.append(secret["misconception"])
        left = join_list([quoted(texts[at]) for at in missed[:MOST_NAMED]])
        blocking.append(secret["blocks"] or f"Il reste à trouver {left}.")
    good = next((note["good"] for note in notes if note["good"]), None)
    return tuple(dict.fromkeys(n for n in known if n)), tuple(dict.fromkeys(blocking)), good


def _texts(public: Json) -> list[str]:
    return [piece["text"] for line in public["lines"] for piece in line]


def _listed(texts: list[str], places: Sequence[int]) -> str:
    return " · ".join(texts[at] for at in places)


def _marked(public: Json, chosen: set[int], key: set[int]) -> Json:
    """The text with what was found, missed, or chosen by mistake."""

    def mark(at: int) -> str | None:
        if at in key:
            return FOUND if at in chosen else MISSED
        return EXTRA if at in chosen else None

    lines = [
        [{**piece, "mark": mark(piece["at"])} for piece in line] for line in public["lines"]
    ]
    return {"label": "Le texte", "by": public["by"], "lines": lines}


def _raw(places: Sequence[int]) -> Raw:
    return {"word": [str(at) for at in places]}


def _examples(instance: Instance) -> Examples:
    secret, count = instance.secret, instance.public["count"]
    key: list[int] = secret["key"]
    others = [at for at in range(count) if at not in key]
    wrong: list[tuple[Raw, str | None]] = [
        (_raw([int(at)]), one["misconception"]) for at, one in secret["wrong"].items()
    ]
    plain_others = [at for at in others if str(at) not in secret["wrong"]] or others
    wrong.append((_raw(plain_others[:1]), secret["misconception"]))
    return Examples(
        right=(_raw(key), _raw(key[::-1])),
        wrong=(*wrong, *([(_raw(range(count)), None)] if count >= 2 * len(key) else [])),
        partly=tuple(_raw(key[:-1]) for _ in (1,) if len(key) > 1),
        unreadable=({}, {"word": [""]}, _raw([count]), _raw([key[0], key[0]])),
    )


def _chance(public: Json) -> float:
    """The mean score of as many choices as there are to find, at random."""
    every, find = public["count"], public["find"]
    ways = comb(every, find)
    mean = sum(
        comb(find, hits) * comb(every - find, find - hits) * _score(hits, find - hits, find)
        for hits in range(find + 1)
    )
    return mean / ways


def _speech(public: Json) -> list[str]:
    return [*said(public["lines"]), public["how"]]


KIND = Kind(
    "highlight",
    HighlightContent,
    _identity,
    _build,
    _parse,
    _grade,
    _examples,
    _chance,
    _speech,
)
