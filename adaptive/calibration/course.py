"""The course of a calibration: a sample of learners first, all of them, then slopes that sank.

A state, kept after every pass, is all that it takes to go on elsewhere to the same result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from adaptive.calibration.curves import Form, Priors, coordinates, form_of, named, sinking
from adaptive.calibration.held import Held
from adaptive.calibration.pinned import Fixed, searched
from adaptive.calibration.search import Climb, Progress, Search
from adaptive.gaussian import Floats
from adaptive.pool import Bools

# With so many answers and more, one chunk in so many is looked at first.
MANY, EVERY = 2_000_000, 20
# As near as is worth it on a sample, and the passes it may take.
ROUGH, ROUGH_PASSES = 0.05, 40
# After a sample all answers are climbed as roughly, then to the end with the slopes that sank:
# among thousands of items some always sink, and a second whole climb would be for them alone.
SAMPLE, NEAR, ALL, SUNK = range(4)


@dataclass(frozen=True)
class State:
    """How far a calibration is: the stage, whose slopes are sought by their logarithm (m,), the
    climb, and the passes over all answers before it."""

    stage: int
    log: Bools
    climb: Climb
    before: int = 0


@dataclass(frozen=True)
class Climber:
    """What a calibration of m items is asked to do."""

    held: Held
    model: str
    priors: Priors
    guess: Floats
    tolerance: float
    most: int
    single: bool
    fixed: Fixed | None = None

    def begin(self, form: Form, x: Floats | None, *, sample: bool) -> State:
        """The first state, at x (m, p) or, when None, wherever seems best."""
        if x is not None:
            x = self.search(form).reached(x)
            return State(ALL, form.log, Climb(x, x))
        x = self.search(form).first()
        stage = SAMPLE if sample and len(self.held) >= MANY else ALL
        return State(stage, form.log, Climb(x, x))

    def search(self, form: Form, *, sample: bool = False) -> Search:
        """Over all answers, or a sample."""
        held = self.held.sample(EVERY) if sample else self.held
        return searched(held, form, self.guess, self.fixed, single=self.single)

    def go_on(
        self, state: State, progress: Progress, keep: Callable[[State], None]
    ) -> tuple[Search, State]:
        """The search of the last stage, and the state at its end."""
        while True:
            search, state = self._climbed(state, progress, keep)
            after = self._after(search, state)
            if after is None:
                return search, state
            state = after
            keep(state)

    def _climbed(
        self, state: State, progress: Progress, keep: Callable[[State], None]
    ) -> tuple[Search, State]:
        sample = state.stage == SAMPLE
        search = self.search(self._form(state), sample=sample)

        def tell(at: Climb) -> None:
            keep(replace(state, climb=at))
            if at.once is not None and not sample:
                progress(state.before + at.passes, self.most, at.value)

        rough = state.stage in (SAMPLE, NEAR)
        tolerance = max(ROUGH, self.tolerance) if rough else self.tolerance
        most = ROUGH_PASSES if sample else self.most - state.before
        return search, replace(state, climb=search.go_on(state.climb, tolerance, most, tell))

    def _after(self, search: Search, state: State) -> State | None:
        """The state that the next stage begins in; None at the end."""
        climb = state.climb
        if state.stage == SAMPLE:
            return State(NEAR, state.log, Climb(climb.safe, climb.safe))
        sunk = sinking(search.form, climb.safe) & (self.priors.sunk is not None)
        left = self.most - state.before - climb.passes
        if state.stage == SUNK or not climb.converged or left <= 0:
            return None
        if state.stage == ALL and not sunk.any():
            return None
        a, d, c = named(search.form, climb.safe, self.guess)
        below = replace(state, log=state.log & ~sunk)
        x = coordinates(self._form(below), np.where(sunk, 0.0, a), d, c)
        return State(SUNK, below.log, Climb(x, x), state.before + climb.passes)

    def _form(self, state: State) -> Form:
        return form_of(self.model, self.priors, len(state.log), ~state.log)
