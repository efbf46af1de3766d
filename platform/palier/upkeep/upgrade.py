"""Bringing a database to this version: backed up first, verified after, or as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from palier import schema
from palier.db import Database, explain
from palier.i18n import _
from palier.upkeep import Say, UpkeepError, backup, checks
from palier.upkeep.copies import Backup


@dataclass(frozen=True)
class Upgraded:
    """What was done: None for a database that was new or already of this version."""

    backup: Backup | None
    changed: bool


def upgrade(db: Database, folder: Path, now: datetime, say: Say) -> Upgraded:
    """Bring the database to this version. Raises UpkeepError once it is as it was again."""
    found = schema.fit(db)
    if found is schema.Fit.NEWER:
        schema.require_current(db)
    if found is schema.Fit.CURRENT and not checks.of_another_engine(db):
        return Upgraded(None, changed=False)
    if found is schema.Fit.EMPTY:
        schema.upgrade(db)
        return Upgraded(None, changed=True)
    backup.alone(db)
    before = backup.back_up(db, folder, now, say)
    say(_("Sauvegarde : %(file)s", file=before.file))
    try:
        say(_("Mise à jour de la structure…"))
        schema.upgrade(db)
        if checks.of_another_engine(db):
            say(_("Calcul des niveaux avec le nouveau moteur…"))
            checks.recompute(db)
        say(_("Vérification…"))
        report = checks.check(db, say)
        if not report.clean:
            raise UpkeepError(report.findings[0].what)
    except BaseException as error:  # also Ctrl+C: nothing is left half done
        raise UpkeepError(_undone(db, before, error, say)) from error
    return Upgraded(before, changed=True)


def _undone(db: Database, before: Backup, error: BaseException, say: Say) -> str:
    """Bring back what was there, prove it, and say what happened."""
    said = _("La mise à jour n’a pas réussi. %(why)s", why=_why(error))
    try:
        db.dispose()
        if backup.held_by(db).sha256 != before.manifest.contents:
            backup.put_back(db, before, say)
    except Exception as second:
        return "\n".join(
            (
                said,
                _("Le retour en arrière non plus : %(why)s", why=_why(second)),
                _(
                    "Arrêtez Palier, puis lancez : palier restore --replace %(file)s",
                    file=before.file,
                ),
            )
        )
    return "\n".join(
        (
            said,
            _("La base de données est telle qu’avant, prouvé par son empreinte."),
            _("La sauvegarde reste dans %(file)s.", file=before.file),
        )
    )


def _why(error: BaseException) -> str:
    if isinstance(error, DBAPIError):
        return f"{explain(error)} ({type(error.orig).__name__})"
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
