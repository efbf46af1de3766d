"""A sitting that is kept nowhere, by the very steps of a real one: same choice, same judging.

The engine’s state is folded anew from the trial at each request: at most some fourteen answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

import adaptive
from adaptive import State
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import make
from palier.app import Services
from palier.catalogue import Catalogue, PoolItem
from palier.engine_time import engine_time, instant
from palier.errors import NotFound
from palier.models import ExerciseServed, Sitting
from palier.practice import endings, memory, serving, views
from palier.practice.judging import judge
from palier.practice.pages import (
    Elsewhere,
    ExercisePage,
    FeedbackPage,
    PlacementEndPage,
    SittingEndPage,
)
from palier.practice.queries import DEFAULT_TIMEZONE, Past, Served
from palier.practice.reviews import ANY
from palier.practice.service import (
    ANSWER,
    LISTENING,
    UNKNOWN,
    Kept,
    Replied,
    observation,
)
from palier.security import Actor
from palier.sounds import service as sounds
from palier.sounds.media import Heard
from palier.trying.pages import TryPage
from palier.trying.trial import Done, Shown, Trial

NOBODY = UUID(int=0)


class Outdated(Exception):
    """Exercises were published meanwhile, or the trial is over: there is nothing to go on."""


@dataclass(frozen=True)
class Answered:
    """The trial after an answer, and what is shown of it."""

    trial: Trial
    page: FeedbackPage | Elsewhere


def begin(
    services: Services,
    actor: Actor,
    kind: str,
    domain: str | None,
    skill: str,
    item: str,
    back: str,
) -> Trial | None:
    """A trial with its first exercise; None when nothing is ready. Raises NotFound.

    ``skill`` or ``item``, when not "": only of these.
    """
    catalogue = _catalogue(services, None if skill else actor)
    if skill:
        domain = skill.split(".")[0]
    if kind not in ("placement", "practice") or (kind == "placement" and domain is None):
        raise NotFound
    if domain is not None and domain not in catalogue.domains:
        raise NotFound
    length = serving.PRACTICE_LENGTH if kind == "practice" else serving.PLACEMENT_LENGTH
    began = engine_time(services.source.now())
    trial = Trial(
        kind,
        domain,
        skill,
        item,
        planned=1 if item else length,
        chance=services.source.seed() >> 11,  # a number that JSON keeps whole
        began=began,
        back=back,
    )
    found = _go_on(catalogue, trial)
    return found if found.shown else None


def page(services: Services, actor: Actor, trial: Trial | None) -> TryPage:
    """What may be tried; and the trial that goes on, if any."""
    catalogue = _catalogue(services, actor)
    labels = {d.id: d.label for d in catalogue.curriculum.domains}
    going = trial is not None and trial.shown is not None
    return TryPage(
        domains=tuple((one, labels[one]) for one in catalogue.domains),
        position=trial.position if trial and going else None,
    )


def _catalogue(services: Services, actor: Actor | None = None) -> Catalogue:
    """What is published, in the domains that the actor's school uses; without actor, all: the
    bank may be tried whole."""
    with services.db.read() as session:
        if actor is None:
            return services.catalogue.current(session)
        return services.catalogue.seen_by(session, actor.school)


# The trial as rows that nobody writes


def _entry(catalogue: Catalogue, version_id: int) -> PoolItem:
    row = catalogue.row_of.get(version_id)
    if row is None:
        raise Outdated
    return catalogue.items[row]


def _sitting(catalogue: Catalogue, trial: Trial) -> Sitting:
    domains = [trial.domain] if trial.domain else list(catalogue.domains)
    return Sitting(
        number=1,
        kind=trial.kind,
        domain=trial.domain,
        domains=domains,
        planned=trial.planned,
        outcome=trial.outcome or None,
    )


def _served(
    catalogue: Catalogue, trial: Trial, number: int, shown: Shown
) -> tuple[Served, Instance]:
    """An exercise of the trial as a learner's would be read."""
    entry = _entry(catalogue, shown.version_id)
    drawn = make(entry.item, shown.seed)
    exercise = ExerciseServed(
        id=UUID(int=number),  # in the place of an address: the number in the trial
        position=number,
        item_version_id=entry.version_id,
        type=entry.item.type,
        skill=entry.item.skill,
        seed=shown.seed,
        variant=drawn.variant,
        public=drawn.public,
        secret=drawn.secret,
        item_parameters=entry.parameters(),
        reason=shown.reason,
        help_used=shown.help_used,
        read_instead=shown.read_instead,
    )
    found = Served(exercise, _sitting(catalogue, trial), catalogue.release_id, DEFAULT_TIMEZONE)
    return found, drawn


def _folded(catalogue: Catalogue, trial: Trial) -> tuple[State, list[Past]]:
    """The engine's state after the trial's answers, and what was asked."""
    parameters = catalogue.parameters
    at = instant(trial.began)
    state = adaptive.advance(parameters, memory.beginning(parameters), trial.began)
    past = []
    for number, one in enumerate(trial.done, 1):
        shown = Shown(one.version_id, one.seed, {})
        found, drawn = _served(catalogue, trial, number, shown)
        kept = Kept(one.kind, {}, _worth(one), ANY)
        seen = observation(catalogue, found, kept, state, one.help_used, at)
        if seen.weight > 0:
            state, _events = adaptive.observe(parameters, state, seen)
        else:
            state = adaptive.pass_over(state, seen.seq)
        past.append(Past(one.version_id, drawn.variant, here=True, score=one.score))
    return state, past


