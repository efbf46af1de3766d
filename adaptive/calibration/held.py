"""Where a calibration’s answers are held is not its concern: memory, files, other machines.

All that it asks is passes: a pure function of each chunk, and how what it gives is joined.
Whoever holds the answers may look at chunks in any process, but joins in a fixed order, so that
a result does not depend on how many processes there were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

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


class Held(Protocol):
    """Checked answers to m items, cut into chunks of whole learners."""

    @property
    def items(self) -> int:
        """How many items there are."""

    def __len__(self) -> int:
        """How many answers."""

    def given(self) -> Ints:
        """How many answered each item, (m,)."""

    def rights(self) -> Ints:
        """How many of them were right, (m,)."""

    def only(self, keep: Bools) -> Held:
        """The answers to the items kept (m,), which are renumbered."""

    def sample(self, every: int) -> Held:
        """One chunk in so many, spread over all."""

    def over(self, work: Pass[T]) -> T:
        """A pass over all chunks."""


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

    def sample(self, every: int) -> InMemory:
        """One chunk in so many."""
        return InMemory(self._given, self._chunks[::every])

    def over(self, work: Pass[T]) -> T:
        """A pass over all chunks, one after the other."""
        return joined(work, self._chunks)
