"""Calibrations of answers in files: every engine the same, whatever stops, goes or breaks."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import psutil
import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from adaptive.calibration import (
    Calibration,
    Fixed,
    Held,
    InMemory,
    Normal,
    Priors,
    Ratio,
    State,
    calibrate,
    course,
    drift,
    from_rows,
    item_fit,
    likelihood_ratio,
    mantel_haenszel,
    margins_fit,
    observed,
    person_fit,
    score_fit,
)
from palier.calibration import answer_writing, engines, large
from palier.calibration.answer_files import AnswerFiles, BrokenAnswers, Part, checksum, opened
from palier.calibration.answer_writing import Rows, write
from palier.calibration.engines import Cluster, Processes, ThisProcess, WorkersLost
from palier.calibration.fitting_places import place
from palier.calibration.keeping import BrokenState

C = TypeVar("C")
R = TypeVar("R")

ITEMS = 30


def drawn(learners: int = 400, asked: int = 10, seed: int = 1) -> Rows:
    """Answers in no order."""
    draw = np.random.default_rng(seed)
    a, b = np.exp(draw.normal(0.0, 0.3, ITEMS)), draw.normal(0.0, 1.0, ITEMS)
    who = np.repeat(np.arange(learners), asked)
    item = draw.random((learners, ITEMS)).argsort(axis=1)[:, :asked].ravel()
    eta = a[item] * (draw.normal(0.0, 1.0, learners)[who] - b[item])
    right = draw.random(len(who)) < 1.0 / (1.0 + np.exp(-eta))
    order = draw.permutation(len(who))
    return who[order] * 7 - 100, item[order], right[order].astype(np.int8)


class Sent(ThisProcess):
    """What is asked goes through what processes send each other."""

    def run(
        self, task: Callable[[Part, C], R], parts: Sequence[Part], common: C
    ) -> Iterator[R]:
        sent: C = pickle.loads(pickle.dumps(common))  # noqa: S301
        return super().run(task, parts, sent)


def in_batches(rows: Rows, size: int = 700) -> Iterator[Rows]:
    """The same, a few at a time."""
    columns = [np.asarray(column) for column in rows]
    for at in range(0, len(columns[0]), size):
        who, item, right = (column[at : at + size] for column in columns)
        yield who, item, right


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AnswerFiles:
    """Answers in six parts or so."""
    monkeypatch.setattr(answer_writing, "PART", 700)
    return write(tmp_path / "answers", in_batches(drawn()), items=ITEMS)


def same(one: Calibration, two: Calibration, within: float = 0.0) -> None:
    """Asserts that two results are the same."""
    for name in ("a", "b", "a_se", "b_se"):
        mine, other = getattr(one, name), getattr(two, name)
        np.testing.assert_allclose(mine, other, rtol=within, atol=within)
    assert one.log_likelihood == pytest.approx(two.log_likelihood, rel=1e-9)


@settings(max_examples=40, deadline=None)
@over(
    rows=st.lists(
        st.tuples(
            st.integers(-(2**62), 2**62) | st.integers(0, 9), st.integers(0, 5), st.booleans()
        )
    ),
    size=st.integers(1, 20),
)
def test_files_hold_what_a_table_in_memory_holds(
    rows: list[tuple[int, int, bool]], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    columns = [np.array([row[k] for row in rows], dtype=np.int64) for k in range(3)]
    stream = in_batches((columns[0], columns[1], columns[2]), size)
    found = write(tmp_path_factory.mktemp("any") / "answers", stream, items=6)
    memory = from_rows(*columns, items=6)
    assert (len(found), found.learners, found.repeated) == (
        len(memory),
        memory.learners,
        memory.repeated,
    )
    for part in found.parts:
        part.check()
    learner, item, right = found.of(np.append(columns[0], [1, 2]))
    back = from_rows(learner, item, right, items=6)
    for name in ("learner", "item", "right"):
        assert getattr(back, name).tolist() == getattr(memory, name).tolist()


def test_files_give_what_memory_gives(files: AnswerFiles, tmp_path: Path) -> None:
    assert len(files.parts) > 3
    told: list[large.Told] = []
    found = large.run(files, ThisProcess(), tmp_path / "kept", tolerance=1e-7, tell=told.append)
    same(found, calibrate(from_rows(*drawn(), items=ITEMS), tolerance=1e-7), within=1e-6)
    assert [one.passes for one in told] == sorted(one.passes for one in told)
    assert {one.part for one in told} == set(range(len(files.parts) + 1))


def test_anchors_are_held_in_files_as_in_memory(files: AnswerFiles, tmp_path: Path) -> None:
    draw = np.random.default_rng(6)
    a, b = np.exp(draw.normal(0.0, 0.2, ITEMS)), draw.normal(0.5, 1.0, ITEMS)
    fixed = Fixed(np.arange(ITEMS) < 12, a, b)
    whole = calibrate(from_rows(*drawn(), items=ITEMS), fixed=fixed)
    found = large.run(files, Sent(), tmp_path / "kept", fixed=fixed)
    same(found, whole, within=1e-6)
    assert (found.mean, found.sd) == pytest.approx((whole.mean, whole.sd), abs=1e-6)
    assert found.a[:12] / found.sd == pytest.approx(a[:12], rel=1e-9)
    again = large.run(files, ThisProcess(), tmp_path / "kept", fixed=fixed)
    same(again, found)  # kept, and read again
    assert (again.mean, again.sd) == (found.mean, found.sd)
    others = Fixed(np.arange(ITEMS) < 11, a, b)
    assert large.run(files, ThisProcess(), tmp_path / "kept", fixed=others).sd != found.sd


def test_items_that_nothing_places_are_left_out(tmp_path: Path) -> None:
    learner, item, right = (np.asarray(column) for column in drawn())
    right = np.where(item == 3, 1, right)
    rows = learner, item, right
    files = write(tmp_path / "answers", in_batches(rows), items=ITEMS + 1)
    none = Priors(None, None, None)
    found = large.run(files, ThisProcess(), tmp_path / "kept", priors=none, errors=False)
    memory = calibrate(from_rows(*rows, items=ITEMS + 1), priors=none, errors=False)
    assert np.flatnonzero(np.isnan(found.a)).tolist() == [3, ITEMS]
    same(found, memory, within=1e-3)


@pytest.fixture(scope="module")
def dask() -> Iterator[Cluster]:
    """A cluster on this machine."""
    with Cluster(workers=2) as cluster:
        yield cluster


@pytest.fixture
def sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sample is looked at first, in single precision."""
    monkeypatch.setattr(course, "MANY", 100)
    monkeypatch.setattr("adaptive.calibration.fit.MANY", 100)
    monkeypatch.setattr(course, "EVERY", 2)