def _worth(one: Done) -> Verdict:
    """What was judged, as far as the engine is told."""
    return Verdict(
        one.score, (), (), "", "", None, (), None, (), weight=one.weight, pending=one.pending
    )


def _go_on(catalogue: Catalogue, trial: Trial) -> Trial:
    """The trial with the exercise that comes next, or over."""
    state, past = _folded(catalogue, trial)
    found = serving.following(
        catalogue,
        state,
        _sitting(catalogue, trial),
        past,
        instant(trial.began),
        np.random.default_rng([trial.chance, len(trial.done)]),
        only=_rows(catalogue, trial),
    )
    if isinstance(found, serving.End):
        return replace(trial, shown=None, outcome=found.outcome)
    reason = serving.reason_of(catalogue, found.choice)
    del reason["terms"]
    helps = serving.first_helps(found)
    shown = Shown(found.entry.version_id, found.instance.seed, reason, helps)
    return replace(trial, shown=shown)


def _rows(catalogue: Catalogue, trial: Trial) -> NDArray[np.bool_] | None:
    """The rows of the pool that the trial is bound to, or None."""
    if not trial.skill:
        return None
    name = f"{trial.skill}/{trial.item}" if trial.item else ""
    return np.array(
        [
            entry.item.skill == trial.skill and name in ("", entry.item.id)
            for entry in catalogue.items
        ],
        dtype=np.bool_,
    )


# Pages


def exercise(
    services: Services,
    actor: Actor,
    trial: Trial,
    draft: Mapping[str, Sequence[str]] | None = None,
    error: FormatError | None = None,
    moved: int | None = None,
) -> ExercisePage:
    """The page of the exercise that waits. Raises Outdated."""
    if trial.shown is None:
        raise Outdated
    with services.db.read() as session:
        catalogue = services.catalogue.current(session)
        found, _drawn = _served(catalogue, trial, trial.position, trial.shown)
        found.exercise.school_id = actor.school_id
        heard = views.heard_of(session, found.exercise)
    page = views.to_answer(catalogue.curriculum, found, dict(draft or {}), error, moved, heard)
    return replace(page, trial=True, asked=trial.shown.asked)


def answer(
    services: Services,
    actor: Actor,
    trial: Trial,
    raw: Mapping[str, Sequence[str]],
    unknown: bool,
) -> Answered | FormatError:
    """Judge an answer and go on, as a real one is; nothing is written. Raises Outdated."""
    if trial.shown is None:
        raise Outdated
    catalogue = _catalogue(services, None if trial.skill else actor)
    found, drawn = _served(catalogue, trial, trial.position, trial.shown)
    judged = judge(drawn, raw, unknown, lambda: False)
    if isinstance(judged, FormatError):
        return judged
    verdict = judged[1]
    kind = UNKNOWN if unknown else ANSWER
    done = Done(
        version_id=trial.shown.version_id,
        seed=trial.shown.seed,
        kind=kind,
        score=verdict.score,
        weight=verdict.weight,
        pending=verdict.pending,
        help_used=trial.shown.help_used + trial.shown.read_instead,
    )
    after = _go_on(catalogue, replace(trial, done=(*trial.done, done), shown=None))
    following = after.shown
    reply = Replied(
        found,
        catalogue.curriculum,
        kind,
        verdict,
        UUID(int=after.position) if following else None,
        following.reason if following else None,
    )
    found.sitting.id = NOBODY
    page = views.replied(reply)
    if isinstance(page, FeedbackPage):
        page = replace(page, trial=True)
    return Answered(after, page)


def helped(services: Services, trial: Trial) -> Trial:
    """One more hint, up to those the exercise has."""
    if trial.shown is None or trial.kind == "placement":
        return trial
    found, _drawn = _served(_catalogue(services), trial, trial.position, trial.shown)
    steps: int = found.exercise.public["helps"]
    return trial.changed(help_used=min(trial.shown.help_used + 1, steps))


def read(services: Services, trial: Trial) -> Trial:
    """What is said aloud, read instead; where it is a question on what is heard."""
    if trial.shown is None:
        return trial
    entry = _entry(_catalogue(services), trial.shown.version_id)
    return trial.changed(read_instead=True) if entry.item.type == LISTENING else trial


def heard(services: Services, actor: Actor, trial: Trial, group: int) -> Heard:
    """The sound of a group of words of the exercise that waits. Raises NotFound, Outdated."""
    if trial.shown is None:
        raise NotFound
    item = _entry(_catalogue(services), trial.shown.version_id).item
    skill_id, slug = item.id.rsplit("/", 1)
    return sounds.of_item(services, actor, skill_id, slug, trial.shown.seed, group)


def ending(services: Services, trial: Trial) -> PlacementEndPage | SittingEndPage:
    """The end of a trial, as a learner reads hers. Raises Outdated when it is not over."""
    if not trial.outcome:
        raise Outdated
    catalogue = _catalogue(services)
    state, _past = _folded(catalogue, trial)
    levels = adaptive.levels(catalogue.parameters, state, trial.began)
    sitting = _sitting(catalogue, trial)
    if trial.kind == "placement":
        return replace(endings.placement_end(catalogue, levels, sitting), trial=True)
    worked = [_entry(catalogue, one.version_id).item.skill for one in trial.done]
    page = endings.practice_end(catalogue, levels, worked, {}, trial.outcome)
    return replace(page, trial=True)
