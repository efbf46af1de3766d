"""Answers in files: more than memory holds, read by any number of processes at once.

A folder has ``index.json``, written last, and parts: the answers of some learners, each learner
in one part alone. A part is three arrays of numpy, mapped into memory: ``learner`` (l,), their
numbers, rising; ``start`` (l + 1,), where the answers of each begin; ``answer`` (n,),
``2·item + right``, by item. The index has a checksum of each part.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adaptive.calibration.answers import Small
from adaptive.parameters import Ints
from palier.i18n import _

INDEX, FORMAT = "index.json", 1
KINDS = {"learner": np.int64, "start": np.int64, "answer": np.int32}


class BrokenAnswers(Exception):
    """Files of answers that are absent, cut short, changed or not in order; says which."""


@dataclass(frozen=True)
class Part:
    """The answers of some learners, in three files of a folder."""

    folder: str
    name: str
    items: int
    learners: int
    answers: int
    checksum: int

    def read(self) -> tuple[Ints, Ints, Small]:
        """Learners, where the answers of each begin, and answers ``2·item + right``; mapped.

        :raises BrokenAnswers: absent, or of another size than the index says.
        """
        return (
            self._mapped("learner", self.learners),
            self._mapped("start", self.learners + 1),
            self._mapped("answer", self.answers),
        )

    def check(self) -> None:
        """Reads it all.

        :raises BrokenAnswers: when anything is not as it was written.
        """
        learner, start, answer = self.read()
        if checksum(learner, start, answer) != self.checksum:
            raise BrokenAnswers(
                _(
                    "%(path)s : ce fichier a changé depuis qu’il a été écrit",
                    path=self.path("*"),
                )
            )
        if not in_order(learner, start, answer, self.items):
            raise BrokenAnswers(
                _("%(path)s : réponses mal rangées, ou exercice inconnu", path=self.path("*"))
            )

    def path(self, array: str) -> Path:
        """The file of one of its arrays."""
        return Path(self.folder, f"{self.name}.{array}.npy")

    def _mapped(self, array: str, size: int) -> NDArray[Any]:
        path, kind = self.path(array), KINDS[array]
        try:
            mapped = np.load(path, mmap_mode="r" if size else None)
        except FileNotFoundError:
            raise BrokenAnswers(
                _(
                    "%(path)s : ce fichier manque (le même dossier sur chaque machine)",
                    path=path,
                )
            ) from None
        except (OSError, ValueError, EOFError) as error:
            raise BrokenAnswers(
                _("%(path)s : fichier coupé ou illisible (%(error)s)", path=path, error=error)
            ) from None
        if mapped.dtype != kind or mapped.shape != (size,):
            raise BrokenAnswers(
                _(
                    "%(path)s : ce n’est pas ce qui a été écrit (%(shape)s %(kind)s)",
                    path=path,
                    shape=mapped.shape,
                    kind=mapped.dtype,
                )
            )
        return np.asarray(mapped)


@dataclass(frozen=True)
class AnswerFiles:
    """A folder of answers to ``items`` items; ``repeated`` rows were left out of it."""

    items: int
    repeated: int
    parts: tuple[Part, ...]

    def __len__(self) -> int:
        return sum(part.answers for part in self.parts)

    @property
    def learners(self) -> int:
        """How many learners there are."""
        return sum(part.learners for part in self.parts)

    def of(self, learners: Ints) -> tuple[Ints, Ints, Ints]:
        """The rows (learner, item, right) of these learners, those of a learner together."""
        wanted = np.unique(learners)
        who, what = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for part in self.parts:
            learner, start, answer = part.read()
            place = np.searchsorted(learner, wanted)
            place = place[learner[np.minimum(place, len(learner) - 1)] == wanted]
            for row in place.tolist():
                own = answer[start[row] : start[row + 1]]
                who.append(np.full(len(own), learner[row]))
                what.append(own.astype(np.int64))
        item, right = np.divmod(np.concatenate(what), 2)
        return np.concatenate(who), item, right


def opened(folder: Path) -> AnswerFiles:
    """The answers of a folder, as its index says: parts are checked as they are read.

    :raises BrokenAnswers: without an index, or one that says nothing.
    """
    path = folder / INDEX
    try:
        index = json.loads(path.read_text("utf-8"))
        if index["format"] != FORMAT:
            raise BrokenAnswers(f"{path} : format {index['format']} ; il faut {FORMAT}")
        items = int(index["items"])
        parts = tuple(Part(str(folder.resolve()), items=items, **one) for one in index["parts"])
        return AnswerFiles(items, int(index["repeated"]), parts)
    except FileNotFoundError:
        raise BrokenAnswers(
            _("%(path)s manque : les réponses n’ont pas été écrites jusqu’au bout", path=path)
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenAnswers(f"{path} : illisible ({error})") from None


def save_index(folder: Path, files: AnswerFiles) -> None:
    """Writes the index, in one go."""
    rows = [asdict(part) for part in files.parts]
    for row in rows:
        del row["folder"], row["items"]
    index = {
        "format": FORMAT,
        "items": files.items,
        "repeated": files.repeated,
        "parts": rows,
    }
    beside = folder / (INDEX + ".new")
    beside.write_text(json.dumps(index), "utf-8")
    beside.replace(folder / INDEX)


def checksum(*arrays: NDArray[np.integer]) -> int:
    """Of the bytes of arrays, one after the other."""
    value = 0
    for array in arrays:
        value = zlib.crc32(np.ascontiguousarray(array).data, value)
    return value


def in_order(learner: Ints, start: Ints, answer: Small, items: int) -> bool:
    """Whether learners rise, and their answers within them, each item once and in range."""
    if (np.diff(learner) <= 0).any() or (np.diff(start) < 0).any():
        return False
    if start[0] != 0 or start[-1] != len(answer):
        return False
    if len(answer) and not (answer.min() >= 0 and answer.max() < 2 * items):
        return False
    rises = np.diff(answer >> 1) > 0
    first = start[1:-1]
    rises[first[(first > 0) & (first < len(answer))] - 1] = True
    return bool(rises.all())
