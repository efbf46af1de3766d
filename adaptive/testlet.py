"""Parts of one document, file or dictation: how much each counts, since they go together.

Who misreads a document misses several of its questions at once. Answers that share something
besides the ability (a *testlet*: Wainer & Kiely 1987) tell less than as many separate ones, and
counted as independent they make the engine too sure.
"""

from __future__ import annotations

import math

# Of the parts' answers, given the ability, before data: a testlet effect of .9 logit. Testlet
# variances of .25 to 1.5 are ordinary (Wainer, Bradlow & Wang 2007).
TESTLET_CORRELATION = 0.2


def part_weight(parts: int, correlation: float = TESTLET_CORRELATION) -> float:
    """Weight of each part observed on its own, ``1/(1 + (k − 1)ρ)``, in (0, 1].

    k equally correlated answers have the variance of ``k/(1 + (k − 1)ρ)`` independent ones
    (the design effect: Kish 1965), so together they count for that many: 1 at ρ = 1, k at
    ρ = 0. As the weight of ``Observation`` it is the power of a composite likelihood (Varin,
    Reid & Firth 2011). Parts marked together as one score are one observation instead, of
    weight 1: the cautious end, ρ = 1.

    :raises ValueError: parts below 1, or a correlation outside [0, 1].
    """
    if parts < 1:
        raise ValueError(f"parts: {parts} is below 1")
    if not 0.0 <= correlation <= 1.0:
        raise ValueError(f"correlation: {correlation} is outside [0, 1]")
    return 1.0 / (1.0 + (parts - 1) * correlation)


def part_correlation(sd: float) -> float:
    """The correlation that a testlet effect of this standard deviation (logits) makes, [0, 1).

    ``σ²/(σ² + π²/3)``, π²/3 the variance of the logistic law: the correlation of what lies
    under the answers, a little above that of the answers (Snijders & Bosker 1999, ch. 14).

    :raises ValueError: sd below 0 or not finite.
    """
    if not 0.0 <= sd < math.inf:
        raise ValueError(f"sd: {sd} must be a number ≥ 0")
    return sd**2 / (sd**2 + math.pi**2 / 3.0)
