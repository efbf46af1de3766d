"""Public sets of answers, read as tables: ``assistments09``, ``statics``, ``algebra05``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks._report import cannot_run

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Chosen = NDArray[np.bool_] | Ints

COLUMNS = ["user_id", "item_id", "timestamp", "correct", "skill_id"]


@dataclass(frozen=True, eq=False)
class Responses:
    """Answers in order, learner by learner; ``skill`` stands for a set of skills. All (n,)."""

    learner: Ints
    item: Ints
    skill: Ints
    right: Ints
    seconds: Ints

    def __len__(self) -> int:
        return len(self.item)

    def only(self, rows: Chosen) -> Responses:
        """These rows."""
        return Responses(*(column[rows] for column in vars(self).values()))

    def of(self, learners: Ints) -> Responses:
        """The answers of these learners, in the order in which they are named."""
        place = {int(one): k for k, one in enumerate(learners)}
        rank = np.array([place.get(one, -1) for one in self.learner.tolist()])
        order = np.argsort(rank, kind="stable")
        return self.only(order[rank[order] >= 0])

    def learners(self) -> Ints:
        """Each learner once."""
        return np.unique(self.learner)


def joined(first: Responses, second: Responses) -> Responses:
    """One after the other."""
    pairs = zip(vars(first).values(), vars(second).values(), strict=True)
    return Responses(*(np.concatenate(pair) for pair in pairs))


def read(folder: str, name: str, part: str) -> Responses:
    """One file of a set; ends the run when it is not there or not what it should be."""
    path = Path(folder) / name / f"preprocessed_data_{part}.csv"
    try:
        with path.open(encoding="utf-8") as file:
            head = file.readline().split()
            table = np.loadtxt(file, dtype=np.float64, ndmin=2)
    except (OSError, ValueError) as error:
        cannot_run(f"{path}: {error}")
    if head != COLUMNS or table.shape[1:] != (len(COLUMNS),):
        cannot_run(f"{path}: the columns {' '.join(COLUMNS)} are needed")
    learner, item, seconds, right, skill = table.astype(np.int64).T
    return Responses(learner, item, skill, right, seconds)


def skill_of_items(answers: Responses) -> Ints:
    """The skill of each item, (items,): in these sets an item has one; 0 where not asked."""
    found = np.zeros(int(answers.item.max()) + 1, dtype=np.int64)
    found[answers.item] = answers.skill
    return found


def renumbered(answers: Responses) -> Responses:
    """The same with items from 0 without gaps, one for each pair of item and skill."""
    pair = answers.item * (int(answers.skill.max()) + 1) + answers.skill
    number = np.unique(pair, return_inverse=True)[1]
    return Responses(answers.learner, number, answers.skill, answers.right, answers.seconds)


def held_out(answers: Responses, seed: int, share: float = 0.2) -> tuple[Responses, Responses]:
    """Learners kept, learners held out: drawn by the seed."""
    order = np.random.default_rng(seed).permutation(answers.learners())
    cut = round((1.0 - share) * len(order))
    return answers.of(order[:cut]), answers.of(order[cut:])
