"""What the two-way filter holds of a learner: four beliefs, what was answered, facts of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from adaptive.two_way.settings import Fast, Settings, Slow


@dataclass(slots=True)
class Belief:
    """A Gaussian: mean and variance, logits."""

    mean: float
    var: float


@dataclass(slots=True)
class Practice:
    """A learner on one skill: ability and streak, and what was answered.

    ``turn``: how many answers the learner had given, the last one here included; ``sign`` of
    it, +1 right to −1 wrong; ``at`` its time in days, NaN when not known.
    """

    slow: Belief
    fast: Belief
    rights: float = 0.0
    wrongs: float = 0.0
    turn: int = 0
    sign: float = 0.0
    at: float = math.nan


@dataclass(slots=True)
class Past:
    """A learner: general ability and mood, how many answers, the last ones, and by skill.

    ``signs``: of the last three, the last first, +1 right to −1 wrong, 0 none. ``seen``: the
    last score on each exercise answered.
    """

    slow: Belief
    fast: Belief
    turn: int = 0
    signs: tuple[float, float, float] = (0.0, 0.0, 0.0)
    skill: int = -1
    at: float = math.nan
    practice: dict[int, Practice] = field(default_factory=dict)
    seen: dict[int, float] = field(default_factory=dict)


def nobody(settings: Settings) -> Past:
    """A learner of whom nothing is known."""
    return Past(Belief(0.0, settings.general.sd**2), Belief(0.0, settings.mood.sd**2))


def untried(settings: Settings) -> Practice:
    """A skill on which the learner has not answered yet."""
    return Practice(Belief(0.0, settings.skill.sd**2), Belief(0.0, settings.streak.sd**2))


def four(settings: Settings, past: Past, here: Practice, at: float) -> tuple[Belief, ...]:
    """The four beliefs as they are at the next answer, at ``at``: nothing is changed."""
    if past.turn == 0:
        return past.slow, past.fast, here.slow, here.fast
    days = since(past.at, at)
    general = _wandered(settings.general, past.slow, days)
    mood = _passed(settings.mood, past.fast, 1, days)
    if here.turn == 0:
        return general, mood, here.slow, here.fast
    days = since(here.at, at)
    slow = _wandered(settings.skill, here.slow, days)
    fast = _passed(settings.streak, here.fast, past.turn - here.turn + 1, days)
    return general, mood, slow, fast


def _wandered(law: Slow, belief: Belief, days: float) -> Belief:
    mean, var, start = belief.mean, belief.var, law.sd * law.sd
    if law.fade and days:
        kept = math.exp(-law.fade * days)
        mean, var = kept * mean, start + kept * kept * (var - start)
    return Belief(mean, var + law.drift * law.drift)


def _passed(law: Fast, belief: Belief, turns: int, days: float) -> Belief:
    kept = law.keep**turns
    if law.fade and days:
        kept *= math.exp(-law.fade * days)
    start = law.sd * law.sd
    return Belief(kept * belief.mean, start + kept * kept * (belief.var - start))


def facts(
    past: Past, here: Practice, skill: int, item: int, at: float, level: float
) -> tuple[float, ...]:
    """The values of ``FACTS`` before an answer at ``at`` (days; NaN when not known).

    :param level: mean of the learner's four beliefs together.
    """
    same = past.skill == skill
    before = past.seen.get(item)
    return (
        1.0,
        math.log1p(here.rights),
        math.log1p(here.wrongs),
        *past.signs,
        here.sign,
        0.0 if before is None else before,
        0.0 if before is None else 1.0 - before,
        math.log1p(past.turn),
        float(same),
        past.signs[0] if same else 0.0,
        math.log1p(since(here.at, at)),
        math.log1p(since(past.at, at)),
        level,
    )


def since(before: float, at: float) -> float:
    """Days between, 0 when one of the two is not known."""
    return at - before if at > before else 0.0


def remember(
    past: Past, here: Practice, skill: int, item: int, score: float, at: float
) -> None:
    """Notes an answer."""
    past.turn += 1
    here.sign = 2.0 * score - 1.0
    past.signs = (here.sign, past.signs[0], past.signs[1])
    past.skill = skill
    past.at = here.at = at
    here.turn = past.turn
    here.rights += score
    here.wrongs += 1.0 - score
    past.practice[skill] = here
    past.seen[item] = score
