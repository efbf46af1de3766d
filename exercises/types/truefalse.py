"""Statements to judge: true, false or "on ne sait pas" (curriculum name: ``truefalse``).

"On ne sait pas" is an answer: the document does not say. It is offered where the author says
so, and has nothing to do with the learner's own "je ne sais pas encore".
"""

from __future__ import annotations

import random
from typing import Literal, Self

from pydantic import Field, model_validator

from exercises.content import Content, Part, Slug, Text
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.types.kind import Form, Kind, Messages, blank, blocks

Answer = Literal["vrai", "faux", "inconnu"]
WORDS = {"vrai": "Vrai", "faux": "Faux", "inconnu": "On ne sait pas"}
EXAMPLE = "Choisissez une réponse, puis validez."


class WrongAnswer(Part):
    """What one wrong answer to a statement shows, when it is not the same for both."""

    value: Answer
    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None


class Statement(Part):
    """A sentence to judge. What is said of any wrong answer, or of each in ``wrong``."""

    text: Text
    answer: Answer
    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None
    wrong: tuple[WrongAnswer, ...] = Field(default=(), max_length=2)

    @model_validator(mode="after")
    def _wrong_differ(self) -> Self:
        values = [self.answer, *(wrong.value for wrong in self.wrong)]
        if len(set(values)) < len(values):
            what = "Une réponse de « wrong » est la bonne, ou est écrite deux fois."
            raise ValueError(f"{what} | Retirez-la.")
        return self


class TruefalseContent(Content):
    """One to six statements, in the author's order; ``unknown`` offers "on ne sait pas"."""

    statements: tuple[Statement, ...] = Field(min_length=1, max_length=6)
    unknown: bool = Field(default=False, strict=True)

    @model_validator(mode="after")
    def _answers_offered(self) -> Self:
        used = {one.answer for one in self.statements}
        used |= {wrong.value for one in self.statements for wrong in one.wrong}
        if "inconnu" in used and not self.unknown:
            what = "« inconnu » n’est pas proposé."
            raise ValueError(f"{what} | Ajoutez « unknown: true ».")
        texts = [one.text for one in self.statements]
        if len(set(texts)) < len(texts):
            raise ValueError("Une phrase est écrite deux fois. | Changez-en une.")
        return self


def _identity(content: TruefalseContent) -> Json:
    said = [[one.text, one.answer] for one in content.statements]
    return {"statements": said, "unknown": content.unknown}


def _build(
    content: TruefalseContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    offered = ["vrai", "faux", "inconnu"] if content.unknown else ["vrai", "faux"]
    public = {
        "statements": [one.text for one in content.statements],
        "answers": [{"value": value, "text": WORDS[value]} for value in offered],
    }
    return public, {"statements": [_key(one, offered, messages) for one in content.statements]}


def _key(one: Statement, offered: list[str], messages: Messages) -> Json:
    special = {wrong.value: wrong for wrong in one.wrong}
    said = {}
    for value in offered:
        if value != one.answer:
            wrong = special.get(value, one)  # type: ignore[call-overload]  # a value offered
            said[value] = {
                "misconception": wrong.misconception,
                "blocks": blocks(wrong.feedback, wrong.misconception, messages),
                "good": wrong.good,
            }
    return {"text": one.text, "answer": one.answer, "wrong": said}


def _names(instance: Instance) -> list[str]:
    return [f"statement{n}" for n in range(1, len(instance.public["statements"]) + 1)]


def _parse(instance: Instance, raw: Form) -> tuple[str, ...] | FormatError:
    names = _names(instance)
    empty = [number for number, name in enumerate(names, 1) if blank(raw, name)]
    if empty:
        one = len(names) == 1
        message = (
            "Vous n’avez pas encore choisi."
            if one
            else f"Il manque une réponse : la phrase {empty[0]} n’en a pas encore."
        )
        return FormatError(message, EXAMPLE, missing=len(empty) == len(names))
    offered = {answer["value"] for answer in instance.public["answers"]}
    given = []
    for name in names:
        values = raw[name]
        texts = [values] if isinstance(values, str) else values
        if len(texts) != 1 or texts[0] not in offered:
            return FormatError("Nous n’arrivons pas à lire votre choix.", EXAMPLE)
        given.append(texts[0])
    return tuple(given)


def _text(answers: tuple[str, ...]) -> str:
    if len(answers) == 1:
        return WORDS[answers[0]]
    return " · ".join(f"{n}. {WORDS[answer]}" for n, answer in enumerate(answers, 1))


def _grade(instance: Instance, given: tuple[str, ...]) -> Judged:
    statements = instance.secret["statements"]
    key = tuple(one["answer"] for one in statements)
    parts = tuple(float(mine == right) for mine, right in zip(given, key, strict=True))
    missed = [
        one["wrong"][mine]
        for one, mine in zip(statements, given, strict=True)
        if mine != one["answer"]
    ]
    known = [wrong["misconception"] for wrong in missed if wrong["misconception"]]
    good = [wrong["good"] for wrong in missed if wrong["good"]]
    if not good and missed and any(parts):
        good = [_kept(parts)]
    return Judged(
        parts,
        sum(parts) / len(parts),
        _text(given),
        _text(key),
        tuple(dict.fromkeys(known)),
        good[0] if good else None,
        tuple(dict.fromkeys(wrong["blocks"] for wrong in missed)),
        tuple(
            line(one["text"], WORDS[mine], WORDS[one["answer"]], mine == one["answer"])
            for one, mine in zip(statements, given, strict=True)
        ),
    )


def _kept(parts: tuple[float, ...]) -> str:
    count = int(sum(parts))
    judged = "1 phrase est bien jugée" if count == 1 else f"{count} phrases sont bien jugées"
    return f"{judged}, sur {len(parts)}."


def _examples(instance: Instance) -> Examples:
    statements, names = instance.secret["statements"], _names(instance)
    key = [one["answer"] for one in statements]

    def raw(answers: list[str]) -> Raw:
        return {name: [answer] for name, answer in zip(names, answers, strict=True)}

    one_off: list[tuple[Raw, str | None]] = [
        (raw([*key[:at], value, *key[at + 1 :]]), wrong["misconception"])
        for at, one in enumerate(statements)
        for value, wrong in one["wrong"].items()
    ]
    all_off = [next(iter(one["wrong"])) for one in statements]
    first = statements[0]["wrong"][all_off[0]]["misconception"]
    many = len(key) > 1
    return Examples(
        right=(raw(key),),
        wrong=((raw(all_off), first),) if many else tuple(one_off),
        partly=tuple(one for one, _ in one_off) if many else (),
        unreadable=({}, {**raw(key), names[0]: [""]}, {**raw(key), names[0]: ["peut-être"]}),
    )


def _chance(public: Json) -> float:
    return 1 / len(public["answers"])


def _speech(public: Json) -> list[str]:
    return [*public["statements"], ", ".join(answer["text"] for answer in public["answers"])]


KIND = Kind(
    "truefalse",
    TruefalseContent,
    _identity,
    _build,
    _parse,
    _grade,
    _examples,
    _chance,
    _speech,
)
