"""Calibration of many answers: seconds, memory, the same everywhere: `make bench NAME=scale`.

Made answers (``_crowd.py``), fifty a learner, two parameters, priors as they come. 1 M answers
(20,000 learners, 1,000 items) beside mirt; 10 M (200,000, 1,000) in memory; tests of fit and
fairness of as many in files; then 100 M (2 M, 5,000 items), or with ``--quick`` 10 M, in files:
two processes, two workers of Dask, 100,000 new answers of 2,000 new learners folded in, and all
of it calibrated anew. It ends when no coordinate is thought to have 1e-3 to go; what that
leaves of the log-likelihood is measured at 10 M. Seconds are by the clock, and what they cost
in CPU: on a machine that does other things the clock says little. Memory is the largest sum
over all processes, what they share counted in each. Files go to a temporary folder, 0.6 GB (and
1.2 GB more while they are written), or to ``--folder FOLDER``.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import psutil

from adaptive.calibration import (
    Answers,
    Calibration,
    Held,
    calibrate,
    drift,
    from_rows,
    item_fit,
    mantel_haenszel,
    person_fit,
)
from adaptive.gaussian import Floats
from benchmarks._crowd import ASKED, Crowd
from benchmarks._peers import Conversation
from benchmarks._report import cannot_run, machine, measure
from palier.calibration import large
from palier.calibration.answer_files import AnswerFiles
from palier.calibration.answer_writing import write
from palier.calibration.engines import Cluster, Engine, Processes, ThisProcess

TOLERANCE, FINE = 1e-3, 1e-5
WORKERS = 2
SMALL, MIDDLE, LARGE = Crowd(20_000, 1_000), Crowd(200_000, 1_000), Crowd(2_000_000, 5_000)
NEW = 2_000
GIB = 2**30


class Watch:
    """Seconds by the clock and of CPU of this process and those it starts, and their memory."""

    def __enter__(self) -> Self:
        self._over = threading.Event()
        self._cpu: dict[int, float] = {}
        self.most = 0
        self._look()
        self._cpu_before = sum(self._cpu.values())
        self._start = time.perf_counter()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.seconds = time.perf_counter() - self._start
        self._look()
        self._over.set()
        self._thread.join()
        self.cpu = sum(self._cpu.values()) - self._cpu_before

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            self._look()

    def _look(self) -> None:
        memory, me = 0, psutil.Process()
        for process in (me, *me.children(recursive=True)):
            try:
                memory += process.memory_info().rss
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            self._cpu[process.pid] = times.user + times.system
        self.most = max(self.most, memory)


def rmse(found: Floats, true: Floats) -> float:
    """Root mean square error."""
    return float(np.sqrt(np.mean((found - true) ** 2)))


def told(name: str, watch: Watch, at_most: float | None = None) -> None:
    """Seconds, by the clock and of CPU."""
    measure(f"{name}_seconds", watch.seconds, "s", at_most=at_most)
    measure(f"{name}_cpu_seconds", watch.cpu, "s")


def beside_mirt() -> None:
    """1 M answers, mirt as it comes."""
    who, item, right = SMALL.all()
    table = np.full((SMALL.learners, SMALL.items), -1, dtype=np.int64)
    table[who, item] = right
    a, b = SMALL.parameters()
    with Conversation("mirt", "_mirt_fit") as mirt:
        with Watch() as watch:
            found = calibrate(from_rows(who, item, right), errors=False, tolerance=TOLERANCE)
        theirs = mirt.ask("fit", {"given": table})
    told("1m", watch)
    measure("1m_mirt_seconds", float(theirs["seconds"][0]), "s")
    measure("1m_mirt_cpu_seconds", float(theirs["seconds"][1]), "s")
    ratio = float(theirs["seconds"][1]) / watch.cpu
    measure("1m_mirt_cpu_ratio", ratio, "times", at_least=1.0)
    print(f"  RMSE of a, b: ours {rmse(found.a, a):.4f}, {rmse(found.b, b):.4f};", end=" ")
    print(f"mirt {rmse(theirs['a'], a):.4f}, {rmse(theirs['b'], b):.4f}")


def in_memory() -> None:
    """10 M answers, one process; and what a finer tolerance gains."""
    rows = MIDDLE.all()
    a, b = MIDDLE.parameters()
    with Watch() as watch:
        given = from_rows(*rows)
        found = calibrate(given, errors=False, tolerance=TOLERANCE)
    told("10m", watch, 9.0)
    measure("10m_memory", watch.most / GIB, "GiB")
    print(f"  {found.passes} passes, {found.nodes} nodes, converged: {found.converged}", end="")
    print(f"; RMSE of a, b: {rmse(found.a, a):.4f}, {rmse(found.b, b):.4f}")
    fine = calibrate(given, start=found, errors=False, tolerance=FINE, single=False)
    left = (fine.objective - found.objective) / len(given)
    measure("10m_log_likelihood_left_per_answer", left, "nats", at_most=1e-3)
    measure("10m_farthest_from_fine", apart(found, fine), "")


def fits(folder: Path) -> None:
    """Fit of items and persons, fairness and drift of 10 M answers in files, one process; how
    far the same is in memory."""
    files = write(folder / "fits", MIDDLE.rows(), items=MIDDLE.items)
    spread = large.Spread(files, ThisProcess())
    found = calibrate(spread, errors=False, tolerance=TOLERANCE)
    group = np.arange(MIDDLE.learners) % 2
    looks: dict[str, Callable[[Answers | Held], Floats]] = {
        "item_fit": lambda given: item_fit(given, found).chi,
        "person_fit": lambda given: person_fit(given, found).z,
        "mantel_haenszel": lambda given: mantel_haenszel(given, found, group == 1).delta,
        "drift": lambda given: drift(given, found, group).p,
    }
    seen = {}
    for name, look in looks.items():
        with Watch() as watch:
            seen[name] = look(spread)
        told(f"10m_files_{name}", watch)
        measure(f"10m_files_{name}_memory", watch.most / GIB, "GiB", at_most=1.0)
    given = from_rows(*MIDDLE.all())
    for name, look in looks.items():
        away = float(np.nanmax(np.abs(look(given) - seen[name])))
        measure(f"10m_files_{name}_from_memory", away, "", at_most=1e-9)


def apart(one: Calibration, two: Calibration) -> float:
    """The largest difference of a slope or a difficulty."""
    return float(max(np.abs(one.a - two.a).max(), np.abs(one.b - two.b).max()))


def calibrated(
    files: AnswerFiles, engine: Engine, kept: Path, *, errors: bool = False, fine: bool = False
) -> Calibration:
    """Of answers in files."""
    tolerance = TOLERANCE / 10.0 if fine else TOLERANCE
    return large.run(files, engine, kept, errors=errors, tolerance=tolerance)


def in_files(crowd: Crowd, name: str, folder: Path, at_most: float | None) -> None:
    """Written, calibrated by two processes, by Dask, and with 100,000 answers more."""
    with Watch() as watch:
        files = write(folder / "answers", crowd.rows(), items=crowd.items)
    told(f"{name}_made_and_written", watch)
    with Processes(WORKERS) as processes:
        with Watch() as watch:
            found = calibrated(files, processes, folder / "kept")
        told(name, watch, at_most)
        measure(f"{name}_memory", watch.most / GIB, "GiB", at_most=6.0)
        a, b = crowd.parameters()
        print(f"  {found.passes} passes, {found.nodes} nodes, RMSE of a, b:", end=" ")
        print(f"{rmse(found.a, a):.4f}, {rmse(found.b, b):.4f}")
        with Watch() as watch:
            found = calibrated(files, processes, folder / "kept", errors=True)
        told(f"{name}_errors", watch)
        more(crowd, name, folder, files, found, processes)
    with Cluster(workers=WORKERS) as cluster, Watch() as watch:
        other = calibrated(files, cluster, folder / "dask")
    told(f"{name}_dask", watch, at_most)
    measure(f"{name}_dask_memory", watch.most / GIB, "GiB", at_most=6.0)
    measure(f"{name}_dask_apart", apart(found, other), "", at_most=1e-6)


def more(
    crowd: Crowd,
    name: str,
    folder: Path,
    files: AnswerFiles,
    found: Calibration,
    engine: Engine,
) -> None:
    """100,000 answers of new learners, folded in, and all calibrated anew with them."""
    fresh = replace(crowd, learners=NEW, first=crowd.learners, seed=2)
    rows = fresh.all()
    with Watch() as watch:
        folded = large.folded(found, files, rows)
    told(f"{name}_folded", watch, 2.0)
    added = write(folder / "added", fresh.rows(), items=crowd.items)
    both = AnswerFiles(crowd.items, 0, files.parts + added.parts)
    whole = calibrated(both, engine, folder / "whole", fine=True)
    for which, one in (("before", found), ("folded", folded)):
        far = [(one.a - whole.a) / found.a_se, (one.b - whole.b) / found.b_se]
        most = float(np.abs(far).max())
        target = 0.1 if which == "folded" else None
        measure(f"{name}_{which}_from_refit_most", most, "posterior sd", at_most=target)
        measure(f"{name}_{which}_from_refit_rms", float(np.sqrt(np.mean(np.square(far)))), "sd")


def main() -> None:
    """Prints every figure."""
    arguments = sys.argv[1:]
    quick = "--quick" in arguments
    place = arguments[arguments.index("--folder") + 1] if "--folder" in arguments else None
    crowd, name = (replace(MIDDLE, seed=3), "10m_files") if quick else (LARGE, "100m")
    threads = os.environ.get("OMP_NUM_THREADS", "not set")
    load = f"load {os.getloadavg()[0]:.1f}"
    machine(f"numpy {np.__version__}", f"OMP_NUM_THREADS {threads}", load)
    with tempfile.TemporaryDirectory(prefix="palier-scale-", dir=place) as folder:
        beside_mirt()
        in_memory()
        fits(Path(folder))
        need = crowd.learners * ASKED * 20
        if shutil.disk_usage(folder).free < need:
            cannot_run(f"{folder}: {need / GIB:.1f} GiB are needed; see --folder")
        in_files(crowd, name, Path(folder), 9.0 if quick else 180.0)


if __name__ == "__main__":
    main()
