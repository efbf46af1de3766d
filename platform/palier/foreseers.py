"""Fitted models that a person decided to let foresee answers, one a domain at most."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.prediction import FeatureState, Model, from_bytes
from palier.models import PredictionDecision

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Foreseer:
    """The model in force in a domain. ``number``: of each exercise it knows, by item name."""

    decision_id: int
    domain: str
    model: Model
    number: Mapping[str, int]

    def chances(self, state: FeatureState, exercises: Ints, at: float) -> Floats:
        """Chances of success at exercises of the model, −1 for those it does not know: these
        are NaN, as are all when the model cannot speak. ``at``: the engine's time.

        A model read from a damaged row must cost nobody an exercise: the filter then chooses.
        """
        said = np.full(len(exercises), np.nan)
        known = np.flatnonzero(exercises >= 0)
        try:
            features = state.features_for(exercises[known], at)
            said[known] = self.model.predict(features)
        except (ValueError, IndexError, FloatingPointError):
            log.exception("decision %d: the model could not foresee", self.decision_id)
            said[:] = np.nan
        return said


def newest(session: Session) -> dict[str, int]:
    """The number of the decision that counts in each domain that has one."""
    rows = session.execute(
        select(
            PredictionDecision.domain, func.max(PredictionDecision.id).label("number")
        ).group_by(PredictionDecision.domain)
    )
    return {row.domain: row.number for row in rows}


def read(session: Session, previous: Mapping[str, Foreseer]) -> dict[str, Foreseer]:
    """The models in force, by domain; one of ``previous`` that still counts is not read again.

    One that cannot be read is left out, and said in the log: the filter goes on there.
    """
    found = {}
    for domain, decision_id in newest(session).items():
        before = previous.get(domain)
        if before is not None and before.decision_id == decision_id:
            found[domain] = before
            continue
        row = session.get_one(PredictionDecision, decision_id)
        if not row.serves or row.model is None:
            continue
        try:
            model = from_bytes(row.model)
            if len(row.items) != len(model.layer.tables.exercises):
                raise ValueError("items: not as many as the model knows")
        except ValueError:
            log.exception("decision %d: the model cannot be read", decision_id)
            continue
        number = {name: place for place, name in enumerate(row.items)}
        found[domain] = Foreseer(decision_id, domain, model, number)
    return found
