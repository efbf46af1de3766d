"""One instance of an item with answers of every sort, judged: what an author wants to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from exercises import items as play
from exercises.instance import FormatError, Instance, Raw, Verdict
from exercises.items import Item
from exercises.markup import plain


@dataclass(frozen=True)
class Tried:
    """An answer and what came of it: a verdict, or why it cannot be read."""

    raw: Raw
    outcome: Verdict | FormatError


@dataclass(frozen=True)
class Preview:
    """What a page or a terminal shows of an instance to its author."""

    instance: Instance
    helps: tuple[str, ...]
    chance: float  # expected score at random, in [0, 1)
    right: Tried
    others: tuple[Tried, ...]  # wrong, then partly right
    unreadable: tuple[Tried, ...]

    def text(self) -> str:
        """The preview as a terminal shows it."""
        return "\n".join(lines(self)) + "\n"


def preview(item: Item, seed: int = 0) -> Preview:
    """The instance of ``item`` for ``seed``, with its examples judged. Raises as ``make``."""
    instance = play.make(item, seed)
    examples = play.examples(instance)

    def tried(raw: Raw) -> Tried:
        value = play.parse(instance, raw)
        readable = not isinstance(value, FormatError)
        return Tried(raw, play.grade(instance, value) if readable else value)

    return Preview(
        instance,
        tuple(instance.secret["help"]),
        play.chance(instance.public),
        tried(examples.right[0]),
        tuple(tried(raw) for raw in (*(raw for raw, _ in examples.wrong), *examples.partly)),
        tuple(tried(raw) for raw in examples.unreadable),
    )


def lines(shown: Preview) -> Iterator[str]:
    """The preview as lines of text, for a terminal."""
    instance = shown.instance
    yield f"{instance.item_id} · graine {instance.seed} · variante {instance.variant}"
    yield ""
    yield from (f"  {text}" for text in play.speech(instance.public))
    yield ""
    for number, text in enumerate(shown.helps, 1):
        yield f"Coup de pouce {number} : {plain(text)}"
    yield from _outcome("Juste", shown.right)
    for tried in shown.others:
        partly = isinstance(tried.outcome, Verdict) and tried.outcome.partly
        yield from _outcome("Presque" if partly else "Pas encore", tried)
    for tried in shown.unreadable:
        yield from _outcome("Illisible", tried)


def _outcome(name: str, tried: Tried) -> Iterator[str]:
    outcome = tried.outcome
    if isinstance(outcome, FormatError):
        raw = ", ".join(text for values in tried.raw.values() for text in values)
        yield f"{name} ({raw!r}) : {outcome.message} {outcome.example}"
        return
    known = f" [{', '.join(outcome.misconceptions)}]" if outcome.misconceptions else ""
    yield f"{name} : {plain(outcome.given)}{known}"
    if outcome.good:
        yield f"    ce qui est juste : {plain(outcome.good)}"
    for text in outcome.blocks:
        yield f"    ce qui bloque : {plain(text)}"
    if outcome.praise:
        yield f"    {plain(outcome.praise)}"
    if name == "Juste":
        for step in outcome.solution:
            parts = [plain(step["text"]), step["working"], step["result"]]
            yield f"    pas à pas : {' | '.join(part for part in parts if part)}"
