"""Differential functioning by likelihood ratio: an item common to two groups, against one each.

Thissen, Steinberg & Wainer 1993. Both models are fitted whole: the item studied, the others,
and the law of abilities of the focal group (the others are N(0, 1)), by EM over the answers of
both groups (Bock & Zimowski 1997), squared. It costs two calibrations an item: for those that
``mantel_haenszel`` names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.calibration.answers import Answers, Chunk
from adaptive.calibration.answers import chunk as make_chunk
from adaptive.calibration.chance import above
from adaptive.calibration.curves import (
    Form,
    Normal,
    Priors,
    coordinates,
    form_of,
    log_curve,
    log_prior,
    named,
    within,
)
from adaptive.calibration.dif import check_focal
from adaptive.calibration.expect import Counts, Expect, Tables, expected_counts
from adaptive.calibration.fit import Calibration
from adaptive.calibration.grid import spacing
from adaptive.calibration.held import Changed, Held, InMemory, Seen, in_order
from adaptive.calibration.maximise import maximise
from adaptive.calibration.search import length_of, squared
from adaptive.gaussian import Floats
from adaptive.pool import Bools

FARTHEST, MOST = 6.0, 400
# No coordinate is thought to have farther to go.
CLOSE = 1e-4
NONE = Priors(None, None, None)


@dataclass(frozen=True)
class Ratio:
    """Of one item: ``chi`` with ``df`` degrees of freedom and ``p`` that it is the same in both
    groups; how much harder it is to the focal group at success ½, logits (NaN at slope 0);
    ``law`` of the focal group’s abilities where the item is its own in each."""

    item: int
    chi: float
    df: int
    p: float
    harder: float
    law: Normal


def likelihood_ratio(
    given: Answers | Held,
    found: Calibration,
    focal: Bools,
    items: list[int],
    model: str = "2pl",
) -> tuple[Ratio, ...]:
    """Each of some items, its slope and difficulty common or not.

    No prior: items must have right and wrong answers in both groups. Items without parameters
    are left out of everything.

    :param found: where to begin.
    :param focal: of each learner, (learners,).
    :param model: 1pl (one slope for all: difficulty alone may differ) or 2pl.
    :raises ValueError: another model, not a boolean a learner, a group or an item that cannot
        be compared.
    """
    held: Held = InMemory(given) if isinstance(given, Answers) else given
    keep = _comparable(held, found, focal, items, model)
    number = np.cumsum(keep) - 1
    some, whose = held.only(keep), in_order(held, focal.astype(np.int64)) == 1
    common = _Two(some, whose, model)
    x, law = common.climb(common.first(found.a[keep], found.d[keep]), Normal(0.0, 1.0))
    below = common.value
    results = []
    for item in items:
        cut = Changed(some, _Apart(whose, int(number[item])), some.items + 1)
        _both_ways(cut, item)
        own = _Two(cut, whose, model)
        apart, its_law = own.climb(np.vstack([x, x[number[item]]]), law)
        a, d, _ = named(own.form, apart, np.zeros(len(apart)))
        pair = np.array([number[item], len(x)])
        with np.errstate(divide="ignore", invalid="ignore"):
            b = -d[pair] / a[pair]
        chi, df = max(2.0 * (own.value - below), 0.0), 1 if model == "1pl" else 2
        p = float(above(np.array([chi]), np.array([df]))[0])
        results.append(Ratio(item, chi, df, p, float(b[1] - b[0]), its_law))
    return tuple(results)


def _comparable(
    given: Held, found: Calibration, focal: Bools, items: list[int], model: str
) -> Bools:
    """The items that can be fitted without a prior, (m,); ValueError when others are asked."""
    if model not in ("1pl", "2pl"):
        raise ValueError(f"model: {model!r} is none of 1pl, 2pl")
    check_focal(focal, given.learners)
    count, right = given.given(), given.rights()
    keep = np.isfinite(found.a) & (right > 0) & (right < count)
    for item in items:
        if not 0 <= item < given.items or not keep[item]:
            raise ValueError(f"items: {item} has no right and wrong answers, or no parameters")
    return np.asarray(keep)


@dataclass(frozen=True)
class _Apart:
    """The item, to the focal group, is one more item at the end."""

    focal: Bools
    item: int

    def of(self, chunk: Chunk) -> Chunk:
        """The chunk with the focal group’s answers to the item as those to one more."""
        own = self.focal[chunk.first : chunk.first + chunk.learners]
        theirs = np.repeat(own, np.diff(chunk.start)) & (chunk.answer >> 1 == self.item)
        item = np.where(theirs, np.int32(chunk.items), chunk.answer >> 1)
        answer = (2 * item + (chunk.answer & 1)).astype(np.int32)
        return make_chunk(chunk.start, answer, chunk.items + 1, chunk.first)


def _both_ways(cut: Changed, item: int) -> None:
    right, count = cut.rights(), cut.given()
    if ((right == 0) | (right == count)).any():
        raise ValueError(f"items: {item} has all right or all wrong answers in a group")


@dataclass(frozen=True)
class _Both:
    """A pass: the E-steps of the others and of the focal group."""

    tables: tuple[Tables, Tables]
    focal: Bools

    def nothing(self) -> list[Counts]:
        """The sums of no learner."""
        return [Expect(one).nothing() for one in self.tables]

    def of(self, chunk: Chunk) -> list[Counts]:
        """The sums of a chunk of learners."""
        own = self.focal[chunk.first : chunk.first + chunk.learners]
        pairs = zip(self.tables, (chunk.of(~own), chunk.of(own)), strict=True)
        return [expected_counts(some, one) for one, some in pairs]

    def join(self, one: list[Counts], other: list[Counts]) -> list[Counts]:
        """The sums of two lots of learners, together."""
        pairs = zip(self.tables, one, other, strict=True)
        return [Expect(tables).join(mine, theirs) for tables, mine, theirs in pairs]


class _Two:
    """Two groups of learners, items in common, and the law of the second group’s abilities."""

    def __init__(self, given: Seen, focal: Bools, model: str) -> None:
        self.given, self.focal = given, focal
        self.form: Form = form_of(model, NONE, given.items)
        self.guess = np.zeros(given.items)
        self.value = -np.inf

    def first(self, a: Floats, d: Floats) -> Floats:
        """Coordinates to begin from."""
        slopes = np.full(len(a), a.mean()) if self.form.one_slope else a
        return coordinates(self.form, slopes, d, self.guess)

    def climb(self, x: Floats, law: Normal) -> tuple[Floats, Normal]:
        """The highest likelihood, kept as ``value``, and where it is."""
        at = np.vstack([x, [np.log(law.sd), law.mean]])
        self._grid(x)
        done, floor, safe = 0, -np.inf, at
        while done < MOST:
            once, value = self._em(at)
            done += 1
            if value < floor:
                at, floor = safe, -np.inf
                continue
            twice, floor = self._em(once)
            done, safe = done + 1, twice
            length = length_of(at, once, twice)
            if length * np.abs(once - at).max() < CLOSE:
                break
            at = squared(at, once, twice, length)
            at[:-1] = within(self.form, at[:-1])
        self.value = self._em(safe)[1]
        return safe[:-1], Normal(float(safe[-1, 1]), float(np.exp(safe[-1, 0])))

    def _grid(self, x: Floats) -> None:
        step = spacing(self.given, named(self.form, x, self.guess)[0])
        half = int(np.ceil(FARTHEST / step))
        self.nodes = np.linspace(-FARTHEST, FARTHEST, 2 * half + 1)

    def _em(self, at: Floats) -> tuple[Floats, float]:
        """One EM step, and the log-likelihood where it began."""
        x, (log_sd, mean) = at[:-1], at[-1]
        wrong, right = log_curve(self.form, x, self.guess, self.nodes)
        tables = []
        for m, s in ((0.0, 1.0), (mean, np.exp(log_sd))):
            weight = -0.5 * ((self.nodes - m) / s) ** 2
            tables.append(Tables(wrong, right, weight - np.log(np.exp(weight).sum())))
        both = self.given.over(_Both((tables[0], tables[1]), self.focal))
        counts = Counts(
            both[0].given + both[1].given,
            both[0].right + both[1].right,
            both[0].learners + both[1].learners,
            both[0].log_likelihood + both[1].log_likelihood,
        )
        value = counts.log_likelihood + float(log_prior(self.form, x).sum())
        x = maximise(self.form, x, self.guess, self.nodes, counts)
        focal = both[1].learners / both[1].learners.sum()
        mean = float(focal @ self.nodes)
        sd = float(np.sqrt(focal @ (self.nodes - mean) ** 2))
        return np.vstack([x, [np.log(max(sd, 0.05)), mean]]), value
