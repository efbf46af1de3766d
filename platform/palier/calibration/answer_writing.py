"""Writing files of answers from rows in any order, once through, in bounded memory.

Rows go to spills by the hash of their learner as they come; then a few spills at a time are
sorted and make a part. Memory is that of one part: a million answers, or a 256th of them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adaptive.parameters import Ints
from palier.calibration.answer_files import (
    INDEX,
    KINDS,
    AnswerFiles,
    BrokenAnswers,
    Part,
    checksum,
    save_index,
)
from palier.i18n import _

SPILLS = 256
# A part has about so many answers: some seconds of work, and few enough to send back and forth.
PART = 1_000_000
ROW = np.dtype([("learner", "<i8"), ("answer", "<i4")])
GOLDEN = np.uint64(0x9E3779B97F4A7C15)

Rows = tuple[ArrayLike, ArrayLike, ArrayLike]


def write(folder: Path, rows: Iterable[Rows], *, items: int | None = None) -> AnswerFiles:
    """Files of answers in a folder that has none yet; what an interrupted run left is replaced.

    :param rows: batches of rows in any order, each three arrays: learner (any whole numbers),
        item (0 to ``items`` − 1), right (0 or 1). The first answer of a learner to an item is
        the one that counts. Batches of some hundred thousand rows are quickest.
    :param items: how many there are; when None, the highest number says it.
    :raises ValueError: a batch that is not such rows; nothing is left of what was written.
    :raises BrokenAnswers: the folder holds answers already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / INDEX).exists():
        raise BrokenAnswers(_("%(folder)s contient déjà des réponses", folder=folder))
    _clear(folder)
    try:
        highest = _spill(folder, rows, items)
        files = _parts(folder, highest if items is None else items)
        save_index(folder, files)
    except BaseException:
        _clear(folder)
        raise
    return files


def _clear(folder: Path) -> None:
    for pattern in ("*.spill", *(f"*.{name}.npy" for name in KINDS)):
        for path in folder.glob(pattern):
            path.unlink()


def _spill(folder: Path, rows: Iterable[Rows], items: int | None) -> int:
    """Sends rows to the spill of their learner; the highest item and one."""
    highest, last = 0, np.iinfo(np.int32).max // 2
    with ExitStack() as stack:
        spills: dict[int, BinaryIO] = {}
        for learner, item, right in rows:
            who, what, score = _checked(learner, item, right, last if items is None else items)
            highest = max(highest, int(what.max(initial=-1)) + 1)
            batch = np.empty(len(who), dtype=ROW)
            batch["learner"], batch["answer"] = who, 2 * what + score
            for number, own in _by_spill(batch):
                if number not in spills:
                    path = _spill_path(folder, number)
                    spills[number] = stack.enter_context(path.open("wb"))
                spills[number].write(own.tobytes())
    return highest


def _by_spill(batch: NDArray[np.void]) -> Iterator[tuple[int, NDArray[np.void]]]:
    mixed = batch["learner"].astype(np.uint64) * GOLDEN
    number = (mixed >> np.uint64(56)).astype(np.uint8)
    batch = batch[np.argsort(number, kind="stable")]
    count = np.bincount(number, minlength=SPILLS)
    ends = np.cumsum(count).tolist()
    for one in np.flatnonzero(count).tolist():
        yield one, batch[ends[one] - count[one] : ends[one]]


def _checked(
    learner: ArrayLike, item: ArrayLike, right: ArrayLike, items: int
) -> tuple[Ints, Ints, Ints]:
    who, what, score = np.asarray(learner), np.asarray(item), np.asarray(right)
    if not who.shape == what.shape == score.shape or who.ndim != 1:
        raise ValueError("rows: as many learners as items and as answers are needed")
    for name, column in (("learner", who), ("item", what)):
        if len(column) and column.dtype.kind not in "iu":
            raise ValueError(f"{name}: whole numbers are needed")
    if len(what) and not (what.min() >= 0 and what.max() < items):
        raise ValueError(f"item: numbers from 0 to {items - 1} are needed")
    if score.dtype.kind not in "biuf" or not ((score == 0) | (score == 1)).all():
        raise ValueError("right: 0 or 1 for each answer is needed")
    return who.astype(np.int64), what.astype(np.int64), score.astype(np.int64)


def _parts(folder: Path, items: int) -> AnswerFiles:
    parts, repeated = [], 0
    for number, rows in enumerate(_gathered(folder)):
        arrays, again = _sorted(rows)
        repeated += again
        name = f"{number:04}"
        sizes = len(arrays[0]), len(arrays[2])
        part = Part(str(folder.resolve()), name, items, *sizes, checksum(*arrays))
        for array, values in zip(KINDS, arrays, strict=True):
            np.save(part.path(array), values)
        parts.append(part)
    return AnswerFiles(items, repeated, tuple(parts))


def _gathered(folder: Path) -> Iterator[NDArray[np.void]]:
    """The rows of a few spills at a time."""
    rows: list[NDArray[np.void]] = []
    for number in range(SPILLS):
        path = _spill_path(folder, number)
        if path.exists():
            rows.append(np.fromfile(path, dtype=ROW))
            path.unlink()
        if sum(map(len, rows)) >= PART:
            yield np.concatenate(rows)
            rows = []
    if sum(map(len, rows)):
        yield np.concatenate(rows)


def _sorted(rows: NDArray[np.void]) -> tuple[tuple[NDArray[np.integer], ...], int]:
    """The three arrays of a part, and how many rows were repeated."""
    rows = rows[np.argsort(rows["learner"], kind="stable")]
    learner, answer = rows["learner"], rows["answer"]
    another = np.ones(len(rows), dtype=bool)
    another[1:] = learner[1:] != learner[:-1]
    number = np.cumsum(another) - 1
    key = number * (int(answer.max()) // 2 + 1) + (answer >> 1)
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = key[1:] != key[:-1]
    count = np.bincount(number[order][first])
    start = np.concatenate([[0], np.cumsum(count)])
    arrays = learner[another], start, answer[order][first]
    kept = tuple(
        values.astype(kind) for values, kind in zip(arrays, KINDS.values(), strict=True)
    )
    return kept, int((~first).sum())


def _spill_path(folder: Path, number: int) -> Path:
    return folder / f"{number:03}.spill"
