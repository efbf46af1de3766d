"""A value on a graduated line, to place or to read (curriculum name: ``numberline``).

To place: one chooses a graduation, named by where it is ("sur le 3e trait après 2"), never by
its value. To read: an arrow shows a graduation, and one types its value as any other number.
"""

from __future__ import annotations

import random
from typing import Self

from pydantic import Field, model_validator

from exercises import french
from exercises.content import Content, Short
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw
from exercises.rulers import NOT_A_NUMBER, Ruler, graduated
from exercises.types import numeric
from exercises.types.kind import Form, Kind, Messages, blank, position
from exercises.types.numeric import Exact, Number, Typed, WrongNumber
from exercises.types.wrong import note

MOST_POSITIONS = 41  # on a phone, one every 7 px: beyond, nobody can aim
FEWEST_POSITIONS = 5
LABELS_CHARS = 22  # all the labels of a line, side by side on a phone with large text


class NumberlineContent(Content):
    """A line from ``start`` to ``stop``, a graduation every ``step``.

    ``labels``: the values written under the line, ``start`` among them (by default the two
    ends). ``read``: an arrow is drawn, and its value is to be typed; else ``answer`` is to be
    placed. ``tolerance`` counts graduations.
    """

    start: Exact
    stop: Exact
    step: Exact
    labels: tuple[Exact, ...] = ()
    answer: Exact
    tolerance: int = Field(default=0, ge=0, le=5, strict=True)
    unit: Short | None = None
    read: bool = Field(default=False, strict=True)
    wrong: tuple[WrongNumber, ...] = ()

    @model_validator(mode="after")
    def _on_the_line(self) -> Self:
        line = ruler(self)
        if not FEWEST_POSITIONS <= line.count <= MOST_POSITIONS:
            what = f"Cette droite a {line.count} graduations."
            raise ValueError(
                f"{what} | Entre {FEWEST_POSITIONS} et {MOST_POSITIONS} : changez « step »."
            )
        written = [line.written(value) for value in line.labels]
        if line.labels[:1] != (line.start,) or len(written) < 2:
            raise ValueError("« labels » ne commence pas à « start ». | Ajoutez ce nombre.")
        if sum(map(len, written)) > LABELS_CHARS:
            what = "Les nombres sous la droite se toucheraient sur un téléphone."
            raise ValueError(f"{what} | Écrivez-en moins dans « labels ».")
        self._check_answers(line)
        return self

    def _check_answers(self, line: Ruler) -> None:
        right = line.place(self.answer)
        wrong = [line.value(wrong.value) for wrong in self.wrong]
        for value in wrong:
            if abs(value - line.value(self.answer)) <= self.tolerance * line.step:
                what = f"« wrong » contient {value}, que la correction accepte."
                raise ValueError(f"{what} | Retirez cette valeur ou baissez « tolerance ».")
            if wrong.count(value) > 1:
                raise ValueError(f"« wrong » contient deux fois {value}. | Gardez-en une.")
        if right is None or not all(line.place(str(value)) is not None for value in wrong):
            if self.read and right is not None:
                return  # a wrong reading may be anywhere
            what = "Une valeur à placer n’est pas sur une graduation."
            raise ValueError(f"{what} | Changez-la, ou changez « step ».")


def ruler(content: NumberlineContent) -> Ruler:
    """The line of a content. Raises ValueError ("what | remedy", in French)."""
    try:
        french.fraction(content.answer)
        for wrong in content.wrong:
            french.fraction(wrong.value)
    except (ValueError, ZeroDivisionError):
        raise ValueError(NOT_A_NUMBER) from None
    ends = (content.start, content.stop, content.step)
    return graduated(ends, content.labels, content.unit)


def _identity(content: NumberlineContent) -> Json:
    return {
        "line": [content.start, content.stop, content.step, *content.labels],
        "answer": content.answer,
        "read": content.read,
        "unit": content.unit,
    }


