"""The other end of ``benchmarks/_peers.py``: runs in a peer's environment, on any Python.

It imports no more than the standard library until arrays are sent, since not every peer has
numpy.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any


def serve(functions: dict[str, Callable[..., Any]]) -> None:
    """Answers each line with what the function asked for returns, until the input ends.

    Arrays that were sent are its ``arrays``; a dictionary it returns is sent back as arrays.
    """
    # What the peer prints goes to the errors: it would be taken for an answer.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        asked = json.loads(line)
        plain = asked["plain"]
        if "arrays" in asked:
            plain["arrays"] = _read(asked["arrays"])
        answer = functions[asked["question"]](**plain)
        if isinstance(answer, dict):
            _write(asked["answer"], answer)
            reply = {"arrays": asked["answer"]}
        else:
            reply = {"plain": answer}
        print(json.dumps(reply), file=replies, flush=True)


def _read(path: str) -> dict[str, Any]:
    import numpy as np

    with np.load(path, allow_pickle=False) as saved:
        return dict(saved)


def _write(path: str, arrays: dict[str, Any]) -> None:
    import numpy as np

    np.savez(path, **arrays)
