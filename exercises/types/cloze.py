"""Gaps in a text, to type in (curriculum name: ``cloze``). Each gap that is right counts."""

from __future__ import annotations

import random
import re
from typing import Self

from pydantic import Field, model_validator

from exercises.content import Content, Text
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.types import text_match
from exercises.types.kind import Form, Kind, Messages, blank, blocks
from exercises.types.text_match import Counted

MARK = re.compile(r"\[(\d+)\]")
EXAMPLE = "Remplissez chaque trou."


class TypedGap(text_match.Accepted):
    """One gap: its answers; its own ``counts`` replace those of the text."""

    counts: tuple[Counted, ...] | None = None


class ClozeContent(Content, text_match.Typing):
    """``text`` holds ``[1]``, ``[2]``… where the gaps are, in the order of ``gaps``."""

    text: Text
    gaps: tuple[TypedGap, ...] = Field(min_length=1, max_length=6)

    @model_validator(mode="after")
    def _marks_match(self) -> Self:
        marks = [int(number) for number in MARK.findall(self.text)]
        if marks != list(range(1, len(self.gaps) + 1)):
            wanted = " ".join(f"[{number}]" for number in range(1, len(self.gaps) + 1))
            raise ValueError(f"« text » n’a pas ses trous dans l’ordre. | Placez-y {wanted}.")
        for gap in self.gaps:
            text_match.check_accepted(gap, self.counting(gap), self.expects)
        return self

    def counting(self, gap: TypedGap) -> tuple[Counted, ...]:
        """What counts in a gap: what it says itself, else what the text says."""
        return self.counts if gap.counts is None else gap.counts


def _identity(content: ClozeContent) -> Json:
    return {"text": content.text, "gaps": [list(gap.answers) for gap in content.gaps]}


def _build(content: ClozeContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    said = [text_match.tells(content.counting(gap), content.expects) for gap in content.gaps]
    same = len(set(said)) == 1
    public = {
        "text": content.text,
        "pieces": MARK.split(content.text)[::2],  # around the gaps: one more than gaps
        "keyboard": text_match.keyboard(content.expects),
        "tells": said[:1] if same else [f"Trou {n} : {t}" for n, t in enumerate(said, 1)],
    }
    gaps = [
        text_match.key(gap, content.counting(gap), content.expects, messages)
        for gap in content.gaps
    ]
    return public, {"text": content.text, "gaps": gaps}


def _parse(instance: Instance, raw: Form) -> tuple[str, ...] | FormatError:
    gaps = instance.secret["gaps"]
    names = [f"gap{number}" for number in range(1, len(gaps) + 1)]
    empty = [number for number, name in enumerate(names, 1) if blank(raw, name)]
    if empty:
        message = "Le trou est vide."
        if len(gaps) > 1:
            message = f"Il manque une réponse : le trou {empty[0]} est vide."
        return FormatError(message, EXAMPLE, missing=len(empty) == len(gaps))
    typed = []
    for number, (name, gap) in enumerate(zip(names, gaps, strict=True), 1):
        values = raw[name]
        texts = [values] if isinstance(values, str) else values
        where = f"le trou {number}"
        if len(texts) != 1:
            return FormatError(f"Nous n’arrivons pas à lire {where}.", EXAMPLE)
        refused = text_match.unreadable(texts[0], gap, where)
        if refused:
            return refused
        typed.append(text_match.tidy(texts[0]))
    return tuple(typed)


def _filled(instance: Instance, words: tuple[str, ...]) -> str:
    return MARK.sub(lambda match: words[int(match[1]) - 1], instance.secret["text"])


def _grade(instance: Instance, typed: tuple[str, ...]) -> Judged:
    gaps = instance.secret["gaps"]
    key = tuple(gap["answers"][0] for gap in gaps)
    found = [text_match.find(text, gap) for text, gap in zip(typed, gaps, strict=True)]
    parts = tuple(float(one.answer is not None) for one in found)
    known, good, said, notes = [], [], [], []
    for text, gap, one in zip(typed, gaps, found, strict=True):
        if one.answer is not None:
            notes.append(text_match.note(text, one, gap["counts"]))
        elif one.wrong is not None:
            wrong = gap["wrong"][one.wrong]
            known.append(wrong["misconception"])
            good.append(wrong["good"])
            said.append(wrong["blocks"])
        elif one.missed:
            good.append(text_match.good_words(gap["answers"][0]))
            said.append(text_match.misses(one.missed))
        else:
            said.append(blocks(None, None, {}))
    return Judged(
        parts,
        sum(parts) / len(parts),
        _filled(instance, typed),
        _filled(instance, key),
        tuple(dict.fromkeys(name for name in known if name)),
        next((text for text in good if text), None),
        tuple(dict.fromkeys(said)),
        _lines(typed, key, parts),
        " ".join(dict.fromkeys(text for text in notes if text)) or None,
    )


def _lines(
    typed: tuple[str, ...], key: tuple[str, ...], parts: tuple[float, ...]
) -> tuple[Json, ...]:
    """One line a gap; none when there is only one gap."""
    if len(key) == 1:
        return ()
    rows = enumerate(zip(typed, key, parts, strict=True), 1)
    return tuple(line(f"Trou {n}", text, right, part >= 1) for n, (text, right, part) in rows)


def _raw(words: list[str]) -> Raw:
    return {f"gap{number}": [word] for number, word in enumerate(words, 1)}


def _examples(instance: Instance) -> Examples:
    gaps = instance.secret["gaps"]
    key = [gap["answers"][0] for gap in gaps]
    one_off: list[tuple[Raw, str | None]] = []
    for at, gap in enumerate(gaps):
        for wrong in gap["wrong"]:
            raw = _raw([*key[:at], wrong["value"], *key[at + 1 :]])
            one_off.append((raw, wrong["misconception"]))
    all_off = [
        gap["wrong"][0]["value"] if gap["wrong"] else text_match.another(gap) for gap in gaps
    ]
    first = gaps[0]["wrong"][0]["misconception"] if gaps[0]["wrong"] else None
    many = len(gaps) > 1
    others = tuple(_raw([*key[:at], text, *key[at + 1 :]]) for at, text in _alternatives(gaps))
    return Examples(
        right=(_raw(key), *others),
        wrong=((_raw(all_off), first),) if many or not one_off else tuple(one_off),
        partly=tuple(raw for raw, _ in one_off) if many else (),
        unreadable=({}, {**_raw(key), "gap1": [" "]}, {**_raw(key), "gap1": ["?!"]}),
    )


def _alternatives(gaps: list[Json]) -> list[tuple[int, str]]:
    """The other accepted words of each gap, with the gap's place."""
    return [(at, text) for at, gap in enumerate(gaps) for text in gap["answers"][1:]]


def _chance(public: Json) -> float:
    return 0.0


def _speech(public: Json) -> list[str]:
    return [MARK.sub("…", public["text"]), *public["tells"]]


KIND = Kind(
    "cloze", ClozeContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
