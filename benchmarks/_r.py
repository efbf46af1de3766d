"""R beside ours, where R is the judge: its packages come from Debian, none is ours to ship."""

from __future__ import annotations

import io
import shutil
import subprocess

import numpy as np

from adaptive.gaussian import Floats
from benchmarks._report import cannot_run

HOW = "apt-get install --no-install-recommends r-base-core r-cran-psychotools r-cran-erm"


def run(code: str, table: Floats | None = None) -> str:
    """What the code prints; ``table``, when given, is its standard input, a CSV without names.

    Ends the run when R or a package is missing, saying how to install them.
    """
    program = shutil.which("Rscript")
    if program is None:
        cannot_run(f"R is not installed: {HOW}")
    text = io.StringIO()
    if table is not None:
        np.savetxt(text, table, fmt="%.10g", delimiter=",")
    done = subprocess.run(  # noqa: S603 - our own code
        [program, "--vanilla", "-e", code],
        input=text.getvalue(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        cannot_run(f"R stopped, a package may be missing ({HOW}): {done.stderr.strip()[-300:]}")
    return done.stdout


def rows(printed: str) -> Floats:
    """Lines of numbers with commas between them; "NA" is NaN."""
    lines = [line.split(",") for line in printed.split()]
    return np.array(
        [[np.nan if cell == "NA" else float(cell) for cell in line] for line in lines]
    )
