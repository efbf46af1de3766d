"""The real half of the report: predictions against what happened, other policies, and
exercises that may ask more of one group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from adaptive.observation import RIGHT_SCORE
from adaptive.simulation.fairness import LEAST_LEARNERS, ItemBias, item_bias
from adaptive.simulation.forecast import (
    Bin,
    Forecast,
    base_rate,
    calibration,
    coverage,
    forecast,
    log_losses,
)
from adaptive.simulation.intervals import Interval, bootstrap, by_learner
from adaptive.simulation.replay import Agreement, agreement, replay
from palier.catalogue import Catalogue
from palier.i18n import _
from palier.report.logs import Logs, Progress, silent

SEED = 44
LEAST_ANSWERS = 100  # fewer tell nothing of the predictions
LISTED = 12  # exercises shown of those compared


@dataclass(frozen=True)
class DomainLoss:
    """How good the predictions of a domain are: log loss, lower is better."""

    domain: str
    answers: int
    predicted: float
    happened: float
    ours: float
    base: float  # of who predicts the others' mean score
    gained: Interval  # base − ours, an answer, over learners


@dataclass(frozen=True)
class French:
    """Exercises compared between learners of the declared course and the others."""

    enough: bool  # 20 learners in each group at least
    compared: int
    too_few: int
    letters: Mapping[str, int]
    by_chance: float  # how many of those compared would be significant by chance alone
    listed: tuple[tuple[str, ItemBias], ...]  # B and C, largest first, by the exercise's name


@dataclass(frozen=True)
class Observed:
    """What our own logs say. ``bins`` is empty when there are too few answers."""

    learners: int
    everybody: int  # who answered: more than ``learners`` when these are a sample
    answers: int
    until: datetime | None
    demonstration: bool
    predicted: float
    happened: float
    bins: tuple[Bin, ...]
    domains: tuple[DomainLoss, ...]
    inside: Interval | None
    policies: Mapping[str, Agreement]
    french: French


def observed(catalogue: Catalogue, logs: Logs, progress: Progress = silent) -> Observed:
    """Everything about the real logs; the same for the same logs."""
    parameters = catalogue.parameters
    everything = forecast(parameters, logs.turns)
    unaided = everything.only(~everything.aided)
    enough = len(unaided) >= LEAST_ANSWERS
    draw = np.random.default_rng(SEED)
    return Observed(
        learners=len(logs.turns),
        everybody=logs.everybody,
        answers=len(unaided),
        until=logs.until,
        demonstration=logs.demonstration,
        predicted=float(unaided.p.mean()) if enough else 0.0,
        happened=float(unaided.score.mean()) if enough else 0.0,
        bins=calibration(unaided) if enough else (),
        domains=_domains(catalogue, unaided, draw) if enough else (),
        inside=coverage(unaided, draw) if enough else None,
        policies=_policies(catalogue, logs, draw, progress),
        french=_french(catalogue, logs, unaided),
    )


def _domains(
    catalogue: Catalogue, found: Forecast, draw: np.random.Generator
) -> tuple[DomainLoss, ...]:
    parameters, lines = catalogue.parameters, []
    for number, name in enumerate(parameters.domains):
        here = found.only(parameters.domain[found.skill] == number)
        if len(here) < LEAST_ANSWERS:
            continue
        ours = log_losses(here.p, here.score)
        base = log_losses(base_rate(here), here.score)
        gains, counts = by_learner(here.learner, base - ours)
        lines.append(
            DomainLoss(
                name,
                len(here),
                float(here.p.mean()),
                float(here.score.mean()),
                float(ours.mean()),
                float(base.mean()),
                bootstrap(gains, draw, counts),
            )
        )
    return tuple(lines)


def _policies(
    catalogue: Catalogue, logs: Logs, draw: np.random.Generator, progress: Progress
) -> dict[str, Agreement]:
    parameters, pool = catalogue.parameters, catalogue.pool
    replayed = replay(
        parameters,
        pool,
        logs.turns,
        seed=SEED,
        progress=lambda done, total, _name: progress(done, total, _("journal rejoué")),
    )
    found = {name: agreement(pool, one, draw) for name, one in replayed.items()}
    return {name: one for name, one in found.items() if one is not None}


def _french(catalogue: Catalogue, logs: Logs, unaided: Forecast) -> French:
    """First unaided answers of those for whom something is declared; the others are nowhere."""
    said = np.array([one is not None for one in logs.french], dtype=np.bool_)
    course = np.array([one is True for one in logs.french], dtype=np.bool_)
    groups = int(course.sum()), int((said & ~course).sum())
    if min(groups) < LEAST_LEARNERS:
        return French(False, 0, 0, {}, 0.0, ())
    here = unaided.only(said[unaided.learner] & (unaided.row >= 0))
    here = here.only(_first(here))
    right = here.score >= RIGHT_SCORE
    found = item_bias(here.row, right, course[here.learner], here.ability)
    known = [one for one in found if one.letter is not None]
    letters = {letter: sum(one.letter == letter for one in known) for letter in "ABC"}
    marked = sorted(
        (one for one in known if one.letter != "A"), key=lambda one: -abs(one.delta)
    )
    named = tuple((catalogue.items[one.item].item.id, one) for one in marked[:LISTED])
    few = len(found) - len(known)
    return French(True, len(known), few, letters, 0.05 * len(known), named)


def _first(found: Forecast) -> NDArray[np.bool_]:
    """The first answer of each learner to each exercise, (n,)."""
    pairs = np.stack((found.learner, found.row), axis=1)
    _, first = np.unique(pairs, axis=0, return_index=True)
    mask = np.zeros(len(found), dtype=np.bool_)
    mask[first] = True
    return mask
