"""Where a calibration’s answers are held is not its concern: memory, files, other machines.

All that it asks is passes: a pure function of each chunk, and how what it gives is joined.
Whoever holds the answers may look at chunks in any process, but joins in a fixed order, so that
a result does not depend on how many processes there were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from adaptive.calibration.answers import Answers, Chunk, chunks
from adaptive.parameters import Ints
from adaptive.pool import Bools

T = TypeVar("T")


class Pass(Protocol[T]):
    """What is asked of every chunk; small enough to be sent to another process."""

    def nothing(self) -> T:
        """What no answer gives: joins begin from it, and may write into it."""

    def of(self, chunk: Chunk) -> T:
        """What a chunk gives."""

    def join(self, one: T, other: T) -> T:
        """Both together; may write into ``one``, never into ``other``."""


class Seen(Protocol):
    """Checked answers of learners to m items, in chunks of whole learners."""

    @property
    def items(self) -> int:
        """How many items there are."""

    @property
    def learners(self) -> int:
        """How many learners there are."""

    def numbers(self) -> Ints:
        """Of each learner, in the order of the chunks, her number: learners are numbered from 0
        as what tells them apart rises, (learners,)."""

    def given(self) -> Ints:
        """How many answered each item, (m,)."""

    def over(self, work: Pass[T]) -> T:
        """A pass over all chunks."""


class Held(Seen, Protocol):
    """The same, of which some items and learners may be taken."""

    def __len__(self) -> int:
        """How many answers."""

    def rights(self) -> Ints:
        """How many answers to each item were right, (m,)."""

    def only(self, keep: Bools) -> Held:
        """The answers to the items kept (m,), which are renumbered."""

    def whose(self, keep: Bools) -> Held:
        """The answers of the learners kept, (learners,) by number, who are renumbered."""

    def sample(self, every: int) -> Held:
        """One chunk in so many, spread over all."""


def joined(work: Pass[T], chunks: Iterable[Chunk]) -> T:
    """A pass over these chunks, one after the other."""
    result = work.nothing()
    for chunk in chunks:
        result = work.join(result, work.of(chunk))
    return result


@dataclass(frozen=True)
class Tally:
    """A pass: how many answers and how many right ones each item has, (2, m)."""

    items: int

    def nothing(self) -> Ints:
        """None."""
        return np.zeros((2, self.items), dtype=np.int64)

    def of(self, chunk: Chunk) -> Ints:
        """In a chunk."""
        both = np.bincount(chunk.answer, minlength=2 * self.items).reshape(self.items, 2)
        return np.stack([both.sum(axis=1), both[:, 1]])

    def join(self, one: Ints, other: Ints) -> Ints:
        """In both."""
        return one + other


class InMemory:
    """Answers in the memory of this process."""

    def __init__(self, given: Answers, cut: Sequence[Chunk] | None = None) -> None:
        self._given = given
        self._chunks = chunks(given) if cut is None else cut
        self._tally: Ints = joined(Tally(given.items), self._chunks)

    @property
    def items(self) -> int:
        """How many items there are."""
        return self._given.items

    @property
    def learners(self) -> int:
        """How many learners there are."""
        return self._given.learners

    def numbers(self) -> Ints:
        """They are in order."""
        return np.arange(self.learners)

    def __len__(self) -> int:
        return int(self._tally[0].sum())

    def given(self) -> Ints:
        """How many answered each item, (m,)."""
        return np.asarray(self._tally[0])

    def rights(self) -> Ints:
        """How many of them were right, (m,)."""
        return np.asarray(self._tally[1])

    def only(self, keep: Bools) -> InMemory:
        """The answers to the items kept, which are renumbered."""
        return self if keep.all() else InMemory(self._given.only(keep))

    def whose(self, keep: Bools) -> InMemory:
        """The answers of the learners kept, who are renumbered."""
        return self if keep.all() else InMemory(self._given.whose(keep))

    def sample(self, every: int) -> InMemory:
        """One chunk in so many."""
        return InMemory(self._given, self._chunks[::every])

    def over(self, work: Pass[T]) -> T:
        """A pass over all chunks, one after the other."""
        return joined(work, self._chunks)


def as_seen(given: Answers | Seen) -> Seen:
    """Answers, wherever they are."""
    return InMemory(given) if isinstance(given, Answers) else given


class Change(Protocol):
    """What is made of every chunk before it is looked at; small enough to be sent."""

    def of(self, chunk: Chunk) -> Chunk:
        """The chunk to look at, of the same learners."""


@dataclass(frozen=True)
class _Through(Generic[T]):
    """A pass over what chunks were made into."""

    work: Pass[T]
    change: Change

    def nothing(self) -> T:
        """The sums of no learner."""
        return self.work.nothing()

    def of(self, chunk: Chunk) -> T:
        """The sums of a chunk of learners."""
        return self.work.of(self.change.of(chunk))

    def join(self, one: T, other: T) -> T:
        """The sums of two lots of learners, together."""
        return self.work.join(one, other)


class Changed:
    """Answers of which every chunk is made into another one as it is looked at."""

    def __init__(self, given: Seen, change: Change, items: int) -> None:
        self._given, self._change, self._items = given, change, items
        self._tally: Ints = self.over(Tally(items))

    @property
    def items(self) -> int:
        """How many items there then are."""
        return self._items

    @property
    def learners(self) -> int:
        """How many learners there are."""
        return self._given.learners

    def numbers(self) -> Ints:
        """The number of each learner, in the order of the chunks."""
        return self._given.numbers()

    def given(self) -> Ints:
        """How many answered each item, (m,)."""
        return np.asarray(self._tally[0])

    def rights(self) -> Ints:
        """How many of them were right, (m,)."""
        return np.asarray(self._tally[1])

    def over(self, work: Pass[T]) -> T:
        """A pass over all chunks."""
        return self._given.over(_Through(work, self._change))


@dataclass(frozen=True)
class ByGroup:
    """Every item is one item a group, ``item·groups + group``. ``group`` of each learner, in
    the order of the chunks, (learners,)."""

    group: NDArray[np.integer]
    groups: int

    def of(self, chunk: Chunk) -> Chunk:
        """The answers to the item of one’s own group."""
        own = self.group[chunk.first : chunk.first + chunk.learners].astype(np.int32)
        whose = np.repeat(own, np.diff(chunk.start))
        item = (chunk.answer >> 1) * np.int32(self.groups) + whose
        answer = (2 * item + (chunk.answer & 1)).astype(np.int32)
        return replace(chunk, items=chunk.items * self.groups, answer=answer, table=None)


def in_order(given: Seen, group: Ints) -> NDArray[np.integer]:
    """Groups, (learners,) by number, in the order of the chunks, in as few bytes as can be."""
    few = np.min_scalar_type(int(group.max(initial=0)))
    return np.asarray(group[given.numbers()].astype(few))
