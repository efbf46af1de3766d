"""Calibrations of answers in files, by any engine, that go on where they were stopped."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from adaptive.calibration import (
    Calibration,
    Fixed,
    Pass,
    Priors,
    calibrate,
    fold,
    from_rows,
    joined,
)
from adaptive.calibration.answers import Chunk, cut
from adaptive.calibration.held import Tally
from adaptive.parameters import Ints
from adaptive.pool import Bools
from palier.calibration.answer_files import AnswerFiles, Part
from palier.calibration.answer_writing import Rows
from palier.calibration.engines import Engine
from palier.calibration.keeping import read_found, read_state, save_found, save_state

T = TypeVar("T")


@dataclass(frozen=True)
class Told:
    """How far a calibration is: passes over all answers so far, the most there can be, the
    objective (NaN before the first), and how many parts of the pass under way are done."""

    passes: int
    most: int
    objective: float
    part: int
    parts: int


Tell = Callable[[Told], None]


def _silent(_told: Told) -> None:
    """No progress is told."""


def run(
    files: AnswerFiles,
    engine: Engine,
    kept: Path,
    *,
    model: str = "2pl",
    guess: ArrayLike = 0.0,
    priors: Priors | None = None,
    fixed: Fixed | None = None,
    errors: bool = True,
    tolerance: float = 1e-4,
    most_passes: int = 500,
    tell: Tell = _silent,
) -> Calibration:
    """The calibration of answers in files; arguments are those of ``calibrate``.

    The state is in the folder ``kept`` after each pass, and what is found at the end: stopped
    at any moment, the same call goes on from there to the same result; after its end, it gives
    it again. Another call (other answers or arguments) has files of its own there.

    :raises BrokenAnswers: a part that is absent, cut short, changed or not in order.
    :raises BrokenState: a state that cannot be read.
    :raises WorkersLost: workers died, or there is none.
    """
    priors = Priors() if priors is None else priors
    parts = [(part.name, part.checksum) for part in files.parts]
    guesses, held = np.asarray(guess).tolist(), None if fixed is None else fixed.told()
    asked = (files.items, parts, model, guesses, priors, tolerance, *([held] if held else []))
    name = hashlib.sha256(repr(asked).encode()).hexdigest()[:16]
    state = kept / f"{name}.state.npz"
    end = kept / f"{name}.{'errors' if errors else 'found'}.npz"
    found = read_found(end)
    if found is not None and found.converged:
        return found
    teller = _Teller(tell, most_passes)
    found = calibrate(
        Spread(files, engine, teller.part),
        model,
        guess=guess,
        priors=priors,
        fixed=fixed,
        errors=errors,
        tolerance=tolerance,
        most_passes=most_passes,
        progress=teller.passed,
        state=read_state(state),
        keep=lambda at: save_state(state, at),
    )
    save_found(end, found)
    return found


def folded(
    found: Calibration, files: AnswerFiles, rows: Rows, priors: Priors | None = None
) -> Calibration:
    """A calibration of the answers in files, with a few rows that came since.

    :param rows: learner, item, right; what a learner had answered already does not count.
    :param priors: those that ``found`` was calibrated with.
    :raises ValueError: as of ``from_rows`` and ``fold``.
    """
    learner, item, right = (np.asarray(column) for column in rows)
    old = files.of(learner)
    both = (np.concatenate(pair) for pair in zip(old, (learner, item, right), strict=True))
    now = from_rows(*both, items=files.items)
    return fold(found, now, from_rows(*old, items=files.items), priors=priors)


class Spread:
    """Answers in files, passed over by an engine: what ``calibrate`` asks of ``Held``."""

    def __init__(
        self,
        files: AnswerFiles,
        engine: Engine,
        tell: Callable[[int, int], None] = lambda _done, _parts: None,
    ) -> None:
        """Reads and checks them all; ``tell``: how many parts of a pass are done.

        :raises BrokenAnswers: when one is not as it was written.
        """
        self._files, self._engine, self._tell = files, engine, tell
        ends = np.cumsum([part.learners for part in files.parts]).tolist()
        firsts = dict(zip((part.path("") for part in files.parts), (0, *ends), strict=False))
        self._some = _Some(files.items, files.learners, firsts)
        self._counted = self._over(_Asked(Tally(files.items), True, self._some))

    def _of(self, some: _Some) -> Spread:
        other = copy(self)
        other._some = some
        other._counted = other.over(Tally(some.items))
        return other

    @property
    def items(self) -> int:
        """How many items there are."""
        return self._some.items

    @property
    def learners(self) -> int:
        """How many learners there are."""
        return self._some.learners

    def numbers(self) -> Ints:
        """Of each learner in the order of the parts, her number, as what tells them rises."""
        every = [np.zeros(0, np.int64), *(part.read()[0] for part in self._files.parts)]
        who, whose = np.concatenate(every), self._some.whose
        order = np.argsort(who if whose is None else who[whose], kind="stable")
        result = np.empty(len(order), dtype=np.int64)
        result[order] = np.arange(len(order))
        return result

    def __len__(self) -> int:
        return int(self._counted[0].sum())

    def given(self) -> Ints:
        """How many answered each item, (m,)."""
        return np.asarray(self._counted[0])

    def rights(self) -> Ints:
        """How many of them were right, (m,)."""
        return np.asarray(self._counted[1])

    def only(self, keep: Bools) -> Spread:
        """The answers to the items kept, which are renumbered."""
        if keep.all():
            return self
        before = self._some.keep
        own = keep
        if before is not None:
            own = before.copy()
            own[before] = keep
        return self._of(replace(self._some, items=int(keep.sum()), keep=own))

    def whose(self, keep: Bools) -> Spread:
        """The answers of the learners kept, who are renumbered."""
        if keep.all():
            return self
        here, before = keep[self.numbers()], self._some.whose
        own = here
        if before is not None:
            own = before.copy()
            own[before] = here
        return self._of(replace(self._some, learners=int(keep.sum()), whose=own))

    def sample(self, every: int) -> Spread:
        """One chunk in so many, of each part."""
        return self._of(replace(self._some, every=every))

    def over(self, work: Pass[T]) -> T:
        """A pass over all chunks: those of a part one after the other, then part by part."""
        return self._over(_Asked(work, False, self._some))

    def _over(self, asked: _Asked[T]) -> T:
        parts = self._files.parts
        result = asked.work.nothing()
        for done, some in enumerate(self._engine.run(_pass, parts, asked), 1):
            result = asked.work.join(result, some)
            self._tell(done, len(parts))
        return result


@dataclass(frozen=True)
class _Some:
    """What is looked at of the files: how many items and learners; how many learners come
    before each part; the items kept, the learners in the order of the parts, one chunk in how
    many."""

    items: int
    learners: int
    firsts: Mapping[Path, int]
    keep: Bools | None = None
    whose: Bools | None = None
    every: int = 1

    def of(self, part: Part) -> Iterator[Chunk]:
        """The chunks of a part."""
        _, start, answer = part.read()
        items, first = part.items, self.firsts[part.path("")]
        if self.whose is not None:
            own = self.whose[first : first + part.learners]
            first = int(np.count_nonzero(self.whose[:first]))
            many = np.diff(start)
            start, answer = _starts(many[own]), answer[np.repeat(own, many)]
        if self.keep is not None:
            row = self.keep[answer >> 1]
            number = np.cumsum(self.keep, dtype=np.int32) - np.int32(1)
            start = _starts(row)[start]
            answer = 2 * number[answer[row] >> 1] + (answer[row] & 1)
            items = self.items
        return cut(start, answer, items, every=self.every, before=first)


def _starts(many: Ints | Bools) -> Ints:
    """Where each begins, and the end."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(many, dtype=np.int64)])


@dataclass(frozen=True)
class _Asked(Generic[T]):
    """A pass over a part, and whether to check it first."""

    work: Pass[T]
    check: bool
    some: _Some


def _pass(part: Part, asked: _Asked[T]) -> T:
    """What a worker does."""
    if asked.check:
        part.check()
    return joined(asked.work, asked.some.of(part))


class _Teller:
    """Puts together what is told of passes and of the parts of one."""

    def __init__(self, tell: Tell, most: int) -> None:
        self._tell, self._most = tell, most
        self._passes, self._objective = 0, math.nan

    def passed(self, passes: int, most: int, objective: float) -> None:
        """A pass is over."""
        self._passes, self._most, self._objective = passes, most, objective
        self.part(0, 1)

    def part(self, done: int, parts: int) -> None:
        """Some parts of a pass are done."""
        self._tell(Told(self._passes, self._most, self._objective, done, parts))
