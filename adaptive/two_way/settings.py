"""The hyper-parameters of the two-way filter: laws of what is believed before any answer.

The defaults are round numbers in logits, one set for every use, settled on learners held out of
the training parts of public sets (ADR 0052). Halving or doubling one costs .002 of AUC at most
there; the spread of exercises within a skill, doubled, .004.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

# What is known of the moment of an answer, before it. Each has a weight: one that all exercises
# share, plus a skill's own, plus an exercise's own (``Effect``).
FACTS = (
    "always",  # 1: its weight is the ease of the exercise, −difficulty
    "rights",  # log(1 + right answers so far on this skill)
    "wrongs",  # log(1 + wrong answers so far on this skill)
    "last",  # the learner's last answer: +1 right, −1 wrong, 0 none
    "last_2",  # the one before that, likewise
    "last_3",  # and before that
    "last_on_skill",  # the last one on this skill
    "seen_right",  # 1 when this very exercise was answered right last time
    "seen_wrong",  # 1 when it was answered wrong
    "answers",  # log(1 + answers so far)
    "same_skill",  # 1 when the learner's last answer was on this skill too
    "same_skill_last",  # ±1: ``last``, when it was on this skill
    "away_from_skill",  # log(1 + days since the learner's last answer on this skill)
    "away",  # log(1 + days since the learner's last answer)
    "level",  # the learner's own logit: its weight is the slope of the exercise, less 1
)


@dataclass(frozen=True)
class Slow:
    """An ability that wanders: a random walk, and a return to the average with time.

    ``sd``: before any answer. ``drift``: sd of a step, at each answer of the learner's (on the
    skill, for a skill). ``fade``: rate a day of the exponential return to 0 (0: none).
    """

    sd: float
    drift: float = 0.0
    fade: float = 0.0


@dataclass(frozen=True)
class Fast:
    """A swing that passes: autoregressive, so that its sd is always ``sd``.

    ``keep``: what is left of it after one more answer of the learner's, 0 to 1. ``fade``: rate
    a day at which it also passes with time.
    """

    sd: float
    keep: float
    fade: float = 0.0


@dataclass(frozen=True)
class Effect:
    """The weight of a fact before any answer: N(mean, shared²) + N(0, skill²) + N(0, item²).

    An sd of 0 leaves that level out.
    """

    mean: float = 0.0
    shared: float = 0.0
    skill: float = 0.0
    item: float = 0.0


def _effects() -> Mapping[str, Effect]:
    return MappingProxyType(
        {
            "always": Effect(0.0, 1.0, 0.8, 1.2),
            "rights": Effect(0.0, 0.3, 0.15),
            "wrongs": Effect(0.0, 0.3, 0.2),
            "last": Effect(0.0, 0.1, 0.0, 0.2),
            "last_2": Effect(0.0, 0.1, 0.15, 0.2),
            "last_3": Effect(0.0, 0.1, 0.15, 0.15),
            "last_on_skill": Effect(0.0, 0.1, 0.2, 0.3),
            "seen_right": Effect(0.0, 3.0),
            "seen_wrong": Effect(0.0, 3.0),
            "same_skill": Effect(0.0, 0.7, 0.3),
            "away_from_skill": Effect(0.0, 0.3, 0.3),
            "away": Effect(0.0, 0.1),
            "level": Effect(0.0, 0.2, 0.2, 0.3),
        }
    )


@dataclass(frozen=True)
class Settings:
    """Laws before any answer, in logits: of a learner's abilities, and of the effects of facts.

    :raises ValueError: naming the setting that is out of range.
    """

    general: Slow = Slow(1.0, 0.02)
    mood: Fast = Fast(0.6, 0.9)
    skill: Slow = Slow(0.5, 0.02, 0.01)
    streak: Fast = Fast(0.4, 0.8)
    effects: Mapping[str, Effect] = field(default_factory=_effects)

    def __post_init__(self) -> None:
        for name in ("general", "mood", "skill", "streak"):
            _check(name, getattr(self, name))
        for fact, effect in self.effects.items():
            if fact not in FACTS:
                raise ValueError(f"effects: {fact!r} is not one of {', '.join(FACTS)}")
            _check(f"effects, {fact}", effect)


def _check(name: str, law: Slow | Fast | Effect) -> None:
    for one in fields(law):
        value = getattr(law, one.name)
        lowest = -math.inf if one.name == "mean" else 0.0
        highest = 1.0 if one.name == "keep" else 1e3
        if not lowest <= value <= highest:
            raise ValueError(f"{name}: {one.name} of {value} is out of range")
