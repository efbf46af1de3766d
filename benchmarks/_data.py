"""Where the public answers are that benchmarks read: ``--data FOLDER``, or PALIER_DATA.

They are for research only: Palier ships none of them, nor anything fitted on them.
"""

from __future__ import annotations

import os
import sys

from benchmarks._report import cannot_run


def named() -> str | None:
    """The folder named, or None."""
    asked = sys.argv[1:]
    if "--data" in asked:
        after = asked[asked.index("--data") + 1 :]
        return after[0] if after else None
    return os.environ.get("PALIER_DATA") or None


def folder() -> str:
    """The folder named; the benchmark cannot run without one."""
    found = named()
    if found is None:
        cannot_run("name the folder of the public answers: --data FOLDER, or PALIER_DATA")
    return found
