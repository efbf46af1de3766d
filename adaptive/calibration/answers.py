"""Answers as a calibration reads them: checked, sorted, cut into chunks of learners.

An answer is a learner, an item, right or not. Only what was given is kept, so that memory
grows with the answers, not with learners × items. A chunk holds whole learners; it is all that
an E-step needs, so chunks can be summed anywhere and in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adaptive.parameters import Ints

Small = NDArray[np.int32]
Bits = NDArray[np.int8]

# A chunk of whole learners has about so many answers: its tables then stay in the caches.
CHUNK = 100_000
MOST_LEARNERS = 5_000
# From this share of answers given, products of full matrices cost less than sparse ones.
DENSE = 0.25


@dataclass(frozen=True)
class Answers:
    """Checked answers, by learner then item: ``learner``, ``item``, ``right``, all (n,).

    Learners are renumbered from 0, those without an answer left out. ``repeated`` rows were
    left out: a learner’s first answer to an item is the one that counts.
    """

    learner: Small
    item: Small
    right: Bits
    learners: int
    items: int
    repeated: int

    def __len__(self) -> int:
        return len(self.item)

    def given(self) -> Ints:
        """How many answered each item, (items,)."""
        return np.bincount(self.item, minlength=self.items)

    def rights(self) -> Ints:
        """How many of them were right, (items,)."""
        return np.bincount(self.item[self.right == 1], minlength=self.items)

    def only(self, keep: NDArray[np.bool_]) -> Answers:
        """The answers to the items kept, which are renumbered; learners keep their numbers."""
        row = keep[self.item]
        number = np.cumsum(keep, dtype=np.int32) - np.int32(1)
        item = number[self.item[row]].astype(np.int32)
        kept = int(keep.sum())
        return Answers(
            self.learner[row], item, self.right[row], self.learners, kept, self.repeated
        )

    def whose(self, keep: NDArray[np.bool_]) -> Answers:
        """The answers of the learners kept, (learners,), who are renumbered."""
        row = keep[self.learner]
        number = np.cumsum(keep, dtype=np.int32) - np.int32(1)
        learner = number[self.learner[row]].astype(np.int32)
        kept = int(keep.sum())
        return Answers(
            learner, self.item[row], self.right[row], kept, self.items, self.repeated
        )


def from_rows(
    learner: ArrayLike, item: ArrayLike, right: ArrayLike, *, items: int | None = None
) -> Answers:
    """Answers in long form, in any order: whose, to which item, right (1) or not (0).

    :param learner: whole numbers, any.
    :param item: 0 to ``items`` − 1; without ``items`` the highest one gives it.
    :raises ValueError: naming the argument: of other lengths, not whole, out of range, NaN.
    """
    who, what = _whole("learner", learner), _whole("item", item)
    score = np.asarray(right)
    known = score.dtype.kind in "biuf" and score.ndim == 1
    if not (known and ((score == 0) | (score == 1)).all()):
        raise ValueError("right: 0 or 1 for each answer is needed")
    if not len(who) == len(what) == len(score):
        raise ValueError(f"right: {len(score)} for {len(who)} learners and {len(what)} items")
    count = int(what.max(initial=-1)) + 1 if items is None else items
    if len(what) and not (what.min() >= 0 and what.max() < count):
        raise ValueError(f"item: numbers from 0 to {count - 1} are needed")
    order = _order(who, what, count)
    who, what, score = who[order], what[order], score[order]
    another = np.ones(len(who), dtype=bool)
    another[1:] = who[1:] != who[:-1]
    first = another.copy()
    first[1:] |= what[1:] != what[:-1]
    number = np.cumsum(another, dtype=np.int32) - np.int32(1)
    return Answers(
        number[first].astype(np.int32),
        what[first].astype(np.int32),
        score[first].astype(np.int8),
        int(another.sum()),
        count,
        int((~first).sum()),
    )


def _order(who: Ints, what: Ints, items: int) -> Ints | slice:
    """By learner then item, those equal as they came."""
    span = int(who.max(initial=0)) - int(who.min(initial=0)) + 1
    if span * max(items, 1) >= 2**62:
        return np.lexsort((what, who))
    key = (who - who.min(initial=0)) * items + what  # one sort, quick where runs are sorted
    return slice(None) if (key[1:] >= key[:-1]).all() else np.argsort(key, kind="stable")


def from_matrix(matrix: ArrayLike) -> Answers:
    """Answers in a table of learners × items: 1 right, 0 not; NaN or below 0, not given.

    :raises ValueError: not a table, or another value.
    """
    table = np.asarray(matrix)
    if table.ndim != 2 or table.dtype.kind not in "biuf":
        raise ValueError("matrix: a table of learners × items is needed")
    given = np.isin(table, (0, 1))
    if not (given | np.isnan(table) | (table < 0)).all():
        raise ValueError("matrix: 0, 1, or below 0 or NaN when not given")
    learner, item = np.nonzero(given)
    return from_rows(learner, item, table[given], items=table.shape[1])


@dataclass(frozen=True)
class Chunk:
    """The answers of whole learners, (l learners, m items); ``first``: how many learners are
    held before them.

    Answers are ``2·item + right`` (n,), by item, those of learner i from ``start[i]`` to
    ``start[i + 1]``. Where much was given they are in ``table`` (l, m) as well, −1 where not.
    """

    learners: int
    items: int
    start: Small
    answer: Small
    table: Bits | None
    first: int = 0

    def rows(self) -> tuple[Ints, Ints]:
        """Of each answer: its learner, from 0 in this chunk, and ``2·item + right``."""
        learner = np.repeat(np.arange(self.learners), np.diff(self.start))
        return learner, self.answer.astype(np.int64)

    def dense(self) -> Bits:
        """The answers as a table (l, m), −1 where not given."""
        if self.table is not None:
            return self.table
        table = np.full((self.learners, self.items), -1, dtype=np.int8)
        learner, answer = self.rows()
        table[learner, answer // 2] = answer % 2
        return table

    def of(self, keep: NDArray[np.bool_]) -> Chunk:
        """The answers of the learners kept (l,); ``first`` says nothing of these any more."""
        many = np.diff(self.start)
        start = np.zeros(int(keep.sum()) + 1, dtype=np.int32)
        np.cumsum(many[keep], out=start[1:])
        table = None if self.table is None else self.table[keep]
        answer = self.answer[np.repeat(keep, many)]
        return replace(self, learners=len(start) - 1, start=start, answer=answer, table=table)

    def complete(self) -> NDArray[np.float64]:
        """The answers, 0 or 1, of the learners who answered every item, (learners, m)."""
        whole = np.diff(self.start) == self.items
        right = self.answer[np.repeat(whole, np.diff(self.start))] & 1
        return np.asarray(right.astype(np.float64).reshape(int(whole.sum()), self.items))


def chunk(start: Small, answer: Small, items: int, first: int = 0) -> Chunk:
    """A chunk of these answers, with a table where that is quicker."""
    rows = Chunk(len(start) - 1, items, start, answer, None, first)
    if len(answer) < DENSE * rows.learners * items:
        return rows
    return replace(rows, table=rows.dense())


def chunks(given: Answers) -> list[Chunk]:
    """The answers cut into chunks of whole learners; none for no answer."""
    start = np.zeros(given.learners + 1, dtype=np.int64)
    np.cumsum(np.bincount(given.learner, minlength=given.learners), out=start[1:])
    return list(cut(start, 2 * given.item + given.right, given.items))


def cut(
    start: Ints, answer: Small, items: int, *, every: int = 1, before: int = 0
) -> Iterator[Chunk]:
    """Chunks of the answers ``2·item + right`` (n,) of learners whose own begin at ``start``,
    (l + 1,); one chunk in ``every``. ``before``: how many learners come before these."""
    for first, end in list(cuts(start))[::every]:
        own = (start[first : end + 1] - start[first]).astype(np.int32)
        yield chunk(own, answer[start[first] : start[end]], items, before + first)


def cuts(start: Ints) -> Iterator[tuple[int, int]]:
    """First and last learner (left out) of each chunk."""
    first, learners = 0, len(start) - 1
    while first < learners:
        end = int(np.searchsorted(start[1:], start[first] + CHUNK, side="right"))
        end = min(max(end, first + 1), first + MOST_LEARNERS, learners)
        yield first, end
        first = end


def _whole(name: str, values: ArrayLike) -> Ints:
    array = np.asarray(values)
    if array.ndim != 1 or (len(array) and array.dtype.kind not in "iu"):
        raise ValueError(f"{name}: whole numbers are needed")
    return array.astype(np.int64)