@pytest.mark.usefixtures("sampled")
def test_every_engine_gives_the_same_bits(
    files: AnswerFiles, tmp_path: Path, dask: Cluster
) -> None:
    here = large.run(files, ThisProcess(), tmp_path / "one")
    with Processes(2) as two:
        same(here, large.run(files, two, tmp_path / "two"))
    same(here, large.run(files, dask, tmp_path / "dask"))


class Stopped(Exception):
    """What stands for a machine that stops."""


@dataclass
class Stopping:
    """An engine that stops at a part."""

    left: int

    def run(
        self, task: Callable[[Part, C], R], parts: Sequence[Part], common: C
    ) -> Iterator[R]:
        for part in parts:
            self.left -= 1
            if not self.left:
                raise Stopped
            yield task(part, common)


@pytest.mark.usefixtures("sampled")
def test_stopped_at_any_part_it_goes_on_to_the_same_bits(
    files: AnswerFiles, tmp_path: Path
) -> None:
    whole = large.run(files, ThisProcess(), tmp_path / "whole")
    found = None
    for stops in range(50):
        with suppress(Stopped):  # at most four passes in vain: checked, counted, looked at
            left = Stopping(4 * len(files.parts) + stops % 7 + 2)
            found = large.run(files, left, tmp_path / "kept")
            break
    assert found is not None
    assert stops > 3
    same(found, whole)
    assert found.passes == whole.passes
    again = large.run(files, Stopping(1), tmp_path / "kept")
    same(again, whole)


KILLED = """
import multiprocessing, os, signal, sys
from pathlib import Path
from palier.calibration import large
from palier.calibration.answer_files import opened
from palier.calibration.engines import Processes

def tell(told):
    if (told.passes, told.part) == (3, 2):
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    large.run(opened(folder / "answers"), Processes(1), folder / "kept", tell=tell)
"""


def test_killed_it_goes_on_and_leaves_no_process(files: AnswerFiles, tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, "utf-8")
    run = [sys.executable, str(script), str(tmp_path)]
    ended = subprocess.run(run, check=False, stdout=subprocess.PIPE)  # noqa: S603 - our own
    assert ended.returncode == -signal.SIGKILL
    (worker,) = ended.stdout.split()
    with suppress(psutil.NoSuchProcess):
        psutil.Process(int(worker)).wait(timeout=60)
    told: list[large.Told] = []
    found = large.run(files, ThisProcess(), tmp_path / "kept", tell=told.append)
    same(found, large.run(files, ThisProcess(), tmp_path / "whole"))
    counted = next(one.passes for one in told if one.passes)
    assert counted > 3


