"""The parts every exercise is written with, whatever its type.

These models are the authors' schema: a bank file, a generator and (later) the web editor all
produce them, and nothing else. Texts are plain French; ``*word*`` makes a word bold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from exercises.figures import Figure

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class Part(BaseModel):
    """Base of every authored part: unknown keys are refused, so a typo never passes unseen."""

    # "answer: 12" in a file is the text "12".
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Row(Part):
    """A line of a two-column paper: what it is, and its value."""

    label: Short
    value: Short
    asked: bool = Field(default=False, strict=True)  # the line the question is about


class Document(Part):
    """An everyday paper shown above the question: a bill, a rota, a message.

    Give ``rows`` (label and value), or ``head`` and ``cells`` (a table), or ``lines`` (a text).
    """

    title: Short
    sender: Short | None = None  # "Message de Sonia, cheffe d'équipe, lundi"
    lines: tuple[Text, ...] = ()
    rows: tuple[Row, ...] = ()
    head: tuple[Short, ...] = ()
    cells: tuple[tuple[Short, ...], ...] = ()
    note: Short | None = None


class Step(Part):
    """One step of a worked solution: what one does, the calculation, what it gives."""

    text: Text
    working: Short | None = None  # "1 500 ÷ 100"
    result: Short | None = None  # "15 €"


class Choice(Part):
    """A possible answer. One of a list is ``right``; each other names its misconception.

    ``feedback`` (what blocks) replaces the sentence of the curriculum; ``good`` says what is
    already right in this answer.
    """

    text: Short
    right: bool = Field(default=False, strict=True)
    misconception: Slug | None = None  # an id of the skill's misconceptions in the curriculum
    feedback: Text | None = None
    good: Text | None = None


class Content(Part):
    """What all types share. ``ask`` starts with a verb ("Choisissez…") or is a question."""

    ask: Short
    context: Text | None = None  # one or two short sentences before the question
    document: Document | None = None
    figure: Figure | None = None  # a chart, a dial, a measure, coins: drawn, and told in words
    help: tuple[Text, ...] = Field(
        default=(), max_length=3
    )  # from a nudge to nearly the method
    solution: tuple[Step, ...] = Field(min_length=1, max_length=5)
    praise: Text | None = None  # said after a right answer: names the method, not the person


def check_choices(choices: Sequence[Choice], name: str) -> None:
    """Raise ValueError ("what | remedy", in French) unless one is right, all distinct."""
    count = sum(choice.right for choice in choices)
    if count != 1:
        what = f"« {name} » a {count} bonnes réponses au lieu d’une."
        raise ValueError(f"{what} | Écrivez « right: true » à une seule réponse.")
    texts = [choice.text for choice in choices]
    twice = sorted({text for text in texts if texts.count(text) > 1})
    if twice:
        raise ValueError(f"« {name} » propose deux fois « {twice[0]} ». | Changez une réponse.")
