"""What is wrong in a file that somebody wrote: where, what, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault, in French, for authors. A ``warning`` is said but stops nothing."""

    file: str
    line: int  # from 1
    what: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "remarque : " if self.warning else ""
        return f"{self.file}:{self.line}: {kind}{self.what} {self.remedy}"


class BankError(Exception):
    """Files that cannot be used. ``faults`` holds all of them, not only the first."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
