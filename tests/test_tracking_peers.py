"""What the tracking benchmarks rest on: sets read, learners drawn, Elo and Best-LR beside."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks._responses import (
    COLUMNS,
    Responses,
    held_out,
    joined,
    read,
    renumbered,
    skill_of_items,
)
from benchmarks._simple import auc, best_lr, elo, elo_rates
from benchmarks.memory import DAY, after_a_day

ROWS: list[tuple[int, ...]] = [(5, 9, 0, 1, 2), (5, 4, 10, 0, 1), (7, 9, 0, 1, 2)]


def written(folder: Path, head: list[str], rows: list[tuple[int, ...]]) -> str:
    path = folder / "one" / "preprocessed_data_test.csv"
    path.parent.mkdir()
    lines = ["\t".join(head), *("\t".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines), "utf-8")
    return str(folder)


def made(seed: int, learners: int) -> Responses:
    """Answers by a Rasch model; its 30 difficulties are the same for each seed."""
    difficulty = np.random.default_rng(0).normal(0.0, 1.5, 30)
    draw = np.random.default_rng(seed)
    who = np.repeat(np.arange(learners), 30) + 1000 * seed
    what = np.concatenate([draw.permutation(30) for _ in range(learners)])
    ability = np.repeat(draw.normal(0.0, 1.0, learners), 30)
    right = draw.random(len(who)) < 1.0 / (1.0 + np.exp(difficulty[what] - ability))
    return Responses(who, what, what % 3, right.astype(np.int64), np.zeros_like(who))


def test_a_set_is_read_column_by_column(tmp_path: Path) -> None:
    found = read(written(tmp_path, COLUMNS, ROWS), "one", "test")
    assert found.learner.tolist() == [5, 5, 7]
    assert found.item.tolist() == [9, 4, 9]
    assert found.seconds.tolist() == [0, 10, 0]
    assert found.right.tolist() == [1, 0, 1]
    assert skill_of_items(found)[[9, 4]].tolist() == [2, 1]
    assert sorted(set(renumbered(found).item.tolist())) == [0, 1]


@pytest.mark.parametrize("head", [["user_id"], [*COLUMNS[:4], "other"]])
def test_another_file_ends_the_run(
    tmp_path: Path, head: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        read(written(tmp_path, head, [row[: len(head)] for row in ROWS]), "one", "test")
    assert ended.value.code == 2
    assert "the columns user_id" in capfd.readouterr().err


def test_learners_held_out_share_nobody_with_those_kept() -> None:
    answers = made(1, 40)
    kept, out = held_out(answers, 3)
    assert set(kept.learner) & set(out.learner) == set()
    assert len(out.learners()) == 8
    assert len(kept) + len(out) == len(answers)
    one = int(out.learner[0])
    assert (
        out.item[out.learner == one].tolist() == answers.item[answers.learner == one].tolist()
    )


def test_both_peers_learn_what_there_is() -> None:
    train, test = made(1, 300), made(2, 60)
    difficulty = np.random.default_rng(0).normal(0.0, 1.5, 30)
    reachable = auc(test, -difficulty[test.item])
    assert auc(test, elo(joined(train, test), *elo_rates(train))[len(train) :]) > reachable
    assert auc(test, best_lr(train, test)) > reachable


def test_a_prediction_of_elo_knows_nothing_of_the_answer() -> None:
    answers = made(1, 5)
    p = elo(answers, 1.0, 0.05)
    last = len(answers) - 1
    turned = answers.right.copy()
    turned[last] = 1 - turned[last]
    other = Responses(answers.learner, answers.item, answers.skill, turned, answers.seconds)
    assert elo(other, 1.0, 0.05).tolist() == p.tolist()


def test_a_day_is_counted_from_the_last_answer_on_the_skill() -> None:
    seconds = np.array([0, DAY - 1, DAY, 2 * DAY, 3 * DAY])
    learner, skill = np.array([1, 1, 1, 1, 2]), np.array([0, 0, 1, 0, 0])
    answers = Responses(learner, skill, skill, np.ones(5, dtype=np.int64), seconds)
    assert after_a_day(answers).tolist() == [False, False, False, True, False]
