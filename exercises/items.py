"""Items, and the life of one exercise: make it, read the answer, judge it.

Everything here is a function of its arguments: the same item and seed give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from exercises import figures, generators, parametrised
from exercises.content import Content, Document
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, Verdict
from exercises.markup import plain
from exercises.types import TYPES
from exercises.types.kind import Form

__all__ = [
    "Examples",
    "FormatError",
    "Instance",
    "Item",
    "Json",
    "Raw",
    "Verdict",
    "answer_text",
    "build",
    "chance",
    "draw",
    "examples",
    "grade",
    "help_text",
    "make",
    "parse",
    "right_answer",
    "show",
    "speech",
    "variant",
]

MAX_SEED = 2**63 - 1  # what a database column holds


class GeneratorChanged(Exception):
    """An item asks for a generator, or a version of one, that this code does not have."""


@dataclass(frozen=True)
class Item:
    """One published item: enough, alone, to be played again in ten years.

    One of ``contents`` (the written variants), ``generator`` with its version and ``params``,
    ``template`` (an author's own draw). ``facts``: the dated facts that it stands on.
    ``weights``: how much of the answer each skill explains. ``messages``: what learners read of
    each misconception of the skill. ``tier`` 1 to 3; ``seconds``: an ordinary answer's time.
    """

    id: str
    skill: str
    tier: int
    type: str
    seconds: int
    contents: tuple[Content, ...] = ()
    generator: str | None = None
    version: int = 0
    params: Mapping[str, Any] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)
    why: str | None = None
    template: parametrised.Template | None = None
    facts: tuple[str, ...] = ()

    @property
    def drawn(self) -> bool:
        """True when its numbers are drawn: by a generator or by a template."""
        return self.generator is not None or self.template is not None

    def to_json(self) -> Json:
        """A dict that ``from_json`` reads back: what the database keeps of an item version."""
        data: Json = {
            "id": self.id,
            "skill": self.skill,
            "tier": self.tier,
            "type": self.type,
            "seconds": self.seconds,
            "weights": dict(self.weights),
            "messages": dict(self.messages),
            "why": self.why,
        }
        if self.facts:
            data["facts"] = list(self.facts)
        if self.template is not None:
            data["template"] = self.template.model_dump(mode="json", by_alias=True)
        elif self.generator is None:
            data["contents"] = [
                content.model_dump(mode="json", exclude_defaults=True)
                for content in self.contents
            ]
        else:
            data |= {
                "generator": self.generator,
                "version": self.version,
                "params": dict(self.params),
            }
        return data

    @classmethod
    def from_json(cls, data: Json) -> Item:
        """The item that ``to_json`` wrote. Raises KeyError, TypeError or ValidationError."""
        model = TYPES[data["type"]].content
        contents = tuple(model.model_validate(content) for content in data.get("contents", ()))
        rest = {**data, "contents": contents, "facts": tuple(data.get("facts", ()))}
        if "template" in data:
            rest["template"] = parametrised.Template.model_validate(data["template"])
        return cls(**rest)

    @cached_property
    def checksum(self) -> str:
        """SHA-256 of the item as stored: two items with the same one are the same version."""
        return _digest(self.to_json()).hex()


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _digest(value: object) -> bytes:
    return hashlib.sha256(_canonical(value)).digest()


def _random(item_id: str, seed: int, purpose: str) -> random.Random:
    """A source that depends on these three only; drawing and shuffling never share one."""
    derived = int.from_bytes(_digest([item_id, seed, purpose])[:8], "big")
    return random.Random(derived)  # noqa: S311 (not a secret: it must be repeatable)


def draw(item: Item, seed: int) -> Content:
    """The content of one instance, before shuffling.

    Written variants are taken in turn, so that consecutive seeds show all of them. Raises
    GeneratorChanged when the item's generator is not the one it was published with, NoDraw when
    nothing a template draws makes sense.
    """
    if item.template is not None:
        if item.template.grammar != parametrised.GRAMMAR:
            raise GeneratorChanged(f"grammar {item.template.grammar} of formulas wanted")
        rng = _random(item.id, seed, "draw")
        return parametrised.draw(item.template, TYPES[item.type].content, rng).content
    if item.generator is None:
        start = int.from_bytes(_digest(item.id)[:4], "big")
        return item.contents[(start + seed) % len(item.contents)]
    generators.load_all()
    known = generators.registry.get(item.generator)
    if known is None or known.version != item.version:
        has = "none" if known is None else f"version {known.version}"
        raise GeneratorChanged(f"{item.generator} version {item.version} wanted, {has} here")
    return known.draw(_random(item.id, seed, "draw"), item.params)


def variant(item_type: str, content: Content) -> str:
    """Twelve hexadecimal digits: the same for the same exercise, whatever its shuffling."""
    document = content.document.model_dump(mode="json") if content.document else None
    face = [item_type, content.ask, content.context, document]
    if content.figure:
        face.append(content.figure.model_dump(mode="json"))
    return _digest([*face, TYPES[item_type].identity(content)]).hex()[:12]


def build(
    item_type: str, content: Content, rng: random.Random, messages: Mapping[str, str]
) -> tuple[Json, Json]:
    """(public, secret) of one content. ``public`` holds nothing that tells the key."""
    public, secret = TYPES[item_type].build(content, rng, messages)
    document = content.document.model_dump(mode="json") if content.document else None
    public |= {
        "type": item_type,
        "ask": content.ask,
        "context": content.context,
        "document": document,
        "helps": len(content.help),
    }
    if content.figure:
        public["figure"] = content.figure.model_dump(mode="json")
    secret |= {
        "help": list(content.help),
        "solution": [step.model_dump(mode="json") for step in content.solution],
        "praise": content.praise,
    }
    return public, secret


def make(item: Item, seed: int) -> Instance:
    """The instance of ``item`` for ``seed`` (0 to MAX_SEED), always the same bytes.

    Raises ValueError for a seed out of range, GeneratorChanged as ``draw`` does.
    """
    if not 0 <= seed <= MAX_SEED:
        raise ValueError(f"seed {seed} is not between 0 and {MAX_SEED}")
    return show(item, seed, draw(item, seed))


def show(item: Item, seed: int, content: Content) -> Instance:
    """The instance of ``item`` for ``seed``, when its content is already drawn."""
    public, secret = build(item.type, content, _random(item.id, seed, "show"), item.messages)
    return Instance(item.id, item.type, seed, variant(item.type, content), public, secret)


def parse(instance: Instance, raw: Form) -> Any:  # the value of the type, or FormatError
    """The answer read from form fields, or a FormatError. Never raises, whatever was sent.

    Fields: mcq ``choice``; numeric ``number``; order ``order`` (repeated, or joined by commas);
    dropdown ``gap1``, ``gap2``…; match ``match1``…; sort ``place1``…; numberline ``place`` or
    ``number``; table ``cell`` or ``cell1``… Positions count from 0, as shown.
    """
    return TYPES[instance.type].parse(instance, raw)


def grade(instance: Instance, value: Any) -> Verdict:  # a value that ``parse`` returned
    """What the answer is worth, and what to say of it."""
    judged = TYPES[instance.type].grade(instance, value)
    return Verdict(
        score=judged.score,
        parts=judged.parts,
        misconceptions=judged.misconceptions,
        given=judged.given,
        expected=judged.expected,
        good=judged.good,
        blocks=judged.blocks,
        praise=instance.secret["praise"] if judged.score >= 1 else None,
        solution=tuple(instance.secret["solution"]),
        lines=judged.lines,
        note=judged.note,
        marked=judged.marked,
        rule=judged.rule,
        weight=judged.weight,
        pending=judged.pending,
    )


def chance(public: Json) -> float:
    """The expected score of an answer given at random, in [0, 1): the engine's lower asymptote.

    1/k for a choice among k; the mean of 1/k over gaps; the mean over all orders; 0 when typed.
    It may not depend on the key: where it would (several choices to tick), the mean over keys.
    """
    return TYPES[public["type"]].chance(public)


def examples(instance: Instance) -> Examples:
    """Answers, and how they must be judged: right, wrong, partly right, unreadable."""
    return TYPES[instance.type].examples(instance)


def help_text(instance: Instance, step: int) -> str | None:
    """The help number ``step``, from 1; None when there is no such step."""
    steps = instance.secret["help"]
    return steps[step - 1] if 1 <= step <= len(steps) else None


def answer_text(instance: Instance) -> str:
    """The right answer, as text."""
    return right_answer(instance).expected


def right_answer(instance: Instance) -> Judged:
    """What the type says of its own right answer."""
    kind = TYPES[instance.type]
    value = kind.parse(instance, kind.examples(instance).right[0])
    return kind.grade(instance, value)


def speech(public: Json) -> list[str]:
    """The texts to read aloud, in order, without their marks: question, document, answers."""
    texts = [public["context"], public["ask"]]
    if public["document"]:
        texts += _document_speech(Document.model_validate(public["document"]))
    if "figure" in public:
        texts.append(figures.told(public["figure"]))
    texts += TYPES[public["type"]].speech(public)
    return [plain(text) for text in texts if text]


def _document_speech(document: Document) -> list[str | None]:
    rows = [f"{row.label}\u00a0: {row.value}" for row in document.rows]
    table = [", ".join(cells) for cells in (document.head, *document.cells) if cells]
    return [document.title, document.sender, *document.lines, *rows, *table, document.note]
