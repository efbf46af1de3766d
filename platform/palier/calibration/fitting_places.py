"""Where a calibration is computed: in this process, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from adaptive.calibration import calibrate
from palier.calibration.measuring import Fit


class Unreachable(Exception):
    """The cluster does not answer, or Dask is not installed. ``str()`` says what to do."""


@contextmanager
def place(cluster: str | None) -> Iterator[Fit]:
    """What fits the items of a domain. ``cluster``: the address of a Dask scheduler, "local"
    for one of this machine's own, None for this process. Raises Unreachable."""
    if cluster is not None:
        raise Unreachable("Le calcul réparti n’est pas encore là.")
    yield calibrate
