"""The climb: EM (Bock & Aitkin 1981), squared (Varadhan & Roland 2008: SQUAREM, scheme S3).

It never goes down: a squared step that did not gain is taken back.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from adaptive.calibration.answers import Answers, chunks
from adaptive.calibration.curves import Form, coordinates, log_curve, log_prior, named, within
from adaptive.calibration.expect import Counts, Tables, total
from adaptive.calibration.grid import grid, spacing
from adaptive.calibration.maximise import maximise
from adaptive.gaussian import Floats

# A squared step is worth at most this many EM steps.
LONGEST = 64.0
# The grid is refined when the slopes found ask for steps below this share of its own.
FINER = 0.9

Progress = Callable[[int, int, float], None]


class Search:
    """The climb of one calibration: answers in chunks, coordinates, and the grid so far."""

    def __init__(self, given: Answers, form: Form, guess: Floats) -> None:
        self.given, self.form, self.guess = given, form, guess
        self.chunks = chunks(given)
        self._step = np.inf
        self.nodes, self._weight = grid(1.0)

    def first(self) -> Floats:
        """Where to begin: slope 1, places by the share of right answers, c at its prior."""
        right, given = self.given.rights(), self.given.given()
        share = np.clip((right + 0.5) / (given + 1.0), 0.02, 0.98)
        above = np.clip((share - self.guess) / (1.0 - self.guess), 0.02, 0.98)
        beta = self.form.guess
        c = (beta.a - 1.0) / (beta.a + beta.b - 2.0) if beta and beta.a > 1.0 else 0.1
        d = np.log(above / (1.0 - above))
        return coordinates(self.form, np.ones(len(d)), d, np.full(len(d), c))

    def refine(self, x: Floats) -> bool:
        """Makes the grid fine enough for these parameters; whether it had to change."""
        step = spacing(self.given, named(self.form, x, self.guess)[0])
        if step >= FINER * self._step:
            return False
        self._step = step
        self.nodes, self._weight = grid(step)
        return True

    def tables(self, x: Floats) -> Tables:
        """What an E-step reads."""
        wrong, right = log_curve(self.form, x, self.guess, self.nodes)
        return Tables(wrong, right, self._weight)

    def counts(self, x: Floats) -> tuple[Counts, float]:
        """The E-step of all answers, and the objective: log-likelihood and priors."""
        counts = total(self.chunks, self.tables(x))
        return counts, counts.log_likelihood + float(log_prior(self.form, x).sum())

    def em(self, x: Floats) -> tuple[Floats, float]:
        """One EM step from x, and the objective at x."""
        counts, value = self.counts(x)
        return maximise(self.form, x, self.guess, self.nodes, counts), value

    def climb(
        self, x: Floats, tolerance: float, most: int, progress: Progress
    ) -> tuple[Floats, int, bool]:
        """Where EM no longer moves, the passes over the answers, whether it got there.

        A squared step that turns out lower than the EM step before it is taken back.
        """
        passes, floor, safe = 0, -np.inf, x
        while passes < most:
            if self.refine(x):
                floor = -np.inf
            once, value = self.em(x)
            passes += 1
            if value < floor:
                x, floor = safe, -np.inf
                continue
            progress(passes, most, value)
            if np.abs(once - x).max(initial=0.0) < tolerance:
                if not self.refine(once):
                    return once, passes, True
                x, floor = once, -np.inf
                continue
            safe = once
            if passes == most:
                break
            safe, floor = self.em(once)
            passes += 1
            x = within(self.form, squared(x, once, safe))
        return safe, passes, False


def squared(x: Floats, once: Floats, twice: Floats) -> Floats:
    """From x and two EM steps, where many more would lead (scheme S3, its length bounded)."""
    first = once - x
    bend = (twice - once) - first
    size = float(np.sqrt((bend**2).sum()))
    length = float(np.sqrt((first**2).sum())) / size if size > 0.0 else 1.0
    length = min(max(length, 1.0), LONGEST)
    return np.asarray(x + 2.0 * length * first + length**2 * bend)
