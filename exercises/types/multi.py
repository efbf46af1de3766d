"""Several right choices among four to seven (curriculum name: ``multi``).

The score is the share of right choices ticked minus the share of the others ticked, never below
0: ticking everything, like ticking nothing useful, is worth 0.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import product
from typing import Self

from pydantic import Field, model_validator

from exercises.content import Choice, Content
from exercises.french import quoted
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.types.kind import (
    Form,
    Kind,
    Messages,
    blank,
    blocks,
    faces,
    positions_among,
    shown_choices,
)

EXAMPLE = "Cochez toutes les bonnes réponses, puis validez."
TICKED, LEFT = "coché", "pas coché"


class MultiContent(Content):
    """A question with two right choices or more.

    In a right choice, ``misconception`` and ``feedback`` speak of leaving it out.
    """

    choices: tuple[Choice, ...] = Field(min_length=4, max_length=7)
    shuffle: bool = Field(default=True, strict=True)  # False keeps the author's order

    @model_validator(mode="after")
    def _several_right(self) -> Self:
        count = sum(choice.right for choice in self.choices)
        if not 2 <= count < len(self.choices):
            what = f"« choices » a {count} bonnes réponses sur {len(self.choices)}."
            remedy = "Écrivez « right: true » à deux réponses au moins, pas à toutes."
            raise ValueError(f"{what} | {remedy}")
        texts = [choice.text for choice in self.choices]
        twice = sorted({text for text in texts if texts.count(text) > 1})
        if twice:
            what = f"« choices » propose deux fois « {twice[0]} »."
            raise ValueError(f"{what} | Changez une réponse.")
        return self


def _identity(content: MultiContent) -> Json:
    return {"choices": faces(content.choices, content.shuffle)}


def _build(content: MultiContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    shown = shown_choices(content.choices, content.shuffle, rng)
    secret = {
        "texts": [choice.text for choice in shown],
        "rights": [choice.right for choice in shown],
        "misconceptions": [choice.misconception for choice in shown],
        "blocks": [_blocks(choice, messages) for choice in shown],
        "good": [choice.good for choice in shown],
    }
    return {"choices": [choice.text for choice in shown]}, secret


def _blocks(choice: Choice, messages: Messages) -> str:
    if choice.right and not choice.feedback and not messages.get(choice.misconception or ""):
        return f"Il manque {quoted(choice.text)}."
    return blocks(choice.feedback, choice.misconception, messages)


def _parse(instance: Instance, raw: Form) -> tuple[int, ...] | FormatError:
    if blank(raw, "choice"):
        return FormatError("Vous n’avez encore rien coché.", EXAMPLE, missing=True)
    chosen = positions_among(raw, "choice", len(instance.public["choices"]))
    if chosen is None:
        return FormatError("Nous n’arrivons pas à lire vos choix.", EXAMPLE)
    return chosen


def _score(rights: list[bool], chosen: tuple[int, ...]) -> float:
    hits = sum(rights[at] for at in chosen)
    extra = len(chosen) - hits
    count = sum(rights)
    return max(
        0.0, (hits * (len(rights) - count) - extra * count) / (count * (len(rights) - count))
    )


def _grade(instance: Instance, chosen: tuple[int, ...]) -> Judged:
    secret, rights = instance.secret, instance.secret["rights"]
    ticked = [at in chosen for at in range(len(rights))]
    parts = tuple(float(mine == right) for mine, right in zip(ticked, rights, strict=True))
    key = [at for at, right in enumerate(rights) if right]
    missed = [at for at, part in enumerate(parts) if part < 1]
    # What was ticked and should not be says more than what was left out: it comes first.
    missed.sort(key=lambda at: rights[at])
    known = [secret["misconceptions"][at] for at in missed]
    good = [secret["good"][at] for at in missed if secret["good"][at]]
    return Judged(
        parts,
        _score(rights, chosen),
        _text(instance, list(chosen)),
        _text(instance, key),
        tuple(dict.fromkeys(name for name in known if name)),
        (good[0] if good else _kept(rights, chosen)) if missed else None,
        tuple(dict.fromkeys(secret["blocks"][at] for at in missed)),
        tuple(
            line(text, _tick(mine), _tick(right), mine == right)
            for text, mine, right in zip(secret["texts"], ticked, rights, strict=True)
        ),
    )


def _tick(ticked: bool) -> str:
    return TICKED if ticked else LEFT


def _kept(rights: list[bool], chosen: tuple[int, ...]) -> str | None:
    """What to keep: how many of the right choices were ticked; not when all is ticked."""
    hits = sum(rights[at] for at in chosen)
    if not hits or len(chosen) == len(rights):
        return None
    found = "1 bonne réponse trouvée" if hits == 1 else f"{hits} bonnes réponses trouvées"
    return f"{found}, sur {sum(rights)}."


def _text(instance: Instance, chosen: list[int]) -> str:
    return " · ".join(instance.secret["texts"][at] for at in sorted(chosen))


def _raw(chosen: list[int]) -> Raw:
    return {"choice": [str(at) for at in chosen]}


def _examples(instance: Instance) -> Examples:
    secret = instance.secret
    every = list(range(len(secret["rights"])))
    key = [at for at in every if secret["rights"][at]]
    wrong: list[tuple[Raw, str | None]] = [
        (_raw([at]), secret["misconceptions"][at]) for at in every if at not in key
    ]
    return Examples(
        right=(_raw(key), _raw(key[::-1])),
        wrong=(*wrong, (_raw(every), None)),
        partly=tuple(_raw([at for at in key if at != left]) for left in key),
        unreadable=({}, {"choice": [""]}, _raw([len(every)]), _raw([0, 0])),
    )


@cache
def _random_score(count: int) -> float:
    """The mean score of a choice ticked at random, over all keys the author may have set."""
    means = []
    for right in range(2, count):
        key = [at < right for at in range(count)]
        picks = [
            tuple(at for at in range(count) if pick[at])
            for pick in product((False, True), repeat=count)
        ]
        scores = [_score(key, pick) for pick in picks if pick]
        means.append(sum(scores) / len(scores))
    return sum(means) / len(means)


def _chance(public: Json) -> float:
    return _random_score(len(public["choices"]))


def _speech(public: Json) -> list[str]:
    return ["Plusieurs réponses sont justes.", *public["choices"]]


KIND = Kind(
    "multi", MultiContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
