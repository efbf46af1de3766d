"""Where a calibration is computed: in this process, in several, or on a cluster of Dask."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from adaptive.calibration import Answers, Held, InMemory
from palier.calibration import answer_writing, large
from palier.calibration.engines import Cluster, Engine, Processes
from palier.calibration.measuring import Hold
from palier.i18n import _

LOCAL = "local"


class Unreachable(Exception):
    """The cluster cannot be used. ``str()`` says what to do."""


@contextmanager
def place(cluster: str | None, workers: int = 0, folder: Path | None = None) -> Iterator[Hold]:
    """Where the answers of a domain are held and looked at: here; with ``workers``, in so many
    processes; with ``cluster``, the address of a Dask scheduler or "local", there.

    :param folder: where the answers of a domain are written for workers, who see it at the same
        path; when None, a folder of this machine that is removed at the end.
    :raises Unreachable: Dask is not installed.
    :raises WorkersLost: nobody answers there.
    """
    if cluster is None and workers < 2:
        yield InMemory
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
    """Answers go to files that the workers of an engine read."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self._folder, self._engine, self._count = folder, engine, 0

    def __call__(self, given: Answers) -> Held:
        """The same answers; what workers that were lost had to do is done again."""
        self._count += 1
        rows = (given.learner, given.item, given.right)
        here = self._folder / str(self._count) / "answers"
        files = answer_writing.write(here, [rows], items=given.items)
        return large.Spread(files, self._engine)
