"""The chart of a learner in a domain, from what was kept of each week she worked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

import adaptive
from palier import levels as shown
from palier import moved
from palier.catalogue import Catalogue
from palier.engine_time import local
from palier.practice.snapshots import parameter_sets
from palier.trainer import queries, trajectory
from palier.trainer.learner_pages import Trajectory
from palier.trainer.queries import AnsweredRow, LearnerRow


def of_domain(
    session: Session,
    catalogue: Catalogue,
    row: LearnerRow,
    zone: str,
    domain: str,
    label: str,
    answers: Sequence[AnsweredRow],
) -> Trajectory | None:
    """A learner's chart in a domain: the end of each week she worked, and now; None without
    any. ``answers``: those in it, as dots; ``zone``: of her site."""
    parameters, current = catalogue.parameters, catalogue.parameter_set_id
    kept = queries.snapshots(session, row.id)
    newer = row.last_answer and (not kept or kept[-1][0] < row.last_answer)
    if row.levels and row.last_answer and newer:
        kept.append((row.last_answer, current, row.levels))
    sets = {current: parameters}
    older = {number for _at, number, _levels in kept} - {current}
    if older:  # shown then under another release: read with what was in force
        sets.update(parameter_sets(session, sorted(older)))
    found, stood = [], []
    for at, number, data in kept:
        of_then = sets[number]
        if domain in of_then.domains:
            levels = adaptive.unpack_levels(of_then, data)
            stood.append((of_then, levels))
            level = shown.domain_level(catalogue.curriculum, of_then, levels, domain)
            found.append(trajectory.point(local(at, zone), level))
    paliers = shown.paliers(catalogue.curriculum, parameters)
    dots = [
        trajectory.Dot(local(a.at, zone), int(paliers[parameters.index[a.skill]]), a.score >= 1)
        for a in answers
        if a.skill in parameters.index and a.counted
    ]
    if not found:
        return None
    since = moved.of_domain(domain, catalogue.covered, stood[0], stood[-1])
    return trajectory.draw(found, dots, label, since)
