"""The weeks ahead: when a learner is there, what needs seeing again, what there is room for.

Alternance puts weeks in a company between weeks at the school. Nothing is asked while somebody
is away, unless she chose it; what waits for her return is spread, and nothing is ever late.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace

import numpy as np

from adaptive.credit import credited as credited
from adaptive.filter import observe
from adaptive.gaussian import Floats
from adaptive.mastery import Standing, standing
from adaptive.mastery import ordinary_success as success_of
from adaptive.observation import Observation
from adaptive.parameters import Parameters
from adaptive.pool import Bools
from adaptive.state import State

WEEK = 7.0
MOST_WEEKS = 52
# Of the exercises of a week, those that may be reviews: new skills must keep the larger part.
REVIEW_SHARE = 0.4
# A week with less presence than this is one of absence: what follows it is a return.
AWAY_BELOW = 0.5
# What waited during an absence is spread over this many weeks of presence, at least.
RETURN_WEEKS = 2
REVIEW_EXERCISES = 2  # a review is one exercise, and one more in case


@dataclass(frozen=True)
class Period:
    """Days from ``start`` until before ``end``, ``present`` at the school or not.

    :raises ValueError: start or end not finite, or end not after start.
    """

    start: float
    end: float
    present: bool

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start) and math.isfinite(self.end)):
            raise ValueError(f"start, end: {self.start}, {self.end} are not finite numbers")
        if self.end <= self.start:
            raise ValueError(f"end: {self.end} is not after {self.start}")


@dataclass(frozen=True)
class Calendar:
    """When a learner is there, and for how long.

    Days outside every period are days of presence. ``minutes`` of exercises a week of presence;
    ``exercise_minutes`` for one, feedback included; ``away_minutes`` a week of absence, 0
    unless the learner chose to go on from where she is.

    :raises ValueError: periods that overlap, or a number out of range.
    """

    periods: tuple[Period, ...] = ()
    minutes: float = 120.0
    exercise_minutes: float = 1.5
    away_minutes: float = 0.0

    def __post_init__(self) -> None:
        ordered = sorted(self.periods, key=lambda period: period.start)
        for one, other in itertools.pairwise(ordered):
            if other.start < one.end:
                raise ValueError(f"periods: {one} and {other} overlap")
        for name in ("minutes", "away_minutes"):
            if not 0.0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name}: {getattr(self, name)} must be a number ≥ 0")
        if not 0.0 < self.exercise_minutes < math.inf:
            raise ValueError(f"exercise_minutes: {self.exercise_minutes} must be a number > 0")

    def presence(self, start: float, end: float) -> float:
        """The share of the days from start until end that are days of presence, 0 to 1."""
        away = sum(
            max(min(period.end, end) - max(period.start, start), 0.0)
            for period in self.periods
            if not period.present
        )
        return 1.0 - away / (end - start)


@dataclass(frozen=True)
class Review:
    """A skill to see again. ``p``: success predicted at the end of its week if it is not."""

    skill: int
    p: float


@dataclass(frozen=True)
class Week:
    """Days ``start`` until before ``end``: minutes and exercises there is time for, reviews
    still to come, and the exercises left for what is new. ``presence`` 0 to 1. ``waiting``: how
    many skills can wait for a later week; no list of what was missed, since nothing is late."""

    start: float
    end: float
    presence: float
    minutes: float
    exercises: int
    reviews: tuple[Review, ...]
    waiting: int

    @property
    def new_exercises(self) -> int:
        """Exercises that are not reviews."""
        return self.exercises - REVIEW_EXERCISES * len(self.reviews)


def due(parameters: Parameters, now: Standing) -> tuple[Bools, Floats]:
    """Which proved skills are à revoir at ``now.at``, (n,), and the success predicted."""
    return now.review, success_of(now.mean - parameters.difficulty, now.sd)


def plan(
    parameters: Parameters,
    state: State,
    calendar: Calendar,
    at: float,
    weeks: int = 8,
    since: float | None = None,
    reviewed: int = 0,
) -> tuple[Week, ...]:
    """The load of the weeks from ``at`` (days) on, reviews named.

    ``since``: when the first week began (default: now), and ``reviewed`` the skills seen again
    in it so far, which leave that much less room. The engine looks ahead: at each week's end it
    asks what needs seeing again, gives as many reviews as the week has room for, the weakest
    first, and goes on from the state in which they were right, so that each also keeps its
    neighbours alive. Reviews take at most 40 % of a week; after a week of absence (less than
    half of it there), at most half of what waits.

    :raises ValueError: at before the state's time or not finite; since after at or more than a
        week before; reviewed < 0; weeks outside 1 to 52.
    """
    since = at if since is None else since
    _check(state, at, weeks, since, reviewed)
    found: list[Week] = []
    for number in range(weeks):
        week = _empty(calendar, since + WEEK * number)
        wanted, p = due(parameters, standing(parameters, state, week.end))
        queue = sorted(np.flatnonzero(wanted).tolist(), key=lambda skill: (p[skill], skill))
        done = reviewed if number == 0 else 0
        room = _room(calendar, week, at, len(queue), done)
        reviews = tuple(Review(skill, float(p[skill])) for skill in queue[:room])
        found.append(replace(week, reviews=reviews, waiting=len(queue) - len(reviews)))
        if number + 1 < weeks:
            state = _reviewed(parameters, state, found[-1])
    return tuple(found)


def _check(state: State, at: float, weeks: int, since: float, reviewed: int) -> None:
    if not 1 <= weeks <= MOST_WEEKS:
        raise ValueError(f"weeks: {weeks} is outside 1 to {MOST_WEEKS}")
    if not (math.isfinite(at) and at >= state.at):
        raise ValueError(f"at: {at} must be a time from {state.at} on")
    if not at - WEEK < since <= at:
        raise ValueError(f"since: {since} must be {at} or less than a week before")
    if reviewed < 0:
        raise ValueError(f"reviewed: {reviewed} is negative")


def _room(calendar: Calendar, week: Week, at: float, waiting: int, done: int) -> int:
    """How many skills of those waiting may be seen again in a week, ``done`` of it being so."""
    if calendar.away_minutes == 0.0 and calendar.presence(max(week.start, at), week.end) == 0.0:
        return 0  # she has left already
    room = int(week.exercises * REVIEW_SHARE) // REVIEW_EXERCISES
    if calendar.presence(week.start - WEEK, week.start) < AWAY_BELOW and week.presence > 0.0:
        room = min(room, math.ceil((waiting + done) / RETURN_WEEKS))
    return max(room - done, 0)


def _empty(calendar: Calendar, start: float) -> Week:
    end = start + WEEK
    presence = calendar.presence(start, end)
    minutes = presence * calendar.minutes + (1.0 - presence) * calendar.away_minutes
    # Rounded first: two thirds of a week must not lose an exercise to the last bit.
    exercises = int(round(minutes / calendar.exercise_minutes, 6))
    return Week(start, end, presence, minutes, exercises, (), 0)


def _reviewed(parameters: Parameters, state: State, week: Week) -> State:
    """The state after the week's reviews, all right, in one sitting in its middle."""
    at = max((week.start + week.end) / 2.0, state.at)
    sitting = state.sitting + 1
    for review in week.reviews:
        seen = Observation(
            seq=state.seq + 1,
            at=at,
            day=math.floor(at),
            sitting=sitting,
            skills=(review.skill,),
            score=1.0,
            b=float(parameters.difficulty[review.skill]),
            variant=state.seq + 1,
        )
        state, _ = observe(parameters, state, seen)
    return state
