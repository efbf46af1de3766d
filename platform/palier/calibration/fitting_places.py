"""Where a calibration is computed: in this process, in several, or on a cluster of Dask."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike

from adaptive.calibration import Answers, Calibration, Priors, State, calibrate
from palier.calibration import answer_writing, large
from palier.calibration.engines import Cluster, Engine, Processes
from palier.calibration.measuring import Fit
from palier.i18n import _

LOCAL = "local"


class Unreachable(Exception):
    """The cluster cannot be used. ``str()`` says what to do."""


@contextmanager
def place(cluster: str | None, workers: int = 0, folder: Path | None = None) -> Iterator[Fit]:
    """What fits the items of a domain: here; with ``workers``, in so many processes; with
    ``cluster``, the address of a Dask scheduler or "local", there.

    :param folder: where the answers of a domain are written for workers, who see it at the same
        path; when None, a folder of this machine that is removed at the end.
    :raises Unreachable: Dask is not installed.
    :raises WorkersLost: nobody answers there.
    """
    if cluster is None and workers < 2:
        yield calibrate
        return
    with (
        tempfile.TemporaryDirectory(prefix="palier-", dir=folder) as own,
        _engine(cluster, workers) as engine,
    ):
        yield _Spread(Path(own), engine)


def _engine(cluster: str | None, workers: int) -> Any:  # a context manager of an Engine
    if cluster is None:
        return Processes(workers)
    try:
        return Cluster(None if cluster == LOCAL else cluster, workers=max(workers, 2))
    except ImportError:
        raise Unreachable(
            _(
                "Dask n’est pas installé. Installez Palier avec « cluster » : "
                "pip install 'palier[cluster]'"
            )
        ) from None


class _Spread:
    """``calibrate`` by an engine: answers go to files that its workers read."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self._folder, self._engine, self._count = folder, engine, 0

    def __call__(
        self,
        given: Answers,
        model: str,
        *,
        guess: ArrayLike,
        priors: Priors,
        progress: Callable[[int, int, float], None],
        state: State | None,
        keep: Callable[[State], None],
    ) -> Calibration:
        """As ``calibrate``; what workers that were lost had to do is done again."""
        self._count += 1
        here = self._folder / str(self._count)
        rows = (given.learner, given.item, given.right)
        files = answer_writing.write(here / "answers", [rows], items=given.items)
        return calibrate(
            large.Spread(files, self._engine),
            model,
            guess=guess,
            priors=priors,
            progress=progress,
            state=state,
            keep=keep,
        )
