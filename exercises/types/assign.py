"""Elements, each given one of a few targets: what ``match`` and ``sort`` have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exercises.content import Part, Short, Slug, Text
from exercises.french import NBSP, join_list, quoted
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.types.kind import Form, Messages, blank, blocks, position

ARROW = " → "
SEVERAL = f"{NBSP};\n"  # between the parts of an answer, said as one text
MOST_BLOCKS = 3  # more things to look at than that, and one looks at none
MOST_NAMED = 2  # of the elements that are still to be placed


class Misplaced(Part):
    """A target that a known misconception leads to, for one element."""

    given: Short
    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None


@dataclass(frozen=True)
class Words:
    """How one type speaks: the name of its fields, and what it says of places."""

    field: str  # "match": the fields are match1, match2…
    to_do: str  # "Il reste à relier"
    how: str  # what to do, when nothing can be read
    kept: Callable[[int, int], str]  # (right ones, all) -> what is already right


@dataclass(frozen=True)
class Element:
    """One element to place, where it belongs, and what to say when it is elsewhere."""

    text: str
    target: str
    misconception: str | None
    feedback: str | None
    wrong: tuple[Misplaced, ...]

    def notes(self, targets: Sequence[str], messages: Messages) -> list[Json | None]:
        """For each target: what to say when the element is put there, None when nothing."""
        known = {wrong.given: wrong for wrong in self.wrong}
        return [self._note(target, known, messages) for target in targets]

    def _note(
        self, target: str, known: Mapping[str, Misplaced], messages: Messages
    ) -> Json | None:
        if target == self.target:
            return None
        found = known.get(target)
        name = found.misconception if found else self.misconception
        text = found.feedback if found else self.feedback
        if name is None and text is None:
            return None
        good = found.good if found else None
        return {"misconception": name, "blocks": blocks(text, name, messages), "good": good}


def check(elements: Sequence[Element], targets: Sequence[str], names: tuple[str, str]) -> None:
    """Raise ValueError ("what | remedy", in French) when a text comes twice or leads nowhere.

    ``names`` are the fields of the elements and of the targets, as authors write them.
    """
    for name, texts in zip(names, ([one.text for one in elements], targets), strict=True):
        twice = next((text for text in texts if texts.count(text) > 1), None)
        if twice is not None:
            raise ValueError(f"« {name} » dit deux fois « {twice} ». | Changez un texte.")
    for one in elements:
        given = [wrong.given for wrong in one.wrong]
        for text in given:
            if text not in targets:
                what = f"« {text} », dans « wrong », n’est pas proposé."
                raise ValueError(f"{what} | Reprenez un des textes de « {names[1]} ».")
            if text == one.target or given.count(text) > 1:
                what = f"« {text} », dans « wrong », est la bonne réponse, ou y est deux fois."
                raise ValueError(f"{what} | Retirez-le.")


def secret(elements: Sequence[Element], targets: Sequence[str], messages: Messages) -> Json:
    """The key of elements shown in this order, over targets shown in this order."""
    return {
        "elements": [one.text for one in elements],
        "targets": list(targets),
        "key": [targets.index(one.target) for one in elements],
        "notes": [one.notes(targets, messages) for one in elements],
    }


def parse(instance: Instance, raw: Form, words: Words) -> tuple[int, ...] | FormatError:
    """The target of each element, or which ones are still without."""
    texts, count = instance.secret["elements"], len(instance.secret["targets"])
    names = [f"{words.field}{number}" for number in range(1, len(texts) + 1)]
    left = [text for text, name in zip(texts, names, strict=True) if blank(raw, name)]
    if len(left) == len(texts):
        return FormatError("Vous n’avez pas encore répondu.", words.how, missing=True)
    if left:
        named = [quoted(text) for text in left[:MOST_NAMED]]
        if len(left) > MOST_NAMED:
            named.append(f"{len(left) - MOST_NAMED} de plus")
        return FormatError(f"{words.to_do}{NBSP}: {join_list(named)}.", words.how)
    found = [position(raw, name, count) for name in names]
    chosen = tuple(at for at in found if at is not None)
    if len(chosen) < len(texts):
        return FormatError("Nous n’arrivons pas à lire votre réponse.", words.how)
    return chosen


def grade(instance: Instance, chosen: tuple[int, ...], words: Words) -> Judged:
    """One part an element; the score is the share of elements where they belong."""
    key: list[int] = instance.secret["key"]
    parts = tuple(float(at == right) for at, right in zip(chosen, key, strict=True))
    known, said, good = _notes(instance.secret, chosen)
    if good is None and 0 < sum(parts) < len(parts):
        good = words.kept(int(sum(parts)), len(parts))
    return Judged(
        parts,
        sum(parts) / len(parts),
        _text(instance, chosen),
        _text(instance, key),
        known,
        good,
        said,
        lines=_lines(instance, chosen),
    )


def _notes(
    secret: Json, chosen: Sequence[int]
) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """(misconceptions, what blocks, what is right) of the elements that are elsewhere."""
    known: list[str] = []
    said: list[str] = []
    good: list[str] = []
    unexplained: list[str] = []
    for at, right, notes, text in zip(
        chosen, secret["key"], secret["notes"], secret["elements"], strict=True
    ):
        note = notes[at]
        if at == right:
            continue
        if note is None:
            unexplained.append(text)
            continue
        known += [note["misconception"]] if note["misconception"] else []
        said.append(note["blocks"])
        good += [note["good"]] if note["good"] else []
    if unexplained and not said:
        named = [quoted(text) for text in unexplained[:MOST_BLOCKS]]
        said.append(f"Regardez de nouveau{NBSP}: {join_list(named)}.")
    blocking = tuple(dict.fromkeys(said))[:MOST_BLOCKS]
    return tuple(dict.fromkeys(known)), blocking, good[0] if good else None


def _text(instance: Instance, chosen: Sequence[int]) -> str:
    elements, targets = instance.secret["elements"], instance.secret["targets"]
    pairs = zip(elements, chosen, strict=True)
    return SEVERAL.join(f"{text}{ARROW}{targets[at]}" for text, at in pairs)


def _lines(instance: Instance, chosen: Sequence[int]) -> tuple[Json, ...]:
    secret = instance.secret
    return tuple(
        line(text, secret["targets"][at], secret["targets"][right], at == right)
        for text, at, right in zip(secret["elements"], chosen, secret["key"], strict=True)
    )


def examples(instance: Instance, words: Words) -> Examples:
    """All right; all elsewhere; each known misplacement alone; unreadable ones."""
    secret = instance.secret
    key, count = secret["key"], len(secret["targets"])

    def raw(chosen: Sequence[int]) -> Raw:
        return {f"{words.field}{number}": [str(at)] for number, at in enumerate(chosen, 1)}

    def only(place: int, at: int) -> Raw:
        return raw([*key[:place], at, *key[place + 1 :]])

    elsewhere = [(right + 1) % count for right in key]
    named = [
        (only(place, at), note["misconception"])
        for place, notes in enumerate(secret["notes"])
        for at, note in enumerate(notes)
        if note and note["misconception"]
    ]
    all_off = _notes(secret, elsewhere)[0]
    first = f"{words.field}1"
    return Examples(
        right=(raw(key),),
        wrong=((raw(elsewhere), all_off[0] if all_off else None), *named),
        partly=(only(0, elsewhere[0]),),
        unreadable=(
            {},
            {**raw(key), first: [""]},
            {**raw(key), first: [str(count)]},
            {**raw(key), first: ["0", "1"]},
        ),
    )


def other_key(targets: Sequence[str]) -> dict[str, str]:
    """Each target turned into the next one: the same exercise with another key."""
    return dict(zip(targets, [*targets[1:], *targets[:1]], strict=True))


def faces(elements: Sequence[Element]) -> list[Any]:
    """What makes two drawn exercises the same: texts and where they belong."""
    return sorted([one.text, one.target] for one in elements)
