"""How every benchmark prints its numbers, so that people and machines read them alike.

``name = value unit (target …) ok|short``. A missed target is said, not a failure: exit code 0.
A benchmark that cannot run says why in one line and exits with 2 (``cannot_run``).
"""

from __future__ import annotations

import os
import platform
import sys
from typing import NoReturn


def machine(*versions: str) -> None:
    """One line on what runs this: numbers compare within one run, not between machines."""
    parts = [
        platform.machine(),
        f"{os.cpu_count()} cores",
        f"Python {platform.python_version()}",
    ]
    print("machine: " + ", ".join([*parts, *versions]), flush=True)


def measure(
    name: str,
    value: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> None:
    """One line for one measure; a verdict only when there is a target."""
    line = f"{name} = {value:.6g} {unit}".rstrip()
    if at_most is not None:
        line += f" (target ≤ {at_most:g}) {'ok' if value <= at_most else 'short'}"
    elif at_least is not None:
        line += f" (target ≥ {at_least:g}) {'ok' if value >= at_least else 'short'}"
    print(line, flush=True)


def cannot_run(why: str) -> NoReturn:
    """Ends the run with exit code 2 and the reason."""
    print(f"cannot run: {why}", file=sys.stderr)
    raise SystemExit(2)
