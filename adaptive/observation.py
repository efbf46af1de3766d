"""One thing seen of a learner: an answer, a trainer's word. The log is a list of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["answer", "override", "seen_at_work"]

# Share of a right answer that counts, by number of hints opened (0 to 3). Chosen, not fitted.
HELPED = (1.0, 0.7, 0.4, 0.2)
# An answer counts once at most; a trainer's word may count for several answers.
MAX_WEIGHT = {"answer": 1.0, "override": 10.0, "seen_at_work": 10.0}
RIGHT_SCORE = 0.99
# A number beyond this is a slip of the caller's; below it, no square in the engine overflows.
LARGEST = 1e9
# An item on which everybody fares alike says nothing, and what it says is lost to rounding.
LEAST_SPAN = 1e-6
DEFAULT_UPPER = 0.98


def helped_weight(score: float, hints: int) -> float:
    """Weight of an answer after ``hints`` hints: a right one counts less, a wrong one as ever.

    Linear between the two for partial credit. The number of hints is capped at 3.

    :raises ValueError: score outside [0, 1] or hints below 0.
    """
    if not 0.0 <= score <= 1.0:
        raise ValueError(f"score: {score} is outside [0, 1]")
    if hints < 0:
        raise ValueError(f"hints: {hints} is below 0")
    return 1.0 - score * (1.0 - HELPED[min(hints, len(HELPED) - 1)])


@dataclass(frozen=True)
class Observation:
    """What the filter reads. Probability of a right answer: ``c + (u − c)·σ(a(wᵀθ − b))``.

    ``skills`` are indices, the main one first, with ``weights`` > 0. ``score`` in [0, 1];
    ``weight`` ≥ 0 is how many answers it counts for (helped or testlet answers below 1, a
    trainer's word up to 10). ``b_var`` is the uncertainty of b, seeds of a family included.
    "Je ne sais pas encore" has score 0 and u = 1. ``variant`` is a 63-bit hash of the instance.
    ``practised``: feedback was given, so something was learnt. ``direct``: it is about the main
    skill itself and may prove it. ``aided``: any help was opened. ``at`` is the time of the
    event in days; ``day`` the site's local day number; ``seq`` grows by the server's order.

    :raises ValueError: naming the field that is out of range.
    """

    seq: int
    at: float
    day: int
    sitting: int
    skills: tuple[int, ...]
    score: float
    b: float
    weights: tuple[float, ...] = (1.0,)
    weight: float = 1.0
    a: float = 1.0
    b_var: float = 0.0
    c: float = 0.0
    u: float = DEFAULT_UPPER
    variant: int = 0
    practised: bool = True
    direct: bool = True
    aided: bool = False
    kind: Kind = "answer"

    def __post_init__(self) -> None:
        if self.kind not in MAX_WEIGHT:
            raise ValueError(f"kind: {self.kind!r} is not one of {', '.join(MAX_WEIGHT)}")
        for name in ("at", "score", "b", "weight", "a", "b_var", "c", "u"):
            if not abs(getattr(self, name)) <= LARGEST:
                raise ValueError(
                    f"{name}: {getattr(self, name)} is no number within ±{LARGEST:g}"
                )
        self._check_skills()
        checks = {
            "seq": 1 <= self.seq < 2**63,
            "day": -(2**31) <= self.day < 2**31,
            "sitting": 0 <= self.sitting < 2**63,
            "score": 0.0 <= self.score <= 1.0,
            "weight": 0.0 <= self.weight <= MAX_WEIGHT[self.kind],
            "a": self.a > 0.0,
            "b_var": self.b_var >= 0.0,
            "c": 0.0 <= self.c <= self.u - LEAST_SPAN,
            "u": self.u <= 1.0,
            "variant": 0 <= self.variant < 2**63,
        }
        for name, sound in checks.items():
            if not sound:
                raise ValueError(f"{name}: {getattr(self, name)} is out of range")

    def _check_skills(self) -> None:
        if not self.skills or min(self.skills) < 0:
            raise ValueError(f"skills: {self.skills} must be one or more indices ≥ 0")
        if len(set(self.skills)) != len(self.skills):
            raise ValueError(f"skills: {self.skills} names one twice")
        if len(self.weights) != len(self.skills):
            raise ValueError("weights: as many as skills are needed")
        if not all(0.0 < w <= LARGEST for w in self.weights):
            raise ValueError(f"weights: {self.weights} must be numbers > 0")

    @property
    def right(self) -> bool:
        """Fully right and without help: the only answers that can prove a skill."""
        return self.score >= RIGHT_SCORE and not self.aided
