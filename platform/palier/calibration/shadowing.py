"""Other ways to foresee answers, beside the filter that chooses: compared, never used here.

The filter’s prediction is the one kept with each exercise when it was chosen. The two-way
filter follows the same answers in their order. The model, when asked for, is fitted on earlier
answers and foresees the later ones, block after block. All three speak before the answer, so
that what they cost can be compared (prequential: Dawid 1984).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.prediction import bounded_loss, exercises, fit, switch
from adaptive.two_way import Log, Shadow, log_of, shadow
from palier.calibration import firsts

Progress = Callable[[str, int, int], None]
BLOCKS = 4  # the first is only learnt from
LEAST = 200  # answers of a domain, below which nothing is compared
APART, LEAST_ITEM = 1.4, 20  # logits, two levels: worth a look; answers behind it


@dataclass(frozen=True)
class Answered:
    """Every unaided answer that counts, in the order given, (n,): whose, to which item, the
    score, when, and the chance that was foreseen when it was chosen."""

    learner: Ints
    item: Ints
    score: Floats
    at: Floats
    foreseen: Floats
    names: tuple[str, ...]
    skills: tuple[str, ...]

    def of_domain(self, domain: str) -> Ints:
        """The rows of a domain, in order."""
        inside = np.array([s.split(".")[0] == domain for s in self.skills], dtype=bool)
        return np.flatnonzero(inside[self.item])


def read(session: Session) -> Answered:
    """Answers in the order in which they were given."""
    found = firsts.every(session)
    unaided = np.flatnonzero(found.hints == 0.0)
    order = unaided[np.argsort(found.at[unaided], kind="stable")]
    return Answered(
        found.learner[order],
        found.item[order],
        found.score[order],
        found.at[order],
        found.foreseen[order],
        found.names,
        found.skills,
    )


def beside(
    session: Session,
    domains: tuple[str, ...],
    published: dict[str, float],
    with_model: bool = False,
    progress: Progress = lambda domain, done, of: None,
) -> dict[str, Any]:
    """What each way cost, by domain, of those with enough answers."""
    answered = read(session)
    found = {
        domain: compare(answered, domain, published, with_model, progress) for domain in domains
    }
    return {domain: one for domain, one in found.items() if one is not None}


def compare(
    answered: Answered,
    domain: str,
    published: dict[str, float],
    with_model: bool = False,
    progress: Progress = lambda domain, done, of: None,
) -> dict[str, Any] | None:
    """What each way cost in a domain, nats an answer, JSON-able; None with too few answers.

    ``published``: b of items by name, to say where the two-way filter believes otherwise.
    """
    rows = answered.of_domain(domain)
    if len(rows) < LEAST:
        return None
    log, names, skill_of = numbered(answered, rows)
    beside = shadow(log.learner, log.item, log.score, skill_of, log.at)
    of_filter = bounded_loss(answered.foreseen[rows], log.score)
    found: dict[str, Any] = {
        "answers": len(rows),
        "filter": _mean(of_filter),
        "two_way": _mean(bounded_loss(beside.followed.p, log.score)),
        "otherwise": _otherwise(beside, names, published),
    }
    if with_model:
        found["model"] = _model(log, skill_of, of_filter, domain, progress)
    return found


def numbered(answered: Answered, rows: Ints) -> tuple[Log, list[str], Ints]:
    """Some answers as a model reads them: their log, the names of its items, in their order,
    and the skill of each, numbered."""
    known, own = np.unique(answered.item[rows], return_inverse=True)
    names = [answered.names[place] for place in known.tolist()]
    of_skill = [answered.skills[place] for place in known.tolist()]
    _skills, skill_of = np.unique(of_skill, return_inverse=True)
    log = log_of(answered.learner[rows], own, answered.score[rows], answered.at[rows])
    return log, names, skill_of


def _mean(loss: Floats) -> float:
    return round(float(loss.mean()), 4)


def _otherwise(
    beside: Shadow, names: list[str], published: dict[str, float]
) -> list[list[Any]]:
    """Items that the two-way filter places elsewhere than the parameters in force: their name,
    how far in logits, and on how many answers; the farthest first. Both scales are laid on one
    another by the middle and spread of the items with enough answers."""
    difficulty = beside.items.mean / np.maximum(beside.items.slope, 0.2)
    at = np.array([published.get(name, np.nan) for name in names])
    sure = (beside.items.answers >= LEAST_ITEM) & np.isfinite(at)
    if sure.sum() < 5:
        return []
    spread = max(float(difficulty[sure].std()), 1e-6)
    there = (difficulty - difficulty[sure].mean()) / spread * at[sure].std() + at[sure].mean()
    apart = there - at
    far = np.flatnonzero(sure & (np.abs(apart) > APART))
    order = far[np.argsort(-np.abs(apart[far]))]
    return [
        [names[row], round(float(apart[row]), 2), int(beside.items.answers[row])]
        for row in order.tolist()
    ]


def _model(
    log: Log, skill_of: Ints, of_filter: Floats, domain: str, progress: Progress
) -> dict[str, Any] | None:
    """The model’s cost on what came after what it was fitted on, beside the filter’s on the
    same answers, and whether that is enough to switch it on; None when it cannot be fitted."""
    given = exercises([[int(skill)] for skill in skill_of])
    cuts = np.linspace(0, len(log), BLOCKS + 1).astype(int)
    said = []
    for block in range(1, BLOCKS):
        progress(domain, block - 1, BLOCKS - 1)
        first, last = cuts[block], cuts[block + 1]
        try:
            model = fit(given, _until(log, first))
        except ValueError:  # few learners yet, or none who was wrong
            return None
        said.append(model.follow(_until(log, last))[first:])
    start = int(cuts[1])
    of_model = bounded_loss(np.concatenate(said), log.score[start:])
    decided = switch(log.learner[start:], of_filter[start:], of_model)
    return {
        "answers": len(of_model),
        "filter": _mean(of_filter[start:]),
        "model": _mean(of_model),
        "on": decided.on,
        "learners": decided.learners,
        "gain": _finite(decided.gain),
        "at_least": _finite(decided.at_least),
    }


def _finite(value: float) -> float | None:
    return round(value, 4) if np.isfinite(value) else None


def _until(log: Log, row: int) -> Log:
    at = None if log.at is None else log.at[:row]
    return log_of(log.learner[:row], log.item[:row], log.score[:row], at)