def test_a_state_that_cannot_be_read_is_said(files: AnswerFiles, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    large.run(files, ThisProcess(), kept, most_passes=2)
    (path,) = kept.glob("*.state.npz")
    whole = path.read_bytes()
    for broken in (b"", whole[: len(whole) // 2], b"not a state"):
        path.write_bytes(broken)
        with pytest.raises(BrokenState, match=path.name):
            large.run(files, ThisProcess(), kept)


def broken_by(
    files: AnswerFiles, array: str, change: Callable[[Path, Any], object]
) -> pytest.ExceptionInfo[BrokenAnswers]:
    path = files.parts[1].path(array)
    change(path, np.load(path))
    kept = path.parent / "kept"
    with pytest.raises(BrokenAnswers) as error:
        large.run(files, ThisProcess(), kept)
    assert files.parts[1].name in str(error.value)
    assert not kept.exists()
    return error


def exchanged(path: Path, array: Any) -> None:
    """Two answers change places, the checksum with them."""
    array[[0, 1]] = array[[1, 0]]
    np.save(path, array)


CHANGES: dict[str, Callable[[Path, Any], object]] = {
    "absent": lambda path, _: path.unlink(),
    "cut": lambda path, _: path.write_bytes(path.read_bytes()[:-5]),
    "empty": lambda path, _: path.write_bytes(b""),
    "other": lambda path, array: np.save(path, array.astype(float)),
    "short": lambda path, array: np.save(path, array[:-1]),
    "changed": exchanged,
}


@pytest.mark.parametrize("array", ["learner", "start", "answer"])
@pytest.mark.parametrize("change", CHANGES)
def test_broken_files_are_named_and_nothing_is_kept(
    files: AnswerFiles, array: str, change: str
) -> None:
    broken_by(files, array, CHANGES[change])


@pytest.mark.parametrize("array", ["learner", "start", "answer"])
def test_answers_out_of_order_are_not_read(files: AnswerFiles, array: str) -> None:
    part = files.parts[1]
    exchanged(part.path(array), np.load(part.path(array)))
    other = replace(part, checksum=checksum(*part.read()))
    with pytest.raises(BrokenAnswers, match="rangées"):
        other.check()


def test_an_interrupted_writing_leaves_nothing(tmp_path: Path) -> None:
    def stream() -> Iterator[Rows]:
        yield from in_batches(drawn())
        raise Stopped

    folder = tmp_path / "answers"
    with pytest.raises(Stopped):
        write(folder, stream())
    assert list(folder.iterdir()) == []
    with pytest.raises(BrokenAnswers, match="index"):
        opened(folder)
    (folder / "012.spill").write_bytes(b"of a run that was killed")
    found = write(folder, in_batches(drawn()), items=ITEMS)
    assert opened(folder) == found
    with pytest.raises(BrokenAnswers, match="déjà"):
        write(folder, in_batches(drawn()))
    (folder / "index.json").write_text('{"format": 1, "items"', "utf-8")
    with pytest.raises(BrokenAnswers, match="illisible"):
        opened(folder)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (([1], [2, 3], [0, 1]), "rows"),
        (([1.5], [2], [1]), "learner"),
        (([1], [30], [1]), "item"),
        (([1], [-1], [1]), "item"),
        (([1], [2], [2]), "right"),
        (([1], [2], [np.nan]), "right"),
    ],
)
def test_rows_that_are_none_are_named(rows: Rows, named: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=named):
        write(tmp_path, [drawn(), rows], items=ITEMS)
    assert list(tmp_path.iterdir()) == []


def dying(part: Part, folder: Path) -> int:
    """Dies, the first time it sees the third part."""
    died = folder / "died"
    if part.name == "0002" and not died.exists():
        died.touch()
        os._exit(1)
    return part.answers


def test_a_state_kept_here_is_gone_on_from_by_processes(tmp_path: Path) -> None:
    given = from_rows(*drawn(), items=ITEMS)
    kept: list[State] = []
    later: list[State] = []

    def asked(state: State | None, keep: list[State]) -> dict[str, Any]:
        told = {"progress": lambda *_: None, "state": state, "keep": keep.append}
        return {"guess": 0.0, "priors": Priors(), **told}

    with place(None) as here:
        whole = calibrate(here(given), "2pl", **asked(None, kept))
    with place(None, 2, tmp_path) as there:
        found = calibrate(there(given), "2pl", **asked(kept[-3], later))
    assert len(later) <= 3 < len(kept)
    same(found, whole, within=1e-6)


def near(one: Any, two: Any, within: float) -> None:
    """Asserts that two figures, or records of figures, are the same."""
    if isinstance(one, tuple):
        for mine, other in zip(one, two, strict=True):
            near(mine, other, within)
    elif isinstance(one, Normal):
        near((one.mean, one.sd), (two.mean, two.sd), within)
    elif isinstance(one, str):
        assert one == two
    else:
        np.testing.assert_allclose(one, two, rtol=within, atol=within)


def test_fit_and_fairness_in_files_are_those_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all learners and of some, who are not in the order of their numbers there."""
    monkeypatch.setattr(answer_writing, "PART", 1500)
    learner, item, right = (np.asarray(column) for column in drawn(600, 16))
    every = np.unique(learner).repeat(8), np.tile(np.arange(8), 600)  # a form of eight items
    again = np.random.default_rng(3).integers(0, 2, len(every[0])).astype(np.int8)
    who, what = np.append(learner, every[0]), np.append(item, every[1])
    rows = who, what, np.append(right, again)
    memory = InMemory(from_rows(*rows, items=ITEMS))
    spread = large.Spread(write(tmp_path / "answers", [rows], items=ITEMS), Sent())
    assert not (np.diff(spread.numbers()) > 0).all()
    found, free = calibrate(memory), calibrate(memory, priors=Priors(None, None, None))
    form, some = np.arange(ITEMS) < 8, np.arange(600) % 3 > 0
    alone = calibrate(memory.only(form), errors=False)
    group = np.random.default_rng(5).integers(0, 3, 600)

    def some_of(given: Held, group: Any) -> list[Any]:
        return [person_fit(given, found), mantel_haenszel(given, found, group == 1)]

    def figures(given: Held) -> list[Any]:
        return [
            item_fit(given, found),
            observed(given, found),
            score_fit(given, free, form=form),
            drift(given, found, group),
            margins_fit(given.only(form), alone),
            *likelihood_ratio(given, free, group == 1, [3]),
            *some_of(given, group),
            *some_of(given.whose(some), group[some]),
        ]

    for one, two in zip(figures(memory), figures(spread), strict=True):
        # Two climbs end within 1e-4 of the top, wherever the answers are.
        within = 1e-5 if isinstance(one, Ratio) else 1e-9
        for name in vars(one):
            near(getattr(one, name), getattr(two, name), within)


@pytest.mark.usefixtures("sampled")
def test_a_few_rows_more_are_folded_in(files: AnswerFiles, tmp_path: Path) -> None:
    learner, item, right = (np.asarray(column) for column in drawn())
    known = np.unique(learner)[:8]
    rows = drawn(learners=8, asked=ITEMS, seed=4)
    more = (np.append(known, -(2**50))[np.asarray(rows[0]) // 7 % 9], rows[1], rows[2])
    whole = [np.concatenate(pair) for pair in zip((learner, item, right), more, strict=True)]
    found = large.run(files, ThisProcess(), tmp_path / "kept", tolerance=1e-6)
    folded = large.folded(found, files, more)
    anew = calibrate(from_rows(*whole, items=ITEMS), tolerance=1e-6)
    assert folded.given.tolist() == anew.given.tolist()
    for name in ("a", "b"):
        before, after, all_of_it = (getattr(one, name) for one in (found, folded, anew))
        assert np.abs(after - all_of_it).max() < 0.4 * np.abs(before - all_of_it).max()


def always_dying(part: Part, _common: None) -> int:
    """Dies of the third part, always."""
    if part.name == "0002":
        os._exit(1)
    return part.answers


def test_a_process_that_dies_is_replaced(
    files: AnswerFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Processes(1) as one:
        found = list(one.run(dying, files.parts, tmp_path))
        assert (tmp_path / "died").exists()
        assert found == [part.answers for part in files.parts]
        monkeypatch.setattr(engines, "TRIES", 1)
        with pytest.raises(WorkersLost, match="0002"):
            list(one.run(always_dying, files.parts, None))


def test_a_cluster_that_loses_a_worker_finishes(
    files: AnswerFiles, tmp_path: Path, dask: Cluster
) -> None:
    before = set(dask.workers)
    found = list(dask.run(dying, files.parts, tmp_path))
    assert found == [part.answers for part in files.parts]
    assert set(dask.workers) != before


def test_no_scheduler_and_no_worker_are_said(files: AnswerFiles) -> None:
    with Cluster(workers=0, patience=0.5) as nobody, pytest.raises(WorkersLost, match="Aucune"):
        list(nobody.run(always_dying, files.parts, None))
    with pytest.raises(WorkersLost, match=":9 "):
        Cluster("tcp://127.0.0.1:9", patience=0.5)
