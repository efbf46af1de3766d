"""What a success says of the skills below it: an implicit review.

Whoever succeeds at percentages has just used multiplication. The day on which a review of
multiplication may come is counted from there too, in part (fractional implicit repetition:
Skycak, *The Math Academy Way*, 2023; the shares are chosen here). What the success says of the
*level* of multiplication is the filter's doing, by the correlation of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from adaptive.gaussian import Floats
from adaptive.parameters import Ints, Parameters

# Share of a success that counts as a review of what the skill stands on, by step down.
CREDIT = 0.5
LEAST_CREDIT = 0.1  # below it, a step further down is not worth a walk


@dataclass(frozen=True, eq=False)
class _Shares:
    """Pairs (skill above, skill below, share), sorted by the one below; each skill is also
    above itself, with share 0, so that every segment has a row. ``begins`` (n,): segments."""

    above: Ints
    below: Ints
    share: Floats
    begins: Ints


def credited(parameters: Parameters, success_at: Floats) -> Floats:
    """Time of the last success of each skill, implicit reviews included, (n,), days.

    A success at T on a skill that stands on q moves q's last success from t to
    ``t + CREDIT^d·(T − t)``, d the least number of steps down; never back.

    :raises ValueError: not one finite time a skill.
    """
    success_at = np.asarray(success_at, dtype=np.float64)
    if success_at.shape != (len(parameters),) or not np.isfinite(success_at).all():
        raise ValueError(f"success_at: {len(parameters)} finite numbers are needed")
    pairs = _shares(parameters)
    was = success_at[pairs.below]
    moved = was + pairs.share * (success_at[pairs.above] - was)
    return np.asarray(np.maximum.reduceat(moved, pairs.begins), dtype=np.float64)


@lru_cache(maxsize=8)
def _shares(parameters: Parameters) -> _Shares:
    """Walked once a parameter set: it never changes."""
    found = [(skill, skill, 0.0) for skill in range(len(parameters))]
    for skill in range(len(parameters)):
        seen, level, share = {skill}, set(parameters.requires[skill]), CREDIT
        while level and share >= LEAST_CREDIT:
            seen |= level
            found += [(below, skill, share) for below in level]
            level = {q for below in level for q in parameters.requires[below]} - seen
            share *= CREDIT
    found.sort()
    below = np.array([pair[0] for pair in found], dtype=np.int64)
    return _Shares(
        above=np.array([pair[1] for pair in found], dtype=np.int64),
        below=below,
        share=np.array([pair[2] for pair in found]),
        begins=np.searchsorted(below, np.arange(len(parameters))),
    )
