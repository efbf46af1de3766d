"""Gaps in a text, each filled from a short list (curriculum name: ``dropdown``)."""

from __future__ import annotations

import random
import re
from typing import Self

from pydantic import Field, model_validator

from exercises.content import Choice, Content, Part, Text, check_choices
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw
from exercises.types.kind import (
    Form,
    Kind,
    Messages,
    blank,
    choice_key,
    faces,
    position,
    shown_choices,
)

_MARK = re.compile(r"\[(\d+)\]")


class Gap(Part):
    """One gap: two to five choices, one right."""

    choices: tuple[Choice, ...] = Field(min_length=2, max_length=5)
    shuffle: bool = Field(default=True, strict=True)

    @model_validator(mode="after")
    def _one_right(self) -> Self:
        check_choices(self.choices, "gaps")
        return self


class DropdownContent(Content):
    """``text`` holds ``[1]``, ``[2]``… where the gaps are, in the order of ``gaps``."""

    text: Text
    gaps: tuple[Gap, ...] = Field(min_length=1, max_length=5)

    @model_validator(mode="after")
    def _marks_match(self) -> Self:
        marks = [int(number) for number in _MARK.findall(self.text)]
        if marks != list(range(1, len(self.gaps) + 1)):
            wanted = " ".join(f"[{number}]" for number in range(1, len(self.gaps) + 1))
            raise ValueError(f"« text » n’a pas ses trous dans l’ordre. | Placez-y {wanted}.")
        return self


def _identity(content: DropdownContent) -> Json:
    gaps = [faces(gap.choices, gap.shuffle) for gap in content.gaps]
    return {"text": content.text, "gaps": gaps}


def _build(
    content: DropdownContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    shown = [shown_choices(gap.choices, gap.shuffle, rng) for gap in content.gaps]
    public = {
        "text": content.text,
        "pieces": _MARK.split(content.text)[
            ::2
        ],  # the text around the gaps: one more than gaps
        "gaps": [[choice.text for choice in choices] for choices in shown],
    }
    return public, {"gaps": [choice_key(choices, messages) for choices in shown]}


def _parse(instance: Instance, raw: Form) -> tuple[int, ...] | FormatError:
    gaps = instance.public["gaps"]
    names = [f"gap{number}" for number in range(1, len(gaps) + 1)]
    empty = [number for number, name in enumerate(names, 1) if blank(raw, name)]
    if empty:
        if len(gaps) == 1:
            message = "Il manque un mot dans la phrase."
        else:
            message = f"Il manque un mot : le trou {empty[0]} est vide."
        return FormatError(
            message, "Choisissez dans la liste.", missing=len(empty) == len(gaps)
        )
    found = [position(raw, name, len(gap)) for name, gap in zip(names, gaps, strict=True)]
    chosen = tuple(at for at in found if at is not None)
    if len(chosen) < len(gaps):
        return FormatError(
            "Nous n’arrivons pas à lire votre choix.", "Choisissez dans la liste."
        )
    return chosen


def _filled(instance: Instance, chosen: tuple[int, ...]) -> str:
    def word(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        return str(instance.public["gaps"][at][chosen[at]])

    return _MARK.sub(word, instance.public["text"])


def _grade(instance: Instance, chosen: tuple[int, ...]) -> Judged:
    gaps = instance.secret["gaps"]
    key = tuple(gap["right"] for gap in gaps)
    parts = tuple(float(at == right) for at, right in zip(chosen, key, strict=True))
    missed = [(gap, at) for gap, at in zip(gaps, chosen, strict=True) if at != gap["right"]]
    known = [gap["misconceptions"][at] for gap, at in missed if gap["misconceptions"][at]]
    good = [gap["good"][at] for gap, at in missed if gap["good"][at]]
    if not good and any(parts) and missed:
        right = [
            f"«\u00a0{gap['texts'][at]}\u00a0»"
            for gap, at in zip(gaps, chosen, strict=True)
            if at == gap["right"]
        ]
        good = [f"{', '.join(right)} : bien placé."]
    return Judged(
        parts,
        sum(parts) / len(parts),
        _filled(instance, chosen),
        _filled(instance, key),
        tuple(dict.fromkeys(known)),
        good[0] if good else None,
        tuple(dict.fromkeys(gap["blocks"][at] for gap, at in missed)),
    )


def _raw(chosen: list[int]) -> Raw:
    return {f"gap{number}": [str(at)] for number, at in enumerate(chosen, 1)}


def _examples(instance: Instance) -> Examples:
    gaps = instance.secret["gaps"]
    key = [gap["right"] for gap in gaps]
    one_off = []
    for number, gap in enumerate(gaps):
        for at in range(len(gap["texts"])):
            if at != gap["right"]:
                raw = _raw([*key[:number], at, *key[number + 1 :]])
                one_off.append((raw, gap["misconceptions"][at]))
    all_off = [(gap["right"] + 1) % len(gap["texts"]) for gap in gaps]
    first = gaps[0]["misconceptions"][all_off[0]]
    many = len(gaps) > 1
    return Examples(
        right=(_raw(key),),
        wrong=((_raw(all_off), first),) if many else tuple(one_off),
        partly=tuple(raw for raw, _ in one_off) if many else (),
        unreadable=({}, {**_raw(key), "gap1": ["9"]}, {**_raw(key), "gap1": [""]}),
    )


def _chance(public: Json) -> float:
    return sum(1 / len(gap) for gap in public["gaps"]) / len(public["gaps"])


def _speech(public: Json) -> list[str]:
    spoken = [_MARK.sub("…", public["text"])]
    return spoken + [", ".join(gap) for gap in public["gaps"]]


KIND = Kind(
    "dropdown", DropdownContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
