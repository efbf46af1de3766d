"""The choice of exercises when a learner practises."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from adaptive.candidates import CODES, Candidates, candidates
from adaptive.choice import Choice, Reason, Stop, draw_among_best
from adaptive.gaussian import Floats
from adaptive.mastery import Standing, standing
from adaptive.parameters import Ints, Parameters
from adaptive.pool import Bools, Pool, check_skills, rows_of, success
from adaptive.state import State

# Predicted success: an exercise teaches most in the band; less likely than the floor, it comes
# with its first hint open, and rarely; never under the lowest.
LOWEST, FLOOR, BAND_LOW, BAND_HIGH = 0.30, 0.60, 0.70, 0.85
AT_CERTAIN = 0.5  # what an exercise teaches that nobody fails
# Where what she succeeded at lately leaves the middle of the band, easier or harder exercises
# count for more: beliefs err, and of what is worth most little may be in the band.
LATELY, AS_IF = 48, 8  # scores looked at; how many more are taken to be in the middle
AIM_LOW, AIM_HIGH, PULL = 0.75, 0.80, 3.0
MOST_EASIER, MOST_HARDER = 0.25, 0.10  # who is always right shows what she knows, too
AFTER_FAILURE = 0.50
EASE_SUCCESS = 0.80
FAILED = 0.5
FEW, NEAR = 3, 0.8  # of the scores, those drawn among
EXPLORE = 0.05
LEAST_NEED = 0.01  # of a skill that is known and may not be reviewed
# Reading the feedback takes time too; and without it, the shortest exercise would always win.
OVERHEAD_SECONDS = 30.0
SAME_SKILL, SAME_STRAND, SEEN_FAMILY = 0.6, 0.9, 0.6


FORESEEN_BY_MODEL = 128  # candidates, the best by the filter

# Chance of success on rows of the pool, NaN where nothing is known of a row.
Foresee = Callable[[Ints], Floats]


@dataclass(frozen=True)
class PracticeContext:
    """What the choice may know besides the state.

    ``at`` now, days; ``domain`` an index or None for all; ``goals`` skills a person set;
    ``recent`` pool ids shown in the window, ``scores`` and ``skills`` of the sitting's answers,
    each with the newest last, empty when it begins; ``available`` (m,) masks rows of the pool;
    ``reviews_allowed`` the skills that may be asked as a review now (None: all), by the
    calendar; ``lately`` the scores of her last answers in any sitting, the newest last.
    """

    at: float
    domain: int | None = None
    goals: tuple[int, ...] = ()
    recent: tuple[int, ...] = ()
    scores: tuple[float, ...] = ()
    skills: tuple[int, ...] = ()
    available: Bools | None = None
    reviews_allowed: frozenset[int] | None = None
    lately: tuple[float, ...] = ()


def practise(
    parameters: Parameters,
    state: State,
    pool: Pool,
    context: PracticeContext,
    draw: np.random.Generator,
    foresee: Foresee | None = None,
) -> Choice | Stop:
    """The next exercise of practice, or Stop("dry") when no row may be shown at all.

    Score: expected gain per expected second, ``need·fit(p)/(seconds + 30)``, times factors of
    variety (see ``candidates``); p is judged as ``pull`` says. Two failures in a row bring
    something easier, one nothing below one in two; one choice in twenty explores; when nothing
    is within reach, the easiest there is, with help, and the trainer is told.

    ``foresee``, of a model shown to be better, says how well the best candidates would succeed
    instead of the filter; the choice keeps the filter’s ``p``, and the model’s as a term.

    :raises ValueError: at not finite; a domain, goal or mask that does not fit.
    """
    _check(parameters, pool, context)
    here = _here(parameters, pool, context)
    seen = rows_of(pool, context.recent)
    shown = _unseen(pool, here, seen)
    if len(shown) == 0:
        return Stop("dry")
    now = standing(parameters, state, context.at)
    asked = _asked(parameters, state, pool.skill[here], now, context)
    luck, skill = float(draw.random()), pool.skill[shown]
    variety = _variety(parameters, pool, seen, context)
    if len(context.scores) >= 2 and max(context.scores[-2:]) < FAILED:
        p = _predicted(state, now, pool, shown)
        return _ease(pool, shown, p, asked, variety, draw)
    rows = shown[asked.need[skill] > 0.0]
    if len(rows) == 0:
        rows = shown[asked.known[skill]]
        if len(rows) == 0:
            return _fallback(pool, shown, _predicted(state, now, pool, shown))
        return _upkeep(pool, rows, _predicted(state, now, pool, rows), variety, draw)
    p = _predicted(state, now, pool, rows)
    if float(p.max()) < FLOOR:
        return _fallback(pool, rows, p)
    failed = bool(context.scores) and context.scores[-1] < FAILED
    pulled = pull(context.lately)
    if luck < EXPLORE and not failed and (new := _explore(pool, rows, p, draw)) is not None:
        return new
    score = _score(pool, rows, p, asked, variety, pulled, failed)
    if foresee is None:
        return _best(parameters, pool, rows, p, asked, score, pulled, draw)
    top = np.sort(np.argsort(-score, kind="stable")[:FORESEEN_BY_MODEL])
    rows, p, score = rows[top], p[top], score[top]
    said = _foreseen(foresee, rows)
    used = np.where(np.isnan(said), p, said)
    by_model = _score(pool, rows, used, asked, variety, pulled, failed)
    if not float(by_model.max()) > 0.0:
        return _best(parameters, pool, rows, p, asked, score, pulled, draw)
    found = _best(parameters, pool, rows, used, asked, by_model, pulled, draw)
    return _by_model(found, rows, p, said)


def _asked(
    parameters: Parameters, state: State, held: Ints, now: Standing, context: PracticeContext
) -> Candidates:
    """What the skills that have exercises, those of ``held``, are worth now."""
    stocked = np.zeros(len(parameters), dtype=np.bool_)
    stocked[held] = True
    return candidates(
        parameters,
        state,
        stocked,
        now,
        context.goals,
        context.reviews_allowed,
        begun_sitting=bool(context.scores),
    )


def pull(lately: tuple[float, ...]) -> float:
    """What is added to every predicted success before it is judged, from −.25 to .10.

    ``3·(m − nearest of [.75, .80])``, m the mean of the last 48 scores and of 8 of .775 more.
    Below 0 after many failures: the easier ones are then those in the band. A proportional
    controller (docs/adr/0082).
    """
    last = lately[-LATELY:]
    middle = (AIM_LOW + AIM_HIGH) / 2.0
    mean = (sum(last) + AS_IF * middle) / (len(last) + AS_IF)
    pulled = PULL * (mean - min(max(mean, AIM_LOW), AIM_HIGH))
    return min(max(pulled, -MOST_EASIER), MOST_HARDER)


def fitness(p: Floats) -> Floats:
    """How much an exercise with predicted success p teaches, relative, same shape.

    1 in the band .70–.85; 0 up to .30, linear between; falls to .5 at certain success. One
    learns most where one mostly succeeds (Wilson et al. 2019: .85 for gradient learners), and
    something below: with no exercise under the floor, what is wholly new never begins.
    """
    rising = (p - LOWEST) * (1.0 / (BAND_LOW - LOWEST))
    falling = 1.0 - (p - BAND_HIGH) * ((1.0 - AT_CERTAIN) / (1.0 - BAND_HIGH))
    fit = np.minimum(np.minimum(rising, falling), 1.0)
    return np.asarray(np.maximum(fit, 0.0), dtype=np.float64)


def _score(
    pool: Pool,
    rows: Ints,
    p: Floats,
    asked: Candidates,
    variety: Variety,
    pulled: float,
    failed: bool,
) -> Floats:
    """Expected gain per expected second of each row, relative."""
    worth = (asked.need * variety.skill)[pool.skill[rows]]
    score = worth * fitness(p + pulled) / (pool.seconds[rows] + OVERHEAD_SECONDS)
    if len(variety.seen):
        score *= variety.row(rows)
    return np.where(p >= AFTER_FAILURE, score, 0.0) if failed else score


def _best(
    parameters: Parameters,
    pool: Pool,
    rows: Ints,
    p: Floats,
    asked: Candidates,
    score: Floats,
    pulled: float,
    draw: np.random.Generator,
) -> Choice:
    here = draw_among_best(score, draw, few=FEW, near=NEAR)
    row, chance = int(rows[here]), float(p[here])
    chosen = int(pool.skill[row])
    terms = {
        "need": float(asked.need[chosen]),
        "fit": float(fitness(p[here : here + 1] + pulled)[0]),
        "seconds": float(pool.seconds[row] + OVERHEAD_SECONDS),
        "score": float(score[here]),
    }
    why = _reason(parameters, asked, chosen)
    return Choice(row, chance, why, terms, help_first=chance < FLOOR)


def _foreseen(foresee: Foresee, rows: Ints) -> Floats:
    said = np.asarray(foresee(rows), dtype=np.float64)
    if said.shape != rows.shape or not ((said >= 0.0) & (said <= 1.0) | np.isnan(said)).all():
        raise ValueError("foresee: a chance from 0 to 1, or NaN, is needed for each row")
    return said


def _by_model(choice: Choice, rows: Ints, p: Floats, said: Floats) -> Choice:
    """The choice with the filter’s chance, so that the two go on being compared."""
    here = int(np.flatnonzero(rows == choice.item)[0])
    terms = (
        choice.terms if np.isnan(said[here]) else choice.terms | {"model": float(said[here])}
    )
    return dataclasses.replace(choice, p=float(p[here]), terms=terms)


def _reason(parameters: Parameters, asked: Candidates, skill: int) -> Reason:
    code = CODES[int(asked.code[skill])]
    below = parameters.requires[skill]
    if code == "frontier":
        return Reason(code, skill, tuple(r for r in below if asked.known[r]))
    if code == "onward":
        begun = asked.under_way & ~asked.known
        return Reason(code, skill, tuple(r for r in below if begun[r]))
    if code == "goal":
        return Reason(code, skill, asked.goals_of[skill])
    return Reason(code, skill)


def _ease(
    pool: Pool,
    shown: Ints,
    p: Floats,
    asked: Candidates,
    variety: Variety,
    draw: np.random.Generator,
) -> Choice:
    """The most useful of what is likely to succeed, in a skill known or open; else the easiest
    of all."""
    skill = pool.skill[shown]
    easy = (p >= EASE_SUCCESS) & (asked.known[skill] | (asked.need[skill] > 0.0))
    if not easy.any():
        easy = p >= float(p.max())
    rows, chances = shown[easy], p[easy]
    worth = np.maximum(asked.need, LEAST_NEED) * variety.skill
    score = worth[pool.skill[rows]] * variety.row(rows)
    here = draw_among_best(score / (pool.seconds[rows] + OVERHEAD_SECONDS), draw)
    why = Reason("ease", int(pool.skill[rows[here]]))
    return Choice(int(rows[here]), float(chances[here]), why, {"score": float(score[here])})


def _upkeep(
    pool: Pool, rows: Ints, p: Floats, variety: Variety, draw: np.random.Generator
) -> Choice:
    """All that has an exercise here is acquis, and no review may come: keep it alive."""
    varied = variety.skill[pool.skill[rows]] * variety.row(rows)
    score = np.maximum(fitness(p), 0.05) * varied / (pool.seconds[rows] + OVERHEAD_SECONDS)
    here = draw_among_best(score, draw)
    why = Reason("upkeep", int(pool.skill[rows[here]]))
    return Choice(int(rows[here]), float(p[here]), why, {"score": float(score[here])})


def _fallback(pool: Pool, rows: Ints, p: Floats) -> Choice:
    here = int(np.argmax(p))
    why = Reason("fallback", int(pool.skill[rows[here]]))
    terms = {"floor": FLOOR}
    return Choice(
        int(rows[here]), float(p[here]), why, terms, help_first=True, tell_trainer=True
    )


def _explore(pool: Pool, rows: Ints, p: Floats, draw: np.random.Generator) -> Choice | None:
    """One of the items within reach whose difficulty is least known, for calibration."""
    within = np.flatnonzero(p >= BAND_LOW)
    spread = pool.b_var[rows[within]]
    if len(within) == 0 or float(spread.max()) <= 0.0:
        return None
    vague = within[spread >= float(np.quantile(spread, 0.75))]
    here = int(vague[int(draw.integers(len(vague)))])
    row = int(rows[here])
    why = Reason("explore", int(pool.skill[row]))
    return Choice(row, float(p[here]), why, {"b_var": float(pool.b_var[row])})


@dataclass(frozen=True, eq=False)
class Variety:
    """Factors below 1: ``skill`` (n,) for the skills and the strands just worked on, and one of
    the rows ``seen`` in the window, for a family already shown. Two exercises running on one
    skill are fine, three are rare."""

    skill: Floats
    seen: Ints
    size: int  # of the pool

    def row(self, rows: Ints) -> Floats:
        """The second factor, of these rows."""
        factor = np.ones(self.size)
        factor[self.seen] = SEEN_FAMILY
        return factor[rows]


def _variety(
    parameters: Parameters, pool: Pool, seen: Ints, context: PracticeContext
) -> Variety:
    factor = np.ones(len(parameters))
    for last in context.skills[-2:]:
        factor[last] *= SAME_SKILL
        factor[parameters.strand == parameters.strand[last]] *= SAME_STRAND
    return Variety(factor, seen, len(pool))


def _here(parameters: Parameters, pool: Pool, context: PracticeContext) -> Bools:
    """Rows of the domain that are available, (m,)."""
    mask = np.ones(len(pool), dtype=np.bool_)
    if context.domain is not None:
        mask &= parameters.domain[pool.skill] == context.domain
    if context.available is not None:
        mask &= context.available
    return mask


def _unseen(pool: Pool, here: Bools, seen: Ints) -> Ints:
    """The rows that may be shown: a fixed item already shown in the window may not."""
    mask = here.copy()
    mask[seen[~pool.generated[seen]]] = False
    return np.flatnonzero(mask)


def _predicted(state: State, now: Standing, pool: Pool, rows: Ints) -> Floats:
    """Predicted success of each row now. For items of several skills the covariance is that of
    ``state``, its correlations kept and its variances those of now."""
    cov = state.cov
    if len(pool.multi):
        ratio = now.sd / np.maximum(state.sd, 1e-6)
        cov = cov * np.multiply.outer(ratio, ratio)
    return success(pool, rows, now.mean, now.sd, cov)[0]


def _check(parameters: Parameters, pool: Pool, context: PracticeContext) -> None:
    n = len(parameters)
    if not math.isfinite(context.at):
        raise ValueError(f"at: {context.at} is not a finite number")
    if context.domain is not None and not 0 <= context.domain < len(parameters.domains):
        raise ValueError(f"domain: {context.domain} is unknown")
    for name in ("goals", "skills"):
        if any(not 0 <= skill < n for skill in getattr(context, name)):
            raise ValueError(f"{name}: a skill beyond the {n} known")
    if any(not 0 <= skill < n for skill in context.reviews_allowed or ()):
        raise ValueError(f"reviews_allowed: a skill beyond the {n} known")
    for name in ("scores", "lately"):
        if not all(0.0 <= score <= 1.0 for score in getattr(context, name)):
            raise ValueError(f"{name}: {getattr(context, name)} are not all in [0, 1]")
    check_skills(pool, n)
    if context.available is not None and context.available.shape != (len(pool),):
        raise ValueError(f"available: {len(pool)} values are needed")
