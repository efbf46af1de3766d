"""What is served, read and judged: plain values, all of them JSON-able."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

# JSON-able dicts: what the database stores and templates read.
Json = dict[str, Any]


@dataclass(frozen=True)
class Instance:
    """One exercise ready to be served.

    ``public`` is all that a page may be made from before the answer; ``secret`` judges it.
    ``variant`` is the same for two instances of an item when they are the same exercise,
    however shuffled.
    """

    item_id: str
    type: str
    seed: int
    variant: str
    public: Json
    secret: Json

    def to_json(self) -> Json:
        """A dict that ``from_json`` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Json) -> Instance:
        """The instance that ``to_json`` wrote. Raises TypeError when a field is missing."""
        return cls(**data)


@dataclass(frozen=True)
class FormatError:
    """An answer that cannot be read: not wrong, and not counted.

    ``message`` says what could not be read, ``example`` how to write it ("" when none helps).
    ``missing`` is true when nothing was given at all. ``advice``: what may still be improved
    in an answer that could be sent as it is: it counts when it is sent again.
    """

    message: str
    example: str = ""
    missing: bool = False
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """What a type says of one readable answer; ``items.grade`` makes the Verdict of it."""

    parts: tuple[float, ...]  # each in [0, 1]
    score: float  # in [0, 1]
    given: str
    expected: str
    misconceptions: tuple[str, ...] = ()
    good: str | None = None
    blocks: tuple[str, ...] = ()
    lines: tuple[Json, ...] = ()  # of an answer in several parts: see ``line``
    note: str | None = None  # how the answer was read, when not to the letter
    marked: tuple[Json, ...] = ()  # texts with marked words: label, lines of pieces
    rule: str | None = None  # recalled after any answer
    weight: float = 1.0  # in [0, 1]: 0 when only a person can mark it
    pending: bool = False  # a person is still to read or to hear it


def line(label: str, given: str, expected: str, right: bool) -> Json:
    """One part of an answer, as the feedback shows it: what it is about, given, expected."""
    return {"label": label, "given": given, "expected": expected, "right": right}


@dataclass(frozen=True)
class Verdict:
    """The judgement of an answer, and everything the feedback page says.

    ``score`` in [0, 1]; ``parts`` one value in [0, 1] a gap or place; ``weight`` in [0, 1] is
    what the answer counts as one observation: the parts of one exercise are not independent, so
    they are never more than one observation together. At 0 it counts for nothing. While
    ``pending``, it proves nothing (ADR 0059).
    """

    score: float
    parts: tuple[float, ...]
    misconceptions: tuple[str, ...]
    given: str
    expected: str
    good: str | None  # what is right in an answer that is not
    blocks: tuple[str, ...]  # what blocks, one sentence a misconception
    praise: str | None  # only after a right answer
    solution: tuple[Json, ...]  # steps: text, working, result
    weight: float = 1.0
    lines: tuple[Json, ...] = ()  # one a part of the answer: label, given, expected, right
    note: str | None = None  # how the answer was read, when not to the letter
    # Texts to look at, each with its label and lines of pieces: text, before, after, mark.
    marked: tuple[Json, ...] = ()
    rule: str | None = None  # recalled after any answer
    pending: bool = False  # a person is still to read or to hear it

    @property
    def right(self) -> bool:
        """True when everything is right."""
        return self.score >= 1

    @property
    def partly(self) -> bool:
        """True when something is right, and something is not yet."""
        return 0 < self.score < 1

    def to_json(self) -> Json:
        """A dict that ``from_json`` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Json) -> Verdict:
        """The verdict that ``to_json`` wrote, also after a trip through JSON text."""
        fields: Json = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return cls(**fields)


Raw = dict[str, list[str]]  # form fields, as a browser posts them


@dataclass(frozen=True)
class Examples:
    """Answers an instance must judge as announced: every item tests itself with them."""

    right: tuple[Raw, ...]
    wrong: tuple[tuple[Raw, str | None], ...]  # with the misconception it must be known by
    partly: tuple[Raw, ...]
    unreadable: tuple[Raw, ...]
