"""The four sets of the tracking benchmark, each with its published split of learners."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse

from adaptive.prediction import Exercises, exercises
from adaptive.two_way import Log, log_of
from benchmarks._report import cannot_run
from benchmarks._responses import Ints, Responses, joined, read


@dataclass(frozen=True, eq=False)
class Split:
    """A set: its exercises with their skills, and both parts, learner by learner."""

    exercises: Exercises
    train: Responses
    test: Responses

    def few(self, learners: int) -> Split:
        """The same with fewer learners to learn from."""
        return Split(self.exercises, self.train.of(self.train.learners()[:learners]), self.test)


def log(answers: Responses) -> Log:
    """The answers as prediction reads them; these sets have no times."""
    return log_of(answers.learner, answers.item, answers.right)


def table(folder: str, name: str) -> Split:
    """``assistments09`` or ``statics``: tables, and which items ask which skills."""
    train, test = read(folder, name, "train"), read(folder, name, "test")
    path = Path(folder) / name / "q_mat.npz"
    try:
        asked = scipy.sparse.load_npz(path).toarray() > 0
    except (OSError, ValueError) as error:
        cannot_run(f"{path}: {error}")
    if len(asked) <= joined(train, test).item.max():
        cannot_run(f"{path}: fewer items than in the answers")
    skills = exercises([np.flatnonzero(row).tolist() for row in asked], skills=asked.shape[1])
    return Split(skills, train, test)


def lines(folder: str, stem: str, names: str | None = None) -> Split:
    """Three lines a learner: how many, which items, right or not; ``names``: their skills.

    Without names an item is a skill, as in ASSISTments 2015.
    """
    train, test = (
        _read_lines(Path(folder) / f"{stem}_{part}.csv") for part in ("train", "test")
    )
    items = int(joined(train, test).item.max()) + 1
    skill = np.arange(items) if names is None else _named(Path(folder) / names, items)
    given = exercises([[int(one)] for one in skill])
    return Split(given, _with_skill(train, skill), _with_skill(test, skill))


def _with_skill(answers: Responses, skill: Ints) -> Responses:
    return Responses(
        answers.learner, answers.item, skill[answers.item], answers.right, answers.seconds
    )


def _read_lines(path: Path) -> Responses:
    try:
        rows = path.read_text("utf-8").split()
        learner, item, right = [], [], []
        for number, (count, asked, marks) in enumerate(
            zip(rows[::3], rows[1::3], rows[2::3], strict=True)
        ):
            what = [int(one) for one in asked.split(",") if one]
            score = [int(one) for one in marks.split(",") if one]
            if not int(count) == len(what) == len(score):
                cannot_run(f"{path}: learner {number}: {count} answers were announced")
            learner += [number] * len(what)
            item += what
            right += score
    except (OSError, ValueError) as error:
        cannot_run(f"{path}: {error}")
    found = [np.array(column, dtype=np.int64) for column in (learner, item, right)]
    none = np.zeros(len(learner), dtype=np.int64)
    return Responses(found[0], found[1], none, found[2], none)


def _named(path: Path, items: int) -> Ints:
    """The skill of each item by its name; items without a name share one."""
    number: dict[str, int] = {}
    found = np.zeros(items, dtype=np.int64)
    try:
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]
        for item, *_, name in rows:
            if int(item) < items:
                found[int(item)] = number.setdefault(name.strip(), len(number))
    except (OSError, ValueError) as error:
        cannot_run(f"{path}: {error}")
    return found
