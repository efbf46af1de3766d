"""What the two-way filter believes, as arrays and back: to stop and go on, or to start warm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adaptive.gaussian import Floats
from adaptive.two_way.filter import TwoWay
from adaptive.two_way.past import Belief, Past, Practice
from adaptive.two_way.settings import Settings

Arrays = Mapping[str, NDArray[Any]]

_EXERCISES = ("shared", "skills", "items", "skill_of", "answers")
# One row a learner, one a learner and skill, one a learner and exercise. Whole numbers apart
# from the others: a learner's number may have 63 bits.
_LEARNERS = (
    (
        "learner",
        "learner_beliefs",
    ),  # number, answers, last skill; three signs, day, four numbers
    ("practice", "practice_beliefs"),  # learner's row, skill, turn; rights, wrongs, the same
    ("seen", "seen_score"),  # learner's row, exercise; last score
)


def to_arrays(belief: TwoWay, *, learners: bool = True) -> dict[str, NDArray[Any]]:
    """All that is believed; without ``learners``, of the exercises alone: for a warm start.

    float64 and int64, to be saved as they are: ``from_arrays`` goes on bit for bit.
    """
    known = belief.exercises
    found: dict[str, NDArray[Any]] = {
        "shared": _pairs([known.shared]),
        "skills": _pairs(known.skills),
        "items": _pairs(known.items),
        "skill_of": np.array(known.skill_of, dtype=np.int64),
        "answers": np.array(known.answers, dtype=np.int64),
    }
    return found | _people(belief.learners) if learners else found


def from_arrays(arrays: Arrays, settings: Settings | None = None) -> TwoWay:
    """The filter that ``to_arrays`` wrote, under the settings it had.

    :raises ValueError: an array is missing, of another shape, not finite, or was written under
        other settings.
    """
    missing = [name for name in _EXERCISES if name not in arrays]
    if missing:
        raise ValueError(f"arrays: {', '.join(missing)} missing")
    belief = TwoWay(arrays["skill_of"], settings, skills=len(arrays["skills"]))
    known = belief.exercises
    _fill([known.shared], arrays["shared"], "shared")
    _fill(known.skills, arrays["skills"], "skills")
    _fill(known.items, arrays["items"], "items")
    if arrays["answers"].shape != (len(belief),):
        raise ValueError(f"arrays: answers has the shape {arrays['answers'].shape}")
    known.answers[:] = arrays["answers"].tolist()
    if _LEARNERS[0][0] in arrays:
        belief.learners = _back(arrays)
    return belief


def _pairs(rows: Sequence[Sequence[Belief]]) -> Floats:
    """Mean and variance, (rows, beliefs, 2)."""
    width = len(rows[0]) if rows else 0
    pairs = [[(one.mean, one.var) for one in row] for row in rows]
    return np.array(pairs, dtype=np.float64).reshape(len(rows), width, 2)


def _fill(rows: list[list[Belief]], saved: NDArray[Any], name: str) -> None:
    shape = len(rows), len(rows[0]) if rows else 0, 2
    if saved.shape != shape:
        raise ValueError(f"arrays: {name} has the shape {saved.shape}, {shape} is needed")
    if not (np.isfinite(saved).all() and (saved[..., 1] >= 0.0).all()):
        raise ValueError(f"arrays: {name} has a number that is no mean or variance")
    for row, pairs in zip(rows, saved.tolist(), strict=True):
        row[:] = [Belief(mean, var) for mean, var in pairs]


def _people(learners: Mapping[int, Past]) -> dict[str, NDArray[Any]]:
    people = list(enumerate(learners.items()))
    whole: list[list[tuple[int, ...]]] = [[], [], []]
    real: list[list[tuple[float, ...]]] = [[], [], []]
    for row, (number, past) in people:
        whole[0].append((number, past.turn, past.skill))
        real[0].append((*past.signs, past.at, *_four(past)))
        for skill, one in past.practice.items():
            whole[1].append((row, skill, one.turn))
            real[1].append((one.rights, one.wrongs, one.sign, one.at, *_four(one)))
        whole[2] += [(row, item) for item in past.seen]
        real[2] += [(score,) for score in past.seen.values()]
    found: dict[str, NDArray[Any]] = {}
    for k, (numbers, values) in enumerate(_LEARNERS):
        found[numbers] = np.array(whole[k], dtype=np.int64).reshape(-1, (3, 3, 2)[k])
        found[values] = np.array(real[k], dtype=np.float64).reshape(-1, (8, 8, 1)[k])
    return found


def _four(one: Past | Practice) -> tuple[float, float, float, float]:
    return one.slow.mean, one.slow.var, one.fast.mean, one.fast.var


def _back(arrays: Arrays) -> dict[int, Past]:
    missing = [name for pair in _LEARNERS for name in pair if name not in arrays]
    if missing:
        raise ValueError(f"arrays: {', '.join(missing)} missing")
    people: list[Past] = []
    found: dict[int, Past] = {}
    for (number, turn, skill), (a, b, c, at, *four) in _rows(arrays, *_LEARNERS[0]):
        people.append(Past(*_two(four), turn=turn, signs=(a, b, c), skill=skill, at=at))
        found[number] = people[-1]
    for (row, skill, turn), (rights, wrongs, sign, at, *four) in _rows(arrays, *_LEARNERS[1]):
        people[row].practice[skill] = Practice(*_two(four), rights, wrongs, turn, sign, at)
    for (row, item), (score,) in _rows(arrays, *_LEARNERS[2]):
        people[row].seen[item] = score
    return found


def _two(four: list[float]) -> tuple[Belief, Belief]:
    return Belief(four[0], four[1]), Belief(four[2], four[3])


def _rows(arrays: Arrays, numbers: str, values: str) -> zip[tuple[list[int], list[float]]]:
    whole, real = arrays[numbers], arrays[values]
    if len(whole) != len(real) or whole.ndim != 2 or real.ndim != 2:
        raise ValueError(f"arrays: {numbers} and {values} need as many rows")
    return zip(whole.tolist(), real.tolist(), strict=True)
