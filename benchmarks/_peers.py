"""Other programs measured beside ours, each in an environment of its own.

None is a dependency of Palier. ``python(name)`` makes ``var/peers/<name>`` once, with the
versions pinned here, and finds it again the next time. ``Conversation`` runs a module of ours
in it (``benchmarks/_beside.py`` is its other end): a question is a line of JSON, arrays go by
file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from benchmarks._report import cannot_run

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "peers"
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Peer:
    """What pip is asked for, the program itself first, and the oldest Python it runs on."""

    needs: tuple[str, ...]
    oldest: tuple[int, int] = (3, 11)


NUMPY = ("numpy==2.4.6", "scipy==1.17.1")
PEERS = {
    "catsim": Peer(("catsim==0.21.0", *NUMPY)),
    "fsrs": Peer(("fsrs==6.3.2",)),
    "girth": Peer(("girth==0.8.0", *NUMPY)),
    "mirt": Peer(("mirt==1.2.0", *NUMPY)),
}


def python(name: str) -> Path:
    """The Python of a peer's environment, made when it is not there or has other versions.

    Ends the run, saying why, when it cannot be made.
    """
    peer, folder = PEERS[name], FOLDER / name
    needs, made = "\n".join(peer.needs), folder / "made"
    found = folder / "bin" / "python"
    if made.is_file() and made.read_text("utf-8") == needs and found.exists():
        return found
    if sys.version_info < peer.oldest:
        cannot_run(f"{peer.needs[0]} needs Python {peer.oldest[0]}.{peer.oldest[1]} or later")
    print(f"installing {peer.needs[0]} in {folder}, once …", file=sys.stderr, flush=True)
    try:
        venv.create(folder, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        cannot_run(f"no environment for {name} could be made in {folder}: {error}")
    install = [str(found), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*install, *peer.needs], check=False).returncode:  # noqa: S603 - pinned above
        cannot_run(f"{peer.needs[0]} could not be installed in {folder}: see pip's words above")
    made.write_text(needs, "utf-8")
    return found


class Conversation:
    """A module of ours that runs in a peer's environment and answers until it is closed."""

    def __init__(self, name: str, module: str, *arguments: str) -> None:
        """``module``: one of benchmarks, as ``_fsrs``; one thread, as ours."""
        one = dict.fromkeys(
            ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
        )
        self._name, self._count = name, 0
        self._folder = tempfile.TemporaryDirectory(prefix="palier-peer-")
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [python(name), "-m", f"benchmarks.{module}", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | one,
        )

    def ask(self, question: str, arrays: Arrays | None = None, **plain: object) -> Any:
        """What the other end's function ``question`` returns for these arguments.

        A dictionary of arrays comes back as one; all else as JSON. Ends the run when the other
        end has failed: what it says stands above.
        """
        asked: dict[str, object] = {"question": question, "plain": plain}
        self._count += 1
        if arrays is not None:
            path = Path(self._folder.name) / f"asked{self._count}.npz"
            np.savez(path, **arrays)  # type: ignore[arg-type]
            asked["arrays"] = str(path)
        asked["answer"] = str(Path(self._folder.name) / f"answer{self._count}.npz")
        line = self._exchange(json.dumps(asked))
        answer = json.loads(line)
        if "arrays" not in answer:
            return answer["plain"]
        with np.load(answer["arrays"], allow_pickle=False) as saved:
            return dict(saved)

    def _exchange(self, asked: str) -> str:
        line = ""
        try:
            if self._process.stdin is not None and self._process.stdout is not None:
                print(asked, file=self._process.stdin, flush=True)
                line = self._process.stdout.readline()
        except BrokenPipeError:
            pass
        if not line:
            cannot_run(f"{PEERS[self._name].needs[0]} stopped: see its words above")
        return line

    def close(self) -> None:
        """Ends the other side, and forgets the files."""
        self._process.communicate()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
