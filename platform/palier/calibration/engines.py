"""Where the passes of a calibration run: in this process, in several, on a cluster of Dask.

An engine runs a task on each part and gives the results in the order of the parts, so that
what is summed from them does not depend on the engine or on how many workers there are.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from palier.calibration.answer_files import Part
from palier.i18n import _

if TYPE_CHECKING:
    import distributed

C = TypeVar("C")
R = TypeVar("R")

# A part whose worker dies so often, nothing else being done, is not tried again.
TRIES = 3
# Results that wait for their turn are held here: so many a worker, no more.
AHEAD = 3


class WorkersLost(Exception):
    """Workers went and the work could not be done without them; says what to do."""


class Engine(Protocol):
    """Runs ``task(part, common)`` for each part; results in the order of the parts."""

    def run(
        self, task: Callable[[Part, C], R], parts: Sequence[Part], common: C
    ) -> Iterator[R]:
        """One result a part.

        :raises WorkersLost: workers died, and died again.
        """


class _Lost(Exception):
    """A part whose workers died too often."""

    def __init__(self, part: Part, error: Exception) -> None:
        self.part, self.error = part, error


def _persevering(
    some: Callable[[Callable[[Part, C], R], Sequence[Part], C], Iterator[R]],
    task: Callable[[Part, C], R],
    parts: Sequence[Part],
    common: C,
    deaths: tuple[type[Exception], ...],
) -> Iterator[R]:
    """What ``some`` gives for all parts; after a death it is asked for those that are left."""
    done, died = 0, 0
    while done < len(parts):
        try:
            for result in some(task, parts[done:], common):
                yield result
                done, died = done + 1, 0
        except deaths as error:
            died += 1
            if died == TRIES:
                raise _Lost(parts[done], error) from None


class ThisProcess:
    """One part after the other, here."""

    def run(
        self, task: Callable[[Part, C], R], parts: Sequence[Part], common: C
    ) -> Iterator[R]:
        """One result a part."""
        for part in parts:
            yield task(part, common)


def _end_with_parent() -> None:
    """In a worker: a parent that was killed cannot tell it to end."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


class Processes:
    """Processes of this machine; one that dies is replaced, its part done again."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def run(
        self, task: Callable[[Part, C], R], parts: Sequence[Part], common: C
    ) -> Iterator[R]:
        """One result a part."""
        try:
            yield from _persevering(self._some, task, parts, common, (BrokenProcessPool,))
        except _Lost as lost:
            raise WorkersLost(
                _(
                    "Un processus s’est arrêté %(tries)d fois sur %(file)s. "
                    "La mémoire manque peut-être : demandez moins de processus.",
                    tries=TRIES,
                    file=lost.part.path("answer"),
                )
            ) from None

    def _some(
        self, task: Callable[[Part, C], R], parts: Sequence[Part], common: C
    ) -> Iterator[R]:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self.workers, mp_context=context, initializer=_end_with_parent
            )
        ahead: deque[Future[R]] = deque()
        try:
            for part in parts:
                ahead.append(self._pool.submit(task, part, common))
                if len(ahead) > AHEAD * self.workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        except BrokenProcessPool:
            self._stop()
            raise

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


class Cluster:
    """Workers of Dask, here or on other machines, which see the files at the same paths.

    The scheduler gives the parts of a worker that is lost to others. What was sent to all is
    sent again when it was lost with them.
    """

    def __init__(
        self, address: str | None = None, *, workers: int = 2, patience: float = 60.0
    ) -> None:
        """``address`` of a scheduler; when None, a cluster of ``workers`` on this machine.

        ``patience``: seconds to wait for a worker when there is none.

        :raises WorkersLost: no scheduler answers there.
        """
        self._patience, self._local = patience, None
        import distributed

        if address is None:
            self._local = distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0"
            )
            address = self._local.scheduler_address
        self.address = address
        try:
            self._client = distributed.Client(address, timeout=patience)
        except (OSError, TimeoutError, ValueError) as error:
            raise WorkersLost(
                _(
                    "Aucun ordonnanceur Dask ne répond à %(address)s (%(error)s).",
                    address=address,
                    error=error,
                )
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()
        if self._local is not None:
            self._local.close()

    @property
    def workers(self) -> list[str]:
        """The addresses of its workers now."""
        return list(self._client.scheduler_info(n_workers=-1)["workers"])

    def run(
        self, task: Callable[[Part, C], R], parts: Sequence[Part], common: C
    ) -> Iterator[R]:
        """One result a part."""
        from distributed.client import FutureCancelledError
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker

        deaths = (KilledWorker, FutureCancelledError, CommClosedError)
        try:
            yield from _persevering(self._some, task, parts, common, deaths)
        except _Lost as lost:
            raise WorkersLost(
                _(
                    "Des machines de %(address)s se sont arrêtées %(tries)d fois "
                    "sur %(file)s (%(error)s).",
                    address=self.address,
                    tries=TRIES,
                    file=lost.part.path("answer"),
                    error=lost.error,
                )
            ) from None
        except ModuleNotFoundError as error:
            raise WorkersLost(
                f"Il manque {error.name} aux machines de {self.address} : "
                "installez-y cette version de Palier."
            ) from None

    def _some(
        self, task: Callable[[Part, C], R], parts: Sequence[Part], common: C
    ) -> Iterator[R]:
        self._wait_for_one()
        (shared,) = self._client.scatter([common], broadcast=True, hash=False)
        ahead: deque[distributed.Future] = deque()
        most = AHEAD * max(len(self.workers), 1)
        for part in parts:
            ahead.append(self._client.submit(task, part, shared, pure=False))
            if len(ahead) > most:
                yield self._result(ahead.popleft())
        while ahead:
            yield self._result(ahead.popleft())

    def _result(self, future: distributed.Future) -> Any:
        """Waits for it, as long as there is somebody to wait for."""
        since = time.monotonic()
        while True:
            try:
                return future.result(timeout=1.0)
            except TimeoutError:
                if self.workers:
                    since = time.monotonic()
                elif time.monotonic() - since > self._patience:
                    raise self._nobody() from None

    def _wait_for_one(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=self._patience)
        except TimeoutError:
            raise self._nobody() from None

    def _nobody(self) -> WorkersLost:
        return WorkersLost(
            _(
                "Aucune machine au travail à %(address)s depuis %(seconds)d s. "
                "Démarrez-en une, puis relancez : le calcul reprend où il en était.",
                address=self.address,
                seconds=round(self._patience),
            )
        )
