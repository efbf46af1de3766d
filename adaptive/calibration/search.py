"""The climb: EM (Bock & Aitkin 1981), expanded, squared, that never goes down.

What EM is slow at is a shift or a stretch of the whole scale, since abilities follow the items.
So a step also finds the law N(μ, σ²) of the abilities it expected, and puts it back to N(0, 1)
by moving the items (PX-EM: Liu, Rubin & Wu 1998). Two steps then foresee many (SQUAREM, scheme
S3: Varadhan & Roland 2008); what did not gain is taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from adaptive.calibration.answers import Answers
from adaptive.calibration.curves import Form, coordinates, log_curve, log_prior, named, within
from adaptive.calibration.expect import Counts, Expect, Tables
from adaptive.calibration.grid import grid, spacing
from adaptive.calibration.held import Held, InMemory
from adaptive.calibration.maximise import maximise
from adaptive.gaussian import Floats

# A squared step is worth at most this many EM steps.
LONGEST = 64.0
# The grid is refined when the slopes found ask for steps below this share of its own.
FINER = 0.9
# Of an objective in single precision, as a share of it.
NOISE = 1e-8
# For derivatives by differences, in logits.
NUDGE = 1e-3

Progress = Callable[[int, int, float], None]


@dataclass(frozen=True)
class Climb:
    """How far a climb is, after any pass over the answers: all that it needs to go on.

    ``x`` is where the last squared step led, ``once`` the EM step from there once it is made,
    ``safe`` the last point known not to be lower, ``floor`` the objective there.
    """

    x: Floats
    safe: Floats
    once: Floats | None = None
    floor: float = -np.inf
    value: float = -np.inf
    passes: int = 0
    look: int = 0
    step: float = np.inf
    converged: bool = False


class Search:
    """The climb of one calibration: answers in chunks, coordinates, and the grid so far.

    With ``single``, E-steps are in single precision.
    """

    def __init__(
        self, held: Answers | Held, form: Form, guess: Floats, *, single: bool = False
    ) -> None:
        self.held: Held = InMemory(held) if isinstance(held, Answers) else held
        self.form, self.guess, self.single = form, guess, single
        self._step = np.inf
        self.nodes, self._weight = grid(1.0)

    def first(self) -> Floats:
        """Where to begin: slope 1, places by the share of right answers, c at its prior."""
        right, given = self.held.rights(), self.held.given()
        share = np.clip((right + 0.5) / (given + 1.0), 0.02, 0.98)
        above = np.clip((share - self.guess) / (1.0 - self.guess), 0.02, 0.98)
        beta = self.form.guess
        c = (beta.a - 1.0) / (beta.a + beta.b - 2.0) if beta and beta.a > 1.0 else 0.1
        d = np.log(above / (1.0 - above))
        return coordinates(self.form, np.ones(len(d)), d, np.full(len(d), c))

    def refine(self, x: Floats) -> bool:
        """Makes the grid fine enough for these parameters; whether it had to change."""
        step = spacing(self.held, named(self.form, x, self.guess)[0])
        if step >= FINER * self._step:
            return False
        self.set_grid(step)
        return True

    def set_grid(self, step: float) -> None:
        """Looks at abilities in such steps."""
        self._step = step
        self.nodes, self._weight = grid(step)

    def tables(self, x: Floats) -> Tables:
        """What an E-step reads."""
        wrong, right = log_curve(self.form, x, self.guess, self.nodes)
        tables = Tables(wrong, right, self._weight)
        return tables.single() if self.single else tables

    def counts(self, x: Floats) -> tuple[Counts, float]:
        """The E-step of all answers, and the objective: log-likelihood and priors."""
        counts = self.held.over(Expect(self.tables(x)))
        return counts, counts.log_likelihood + float(log_prior(self.form, x).sum())

    def em(self, x: Floats) -> tuple[Floats, float]:
        """One EM step from x, and the objective at x."""
        counts, value = self.counts(x)
        x = maximise(self.form, x, self.guess, self.nodes, counts)
        return self.standard(x, counts.learners), value

    def standard(self, x: Floats, learners: Floats) -> Floats:
        """The items moved so that abilities, as expected, have mean 0 and deviation 1.

        Not all the way where priors would lose more by it than the abilities gain.
        """
        many = float(learners.sum())
        if many == 0.0:
            return x
        mean = float(learners @ self.nodes) / many
        var = float(learners @ (self.nodes - mean) ** 2) / many
        a, d, c = named(self.form, x, self.guess)

        def moved(at: Floats) -> Floats:
            there = coordinates(self.form, a * np.exp(at[1]), d + a * at[0], c)
            return np.column_stack([there[:, :2], x[:, 2:]])

        def value(at: Floats) -> float:
            law = at[1] + 0.5 * (var + (mean - at[0]) ** 2) * np.exp(-2.0 * at[1])
            return float(log_prior(self.form, moved(at)).sum() - many * law)

        best = np.array([mean, 0.5 * np.log(var)])
        if self.form.precision.any():
            best = newton(value, best)
        return moved(best) if value(best) > value(np.zeros(2)) else x

    def reached(self, x: Floats) -> Floats:
        """Where a squared step may lead: x, no further than the search goes."""
        return within(self.form, x)

    def climb(
        self, x: Floats, tolerance: float, most: int, progress: Progress
    ) -> tuple[Floats, int, bool]:
        """Where EM no longer moves, the passes over the answers, whether it got there."""

        def tell(at: Climb) -> None:
            if at.once is not None:
                progress(at.passes, most, at.value)

        at = self.go_on(Climb(x, x), tolerance, most, tell)
        return at.safe, at.passes, at.converged

    def go_on(
        self, at: Climb, tolerance: float, most: int, keep: Callable[[Climb], None]
    ) -> Climb:
        """The climb from where it is to its end, or to ``most`` passes; told after each.

        A squared step that turns out lower than the EM step before it is taken back.
        """
        if not len(at.x):
            return replace(at, converged=True)
        if np.isfinite(at.step):
            self.set_grid(at.step)
        while not at.converged and at.passes < most:
            once = at.once
            at = self._leave(at) if once is None else self._square(at, once, tolerance)
            at = replace(at, passes=at.passes + 1, step=self._step)
            keep(at)
        return at

    def _leave(self, at: Climb) -> Climb:
        """The first of two passes."""
        if at.passes >= at.look:  # looking costs a tenth of a pass
            floor = -np.inf if self.refine(at.x) else at.floor
            at = replace(at, look=2 * at.passes + 1, floor=floor)
        once, value = self.em(at.x)
        noise = NOISE * abs(value) if self.single else 0.0
        if value < at.floor - noise:
            return replace(at, x=at.safe, floor=-np.inf)
        return replace(at, once=once, safe=once, value=value)

    def _square(self, at: Climb, once: Floats, tolerance: float) -> Climb:
        """The second pass, and the squared step, or the end."""
        twice, floor = self.em(once)
        at = replace(at, once=None, safe=twice, floor=floor, value=floor)
        length = length_of(at.x, once, twice)
        if length * np.abs(once - at.x).max(initial=0.0) >= tolerance:
            return replace(at, x=self.reached(squared(at.x, once, twice, length)))
        if self.refine(twice):
            return replace(at, x=twice, floor=-np.inf)
        return replace(at, x=twice, converged=True)


def newton(value: Callable[[Floats], float], at: Floats) -> Floats:
    """One step of Newton in two dimensions, towards a maximum; derivatives by differences."""
    e = np.eye(2) * NUDGE
    here = value(at)
    up, down = ([value(at + sign * move) for move in e] for sign in (1.0, -1.0))
    both = value(at + e[0] + e[1]) - up[0] - up[1] + here
    gradient = (np.array(up) - down) / (2.0 * NUDGE)
    bend = np.diag(np.array(up) + down - 2.0 * here) + both * np.array([[0.0, 1.0], [1.0, 0.0]])
    return np.asarray(at - np.linalg.solve(bend / NUDGE**2, gradient))


def length_of(x: Floats, once: Floats, twice: Floats) -> float:
    """How many EM steps like the first are left, from the bend between two; at least 1."""
    first = once - x
    bend = float(np.sqrt((((twice - once) - first) ** 2).sum()))
    size = float(np.sqrt((first**2).sum()))
    return min(max(size / bend, 1.0), LONGEST) if bend > 0.0 else 1.0


def squared(x: Floats, once: Floats, twice: Floats, length: float) -> Floats:
    """From x and two EM steps, where ``length`` steps would lead (scheme S3)."""
    first = once - x
    return np.asarray(x + 2.0 * length * first + length**2 * ((twice - once) - first))
