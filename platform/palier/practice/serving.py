"""What comes next in a sitting: the engine chooses an item, an instance is drawn and stored."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert
from sqlalchemy.orm import Session

import adaptive
from adaptive import (
    Choice,
    PlacementHistory,
    PlacementRule,
    PracticeContext,
    Reason,
    State,
)
from adaptive.mastery import standing
from exercises.instance import Instance
from exercises.items import make
from palier.catalogue import Catalogue, PoolItem
from palier.clock import Source
from palier.engine_time import not_before
from palier.models import ExerciseServed, Sitting
from palier.practice import deeper
from palier.practice import given as works
from palier.practice.foreseeing import NOTHING, Foreseeing
from palier.practice.given import Given
from palier.practice.queries import Past
from palier.practice.reviews import ANY, Reviews
from palier.sounds import speech

Mask = NDArray[np.bool_]

PRACTICE_LENGTH = 6  # exercises: about ten minutes
PRACTICE_EXTRA = 2  # more, at most, so as to end on a success
PLACEMENT_LENGTH = 12
SUCCESS = 0.5  # a score from which an exercise counts as a success for the person
SEED_TRIES = 16  # draws before an item is said to have nothing new for this learner
ITEM_TRIES = 5

_INSERT = insert(ExerciseServed.__table__)  # type: ignore[arg-type]  # a Table, as declared


@dataclass(frozen=True)
class Next:
    """The exercise served next."""

    id: UUID
    reason: dict[str, object]


@dataclass(frozen=True)
class Chosen:
    """What comes next, drawn and not yet stored."""

    entry: PoolItem
    instance: Instance
    choice: Choice


@dataclass(frozen=True)
class End:
    """The sitting is over. ``outcome``: done, enough, limit or dry."""

    outcome: str


def serve(
    session: Session,
    source: Source,
    catalogue: Catalogue,
    state: State,
    sitting: Sitting,
    past: Sequence[Past],
    now: datetime,
    draw: np.random.Generator,
    again: Reviews = ANY,
    ahead: Foreseeing = NOTHING,
) -> Next | End:
    """Choose, draw and store the next exercise of a sitting, or say that it ends.

    ``past`` is the window of recent exercises, this sitting's included, all answered;
    ``again`` says what may come back as a review; ``ahead`` holds the models that foresee.
    """
    given = works.of_sitting(session, sitting)
    found = following(
        catalogue, state, sitting, past, now, draw, again, ahead=ahead, given=given
    )
    if isinstance(found, End):
        return found
    answered = sum(p.here for p in past)
    return _store(session, source, catalogue, sitting, found, answered, now)


def following(
    catalogue: Catalogue,
    state: State,
    sitting: Sitting,
    past: Sequence[Past],
    now: datetime,
    draw: np.random.Generator,
    again: Reviews = ANY,
    only: Mask | None = None,
    ahead: Foreseeing = NOTHING,
    given: Given | None = None,
) -> Chosen | End:
    """The same, stored nowhere; ``only``: the rows of the pool it may be of; ``given``: the
    work a trainer gave that the sitting is for."""
    here = [p for p in past if p.here]
    if given is not None:
        # What was seen in another sitting may come again: a person asks for it.
        past, again = here, ANY
    if _is_over(sitting, given, here):
        return End("done")
    available = available_rows(catalogue, _versions(past), sitting.domains)
    if only is not None:
        available &= only
    if sitting.kind == "placement":
        available &= catalogue.placeable
    if given is not None:
        available &= works.rows(catalogue, given, here)
    for _try in range(ITEM_TRIES):
        rows = available
        if again.first:
            rows = _to_see_again(catalogue, state, past, available, now)
        chosen = _choose(
            catalogue,
            state,
            sitting.kind,
            sitting.domain,
            here,
            past,
            rows,
            now,
            draw,
            again.allowed,
            ahead,
            sitting.planned,
        )
        if isinstance(chosen, adaptive.Stop):
            return End(chosen.reason if given is None or not here else "done")
        if given is not None:
            chosen = replace(chosen, reason=Reason("assigned", chosen.reason.skill))
        entry = catalogue.items[chosen.item]
        chance = random.Random(int(draw.integers(2**63)))  # noqa: S311  # not a secret
        instance = fresh_instance(entry, past, chance)
        if instance is not None:
            return Chosen(entry, instance, chosen)
        available[chosen.item] = False
    return End("dry")


def opening(learner_id: UUID, seq: int) -> np.random.Generator:
    """The chance of a sitting's first choice: the same until the next answer, so that what the
    home page announces is what comes."""
    return np.random.default_rng([learner_id.int, seq])


def announced(
    catalogue: Catalogue,
    state: State,
    learner_id: UUID,
    domain: str | None,
    past: Sequence[Past],
    domains: Sequence[str],
    now: datetime,
    allowed: frozenset[int] | None = None,
    ahead: Foreseeing = NOTHING,
) -> Choice | None:
    """What a practice started now would begin with; None when nothing is ready."""
    available = available_rows(catalogue, _versions(past), domains)
    draw = opening(learner_id, state.seq)
    chosen = _choose(
        catalogue, state, "practice", domain, [], past, available, now, draw, allowed, ahead
    )
    return None if isinstance(chosen, adaptive.Stop) else chosen


def _is_over(sitting: Sitting, given: Given | None, here: Sequence[Past]) -> bool:
    if sitting.kind != "practice":
        return False
    if given is not None and given.kind not in works.CHOSEN:
        return len(here) >= sitting.planned
    return _practice_is_over(sitting.planned, here)


def _practice_is_over(planned: int, here: Sequence[Past]) -> bool:
    if len(here) < planned:
        return False
    success = here[-1].score is not None and here[-1].score >= SUCCESS
    return success or len(here) >= planned + PRACTICE_EXTRA


def _versions(past: Sequence[Past]) -> list[int]:
    return [one.version_id for one in past]


def available_rows(catalogue: Catalogue, seen: Sequence[int], domains: Sequence[str]) -> Mask:
    """The rows of the pool that may be asked: of these domains, not the item just seen.

    ``seen``: item versions, the newest last.
    """
    mask = np.zeros(len(catalogue.items), dtype=np.bool_)
    for domain in domains:
        mask |= catalogue.rows_of_domain[domain]
    if not speech.available():  # what nobody could hear is not asked
        mask &= ~catalogue.heard
    row = catalogue.row_of.get(seen[-1]) if seen else None
    if row is not None:
        mask[row] = False
    return mask


def _to_see_again(
    catalogue: Catalogue, state: State, past: Sequence[Past], available: Mask, now: datetime
) -> Mask:
    """The rows of skills that are à revoir, when one of them can be shown; else all those
    available: a sitting does not end because its reviews are all done."""
    due = standing(catalogue.parameters, state, not_before(now, state.at)).review
    rows = available & due[catalogue.pool.skill]
    shown = [catalogue.row_of[p.version_id] for p in past if p.version_id in catalogue.row_of]
    # The engine shows no fixed exercise twice in the window.
    can_be_shown = rows.copy()
    can_be_shown[shown] &= catalogue.pool.generated[shown]
    return rows if can_be_shown.any() else available


def _choose(
    catalogue: Catalogue,
    state: State,
    kind: str,
    domain: str | None,
    here: Sequence[Past],
    past: Sequence[Past],
    available: Mask,
    now: datetime,
    draw: np.random.Generator,
    allowed: frozenset[int] | None,
    ahead: Foreseeing,
    planned: int = PRACTICE_LENGTH,
) -> Choice | adaptive.Stop:
    parameters, rows, pool = catalogue.parameters, catalogue.row_of, catalogue.pool
    known = [p for p in here if p.version_id in rows]  # the others were retired meanwhile
    scores = tuple(p.score or 0.0 for p in known)
    at = not_before(now, state.at)
    skills = tuple(int(pool.skill[rows[p.version_id]]) for p in known)
    if kind == "placement":
        history = PlacementHistory(
            domain=parameters.domains.index(str(domain)),
            at=at,
            asked=tuple(p.version_id for p in known),
            scores=scores,
            skills=skills,
            available=available,
            rule=_rule(planned),
        )
        return adaptive.place(parameters, state, pool, history, draw)
    context = PracticeContext(
        at=at,
        domain=parameters.domains.index(domain) if domain else None,
        recent=tuple(p.version_id for p in past if p.version_id in rows),
        scores=scores,
        skills=skills,
        available=available,
        reviews_allowed=allowed,
        lately=tuple(p.score for p in past if p.score is not None),
    )
    foresee = ahead.foresee(catalogue, state.seq, at)
    return adaptive.practise(parameters, state, pool, context, draw, foresee)


def _rule(planned: int) -> PlacementRule:
    """How long a placement goes on: a longer one looks further before it says enough."""
    if planned < deeper.LENGTH:
        return PlacementRule()
    return PlacementRule(most=planned, epsilon=deeper.EPSILON)


def fresh_instance(
    entry: PoolItem, past: Sequence[Past], chance: random.Random
) -> Instance | None:
    """An instance of the item that was not served in the window, or None when none is found."""
    seen = {p.variant for p in past if p.version_id == entry.version_id}
    for _try in range(SEED_TRIES):
        instance = make(entry.item, chance.getrandbits(53))
        if instance.variant not in seen:
            return instance
    return None


def reason_of(catalogue: Catalogue, chosen: Choice) -> dict[str, object]:
    """Why this one, as it is stored."""
    ids = catalogue.parameters.ids
    reason: dict[str, object] = {
        "code": chosen.reason.code,
        "skill": ids[chosen.reason.skill],
        "because": [ids[skill] for skill in chosen.reason.because],
        "terms": {name: round(value, 4) for name, value in chosen.terms.items()},
    }
    if "model" in chosen.terms:  # which decision let a model foresee this
        domain = catalogue.items[chosen.item].item.skill.split(".")[0]
        reason["decision"] = catalogue.foreseers[domain].decision_id
    return reason


def first_helps(found: Chosen) -> int:
    """Hints there from the start: one when it is less likely than not to be right alone."""
    return int(found.choice.help_first and found.instance.public["helps"] > 0)


def _store(
    session: Session,
    source: Source,
    catalogue: Catalogue,
    sitting: Sitting,
    found: Chosen,
    answered: int,
    now: datetime,
) -> Next:
    entry, instance, chosen = found.entry, found.instance, found.choice
    reason = reason_of(catalogue, chosen)
    served_id = source.new_id()
    session.execute(
        _INSERT,
        {
            "id": served_id,
            "school_id": sitting.school_id,
            "learner_id": sitting.learner_id,
            "sitting_id": sitting.id,
            "position": answered + 1,
            "item_version_id": entry.version_id,
            "type": entry.item.type,
            "skill": entry.item.skill,
            "seed": instance.seed,
            "variant": instance.variant,
            "public": instance.public,
            "secret": instance.secret,
            "item_parameters": entry.parameters(),
            "reason": reason,
            "predicted": chosen.p,
            "help_used": first_helps(found),
            "served_at": now,
        },
    )
    return Next(served_id, reason)
