"""Who was erased, so that a backup that is put back does not bring her back.

A line is the SHA-256 of the person's id and the day. The table says it; so does a file in the
folder of backups, which outlives the database: each is completed by the other.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.i18n import _
from palier.models import Erasure
from palier.upkeep import UpkeepError
from palier.upkeep.copies import sync

FILE = "effacements.txt"
Lines = Mapping[bytes, date]  # digest of an id, day


def digest(person_id: UUID) -> bytes:
    """What the ledger keeps of a person's id."""
    return hashlib.sha256(person_id.bytes).digest()


def of_table(session: Session) -> dict[bytes, date]:
    """What the database says."""
    rows = session.execute(select(Erasure.digest, Erasure.erased_on))
    return {bytes(found): on for found, on in rows}


def of_file(folder: Path) -> dict[bytes, date]:
    """What the file says; nothing without a file. A line cut short by a halt is left out."""
    try:
        lines = (folder / FILE).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _unwritable(folder, error) from error
    found = {}
    for line in lines:
        try:
            kept, day = line.split()
            found[bytes.fromhex(kept)] = date.fromisoformat(day)
        except ValueError:
            continue
    return {kept: day for kept, day in found.items() if len(kept) == 32}


def write(folder: Path, lines: Lines) -> None:
    """Add to the file the lines that it lacks, and have the disk keep them.

    Raises UpkeepError when it cannot: an erasure that a backup would undo is none.
    """
    known = of_file(folder)
    new = [f"{kept.hex()} {day}\n" for kept, day in sorted(lines.items()) if kept not in known]
    if not new:
        return
    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        whole = not file.exists() or file.read_bytes().endswith(b"\n")
        with os.fdopen(os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "w") as f:
            f.write(("" if whole else "\n") + "".join(new))
            f.flush()
            os.fsync(f.fileno())
        sync(folder)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> UpkeepError:
    return UpkeepError(
        _(
            "Rien n’est effacé : la liste des effacements ne peut pas être écrite dans "
            "%(folder)s (%(why)s). Le réglage PALIER_BACKUPS dit ce dossier.",
            folder=folder,
            why=error.strerror or type(error).__name__,
        )
    )
