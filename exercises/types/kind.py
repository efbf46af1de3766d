"""What a type of exercise is: a content model and six functions."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from exercises.content import Choice, Content
from exercises.instance import Examples, FormatError, Instance, Json, Judged

C = TypeVar("C", bound=Content)
V = TypeVar("V")

Form = Mapping[str, Sequence[str]]
Messages = Mapping[str, str]  # misconception id -> what learners read

MAX_FIELD_CHARS = 64  # longer than any answer these types read

DEFAULT_BLOCKS = "Regardez le pas à pas, puis comparez avec votre réponse."


@dataclass(frozen=True)
class Kind(Generic[C, V]):
    """One type of exercise, under its name in the curriculum.

    ``identity``: what makes two drawn contents the same exercise, before shuffling.
    ``build``: (public part, secret part); the random source may only depend on item and seed.
    ``parse``: the answer, or why it cannot be read; never raises.
    ``chance``: the expected score of an answer given at random, in [0, 1).
    ``speech``: what is read aloud after the question and its document.
    """

    name: str
    content: type[C]
    identity: Callable[[C], Json]
    build: Callable[[C, random.Random, Messages], tuple[Json, Json]]
    parse: Callable[[Instance, Form], V | FormatError]
    grade: Callable[[Instance, V], Judged]
    examples: Callable[[Instance], Examples]
    chance: Callable[[Json], float]
    speech: Callable[[Json], list[str]]


def shown_choices(
    choices: Sequence[Choice], shuffle: bool, rng: random.Random
) -> tuple[Choice, ...]:
    """The choices as shown, shuffled from their sorted order: the key leaves no trace."""
    if not shuffle:
        return tuple(choices)
    shown = sorted(choices, key=lambda choice: choice.text)
    rng.shuffle(shown)
    return tuple(shown)


def faces(choices: Sequence[Choice], shuffle: bool) -> list[list[str | bool]]:
    """Text and rightness of each choice, sorted unless their order is part of the exercise."""
    pairs: list[list[str | bool]] = [[choice.text, choice.right] for choice in choices]
    return sorted(pairs, key=str) if shuffle else pairs


def choice_key(choices: Sequence[Choice], messages: Messages) -> Json:
    """The secret of a list of shown choices: which is right, and what to say of the others."""
    return {
        "right": next(at for at, choice in enumerate(choices) if choice.right),
        "texts": [choice.text for choice in choices],
        "misconceptions": [choice.misconception for choice in choices],
        "blocks": [
            None if choice.right else blocks(choice.feedback, choice.misconception, messages)
            for choice in choices
        ],
        "good": [choice.good for choice in choices],
    }


def blocks(feedback: str | None, misconception: str | None, messages: Messages) -> str:
    """What blocks: the author's sentence, else the curriculum's, else a way to look."""
    return feedback or messages.get(misconception or "") or DEFAULT_BLOCKS


def position(raw: Form, name: str, count: int) -> int | None:
    """The single position posted under ``name``, None unless there is exactly one in range."""
    values = raw.get(name, ())
    if isinstance(values, str) or len(values) != 1:
        return None
    return _index(values[0], count)


def _index(text: str, count: int) -> int | None:
    return int(text) if text in {str(at) for at in range(count)} else None


def positions(texts: Sequence[str], count: int) -> tuple[int, ...] | None:
    """Each position from 0 to count - 1 exactly once, in the order given; else None."""
    found = [_index(text.strip(), count) for text in texts[: count + 1]]
    order = tuple(at for at in found if at is not None)
    return order if len(texts) == count and len(set(order)) == count else None


def positions_among(raw: Form, name: str, count: int) -> tuple[int, ...] | None:
    """The positions ticked under ``name``, each once, sorted; None when one is not in range."""
    values = raw.get(name, ())
    texts = [values] if isinstance(values, str) else values[: count + 1]
    found = [_index(text, count) for text in texts]
    ticked = {at for at in found if at is not None}
    return tuple(sorted(ticked)) if 0 < len(ticked) == len(texts) else None


def blank(raw: Form, name: str) -> bool:
    """True when the field is absent or holds only spaces."""
    values = raw.get(name, ())
    return not any(text.strip() for text in ([values] if isinstance(values, str) else values))