def _build(
    content: NumberlineContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    line = ruler(content)
    at = line.place(content.answer)
    public: Json = {
        "read": content.read,
        "names": [line.name(place) for place in range(line.count)],
        "marks": [line.marked(place) for place in range(line.count)],
        "labels": [
            {"at": line.place(str(value)), "text": line.written(value)} for value in line.labels
        ],
        "unit": content.unit,
    }
    if content.read:
        public["arrow"] = at
    else:
        # How far an answer may be says nothing of where it is; chance is computed from it.
        public["tolerance"] = content.tolerance
    public["told"] = _told(public)
    if content.read:
        tolerance = str(content.tolerance * line.step)
        shown, secret = numeric.number_parts(_typed(content, tolerance), messages)
        return public | shown, secret | {"at": at}
    wrong = [
        {
            "at": line.place(wrong.value),
            **note(wrong, messages),
        }
        for wrong in content.wrong
    ]
    return public, {"at": at, "tolerance": content.tolerance, "wrong": wrong}


def _typed(content: NumberlineContent, tolerance: str) -> Number:
    """The number to type where an arrow is to be read."""
    signs = content.start.startswith("-") or "/" in content.step
    return Number.model_construct(
        answer=content.answer,
        unit=content.unit,
        tolerance=tolerance,
        wrong=content.wrong,
        keyboard="text" if signs else "decimal",
        year=False,
    )


def _parse(instance: Instance, raw: Form) -> int | Typed | FormatError:
    public = instance.public
    if public["read"]:
        read: Typed | FormatError = numeric.KIND.parse(instance, raw)
        return read
    chosen = position(raw, "place", len(public["names"]))
    if chosen is not None:
        return chosen
    example = "Choisissez un trait de la droite, puis validez."
    if blank(raw, "place"):
        return FormatError("Vous n’avez pas encore placé le repère.", example, missing=True)
    return FormatError("Nous n’arrivons pas à lire la place de votre repère.", example)


def _grade(instance: Instance, value: int | Typed) -> Judged:
    if isinstance(value, Typed):
        return numeric.KIND.grade(instance, value)
    secret, marks = instance.secret, instance.public["marks"]
    given, expected = marks[value], marks[secret["at"]]
    if abs(value - secret["at"]) <= secret["tolerance"]:
        return Judged((1.0,), 1.0, given, expected)
    for wrong in secret["wrong"]:
        if wrong["at"] == value:
            known = (wrong["misconception"],) if wrong["misconception"] else ()
            said = (wrong["blocks"],)
            return Judged((0.0,), 0.0, given, expected, known, wrong["good"], said)
    where = f"Votre repère est sur {given}. Combien vaut l’écart entre deux traits ?"
    return Judged((0.0,), 0.0, given, expected, blocks=(where,))


def _raw(at: int) -> Raw:
    return {"place": [str(at)]}


def _examples(instance: Instance) -> Examples:
    if instance.public["read"]:
        return numeric.KIND.examples(instance)
    secret, count = instance.secret, len(instance.public["names"])
    right = range(
        max(0, secret["at"] - secret["tolerance"]),
        min(count, secret["at"] + secret["tolerance"] + 1),
    )
    known = {wrong["at"]: wrong["misconception"] for wrong in secret["wrong"]}
    other = next(at for at in range(count) if at not in right and at not in known)
    return Examples(
        right=(_raw(secret["at"]), *(_raw(at) for at in right if at != secret["at"])),
        wrong=(*((_raw(at), name) for at, name in known.items()), (_raw(other), None)),
        partly=(),
        unreadable=({}, {"place": [""]}, _raw(count), {"place": ["0", "1"]}),
    )


def _chance(public: Json) -> float:
    if public["read"]:
        return 0.0
    # Near an end fewer graduations are accepted; saying so would tell where the answer is.
    accepted: int = 2 * public["tolerance"] + 1
    return min(0.95, accepted / len(public["names"]))


def _speech(public: Json) -> list[str]:
    return [public["told"]]


def _told(public: Json) -> str:
    """The line in words, and where its arrow is when it has one."""
    labels = french.join_list([label["text"] for label in public["labels"]])
    said = f"Une droite graduée. Sous la droite, on lit {labels}."
    if public["read"]:
        said += f" La flèche est {public['names'][public['arrow']]}."
    return said


KIND: Kind[NumberlineContent, int | Typed] = Kind(
    "numberline",
    NumberlineContent,
    _identity,
    _build,
    _parse,
    _grade,
    _examples,
    _chance,
    _speech,
)
