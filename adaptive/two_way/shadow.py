"""What the two-way filter would have said of a log: pure, for a nightly comparison."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from adaptive.two_way.exercises import Difficulty
from adaptive.two_way.filter import Followed, TwoWay
from adaptive.two_way.log import log_of
from adaptive.two_way.settings import Settings


@dataclass(frozen=True, eq=False)
class Shadow:
    """``followed``: the prediction of each answer, before it; ``items``: what was reached."""

    followed: Followed
    items: Difficulty


def shadow(
    learner: ArrayLike,
    item: ArrayLike,
    score: ArrayLike,
    skill_of: ArrayLike,
    at: ArrayLike | None = None,
    *,
    settings: Settings | None = None,
) -> Shadow:
    """Follows answers in order, one a row; nothing is kept, nothing else is changed.

    The scale is the filter's own: ``items.mean`` is what a learner of average ability, with no
    past, lacks. Put it beside published difficulties after a linear link (mean and sd of the
    exercises that both know), and look at those with enough ``answers``.

    :param learner: whole numbers, (n,); any.
    :param item: rows of ``skill_of``, (n,).
    :param score: 0 to 1, (n,); 1 is right.
    :param skill_of: the skill of each exercise, whole numbers from 0, (items,).
    :param at: days, (n,), never falling for one learner; None when not known.
    :raises ValueError: naming the argument that is out of range; NaN is refused.
    """
    log = log_of(learner, item, score, at)
    belief = TwoWay(skill_of, settings)
    followed = belief.follow(log)
    return Shadow(followed, belief.difficulty())
