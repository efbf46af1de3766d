"""What is said of a table that holds something about people. The entries: register.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from palier.i18n import N_


class Whose(Enum):
    """Whom the rows are about."""

    LEARNER = N_("stagiaires")
    STAFF = N_("équipe")
    BOTH = N_("stagiaires et équipe")


class Basis(Enum):
    """The legal basis, of article 6 of the GDPR."""

    PUBLIC_TASK = N_("mission d’intérêt public (RGPD, article 6.1.e)")
    LEGAL_DUTY = N_("obligation légale (RGPD, article 6.1.c)")
    LEGITIMATE = N_("intérêt légitime de l’école (RGPD, article 6.1.f)")


class Kept(Enum):
    """How long rows stay: with the account, or less. `palier retention` applies it.

    Durations of DEPARTED, ACCESS, AUDIT and SIGNED are settings of the school, in months.
    """

    DEPARTED = "keep_departed"
    ACCESS = "keep_access"
    AUDIT = "keep_audit"
    SIGNED = "keep_signed"
    WHILE_ON = N_("jusqu’à sa fin, et rien après")
    A_DAY = N_("un jour")
    MONTH = N_("un mois après leur fin")
    YEAR = N_("un an")
    REPLACED = N_("tant que l’école s’en sert")


class Erased(Enum):
    """What erasing the person does to her rows."""

    DELETED = N_("supprimé")
    # The row is about something else: it stays, its reference to her becomes empty.
    UNLINKED = N_("gardé sans lien avec la personne")
    # By law, for its own time. Its person column has no foreign key: she goes, it stays.
    KEPT = N_("gardé jusqu’à la fin de sa propre durée")


@dataclass(frozen=True)
class Entry:
    """A table with data of persons.

    ``person``: columns with the id of whom a row is about; ``through`` a table instead, that
    the row refers to by a foreign key. ``by``: columns with the id of the member of staff who
    wrote it, emptied when he is erased. ``columns``: what is copied for the person, with its
    name in words; ``withheld``: what is not, and why; ``hers``: those of ``columns`` that only
    a copy asked for by the person holds, never one that staff make. Other columns are ids.
    ``since``: the column from which a duration of its own counts. ``mentions``: JSON columns
    where ids of persons may stand; ``cleared``: those emptied when a row loses its person.
    ``of_many``: a row may hold several persons that no column names; it can be made again, so
    all of a school go when one of its persons is erased.
    """

    table: str
    data: str  # which data, in words
    purpose: str
    whose: Whose = Whose.LEARNER
    basis: Basis = Basis.PUBLIC_TASK
    kept: Kept = Kept.DEPARTED
    erased: Erased = Erased.DELETED
    person: tuple[str, ...] = ("learner_id",)
    through: str = ""
    by: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    hers: frozenset[str] = frozenset()
    since: str = ""
    mentions: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    of_many: bool = False
