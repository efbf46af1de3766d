"""A backup: a file of the database, and beside it a manifest that says what it must hold."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from palier.config import Config
from palier.i18n import _
from palier.upkeep import UpkeepError
from palier.upkeep.contents import Contents

FORMAT = 1
MANIFEST = ".json"
PART = ".part"
SUFFIX = {"sqlite": ".db", "postgresql": ".dump"}


@dataclass(frozen=True)
class Manifest:
    """What a backup is: enough to prove that it was restored whole."""

    format: int
    program: str  # version that made it
    made_at: str  # UTC
    database: str  # sqlite | postgresql
    revision: str | None  # of the structure
    file: str
    bytes: int
    sha256: str  # of the file
    contents: str  # of the rows: see palier.upkeep.contents
    tables: dict[str, dict[str, Any]]  # name -> rows, sha256


@dataclass(frozen=True)
class Backup:
    """A backup on the disk."""

    file: Path
    manifest: Manifest

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(int(table["rows"]) for table in self.manifest.tables.values())


def folder_of(config: Config) -> Path:
    """Where backups go: PALIER_BACKUPS, else beside the SQLite file, else var/backups."""
    if config.backups is not None:
        return config.backups
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database).parent / "backups"
    return Path("var") / "backups"


def program_version() -> str:
    """The version of Palier that runs."""
    try:
        return version("palier")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "?"


def begin(folder: Path, database: str, now: datetime) -> Path:
    """An empty file of its own, readable by its owner alone, to be written then kept.

    Its name is free and stays so: two backups of the same second get two names.
    """
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for number in range(1, 1_000):
            name = f"palier-{stamp}" + (f"-{number}" if number > 1 else "")
            final = folder / f"{name}{SUFFIX[database]}"
            part = final.with_name(final.name + PART)
            try:
                os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError:
                continue
            if not final.exists() and not final.with_suffix(MANIFEST).exists():
                return part
            part.unlink()
    except OSError as error:
        raise _unwritable(folder, error) from error
    raise UpkeepError(_("Le dossier %(folder)s est plein de sauvegardes.", folder=folder))


def keep(part: Path, database: str, now: datetime, held: Contents) -> Backup:
    """Give a written part its name, and its manifest: from now on it is a backup."""
    final = part.with_name(part.name.removesuffix(PART))
    try:
        manifest = Manifest(
            format=FORMAT,
            program=program_version(),
            made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
            database=database,
            revision=held.revision,
            file=final.name,
            bytes=part.stat().st_size,
            sha256=digest(part),
            contents=held.sha256,
            tables={name: asdict(table) for name, table in sorted(held.tables.items())},
        )
        draft = final.with_suffix(MANIFEST + PART)
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as f:
            json.dump(asdict(manifest), f, indent=1, ensure_ascii=False)
            f.write("\n")
        for written in (part, draft):
            sync(written)
        part.rename(final)
        draft.rename(final.with_suffix(MANIFEST))
        sync(final.parent)
    except OSError as error:
        raise _unwritable(final.parent, error) from error
    return Backup(final, manifest)


def find(path: Path) -> Backup:
    """The backup of this file or manifest; raises UpkeepError unless the file is intact."""
    manifest_file = path.with_suffix(MANIFEST)
    try:
        fields = json.loads(manifest_file.read_text("utf-8"))
        manifest = Manifest(**{name: fields[name] for name in Manifest.__dataclass_fields__})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UpkeepError(
            _(
                "%(file)s ne se lit pas. Une sauvegarde, ce sont deux fichiers de même nom : "
                "les données et leur relevé (.json).",
                file=manifest_file,
            )
        ) from error
    if manifest.format != FORMAT:
        raise UpkeepError(_("Cette sauvegarde vient d’une version plus récente de Palier."))
    file = manifest_file.with_name(Path(manifest.file).name)
    if not file.is_file():
        raise UpkeepError(_("Il manque le fichier %(file)s.", file=file))
    if digest(file) != manifest.sha256:
        raise UpkeepError(
            _(
                "%(file)s n’est plus tel qu’il a été écrit : il est abîmé ou incomplet. "
                "Prenez une autre sauvegarde.",
                file=file,
            )
        )
    return Backup(file, manifest)


def digest(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Have the disk keep a file or a folder's names, even if the machine stops now."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _unwritable(folder: Path, error: OSError) -> UpkeepError:
    return UpkeepError(
        _(
            "Impossible d’écrire dans %(folder)s : %(why)s.",
            folder=folder,
            why=error.strerror or type(error).__name__,
        )
    )
