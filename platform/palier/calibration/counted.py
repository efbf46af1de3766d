"""How often items were answered, and right: by everybody there is, and by persons erased since.

Erasing somebody takes her answers from the first and adds as many to the second
(palier.privacy.tallies): what is counted of an item stays what it was. A calibration reads the
first alone: it needs to know which answers are one person's, and of the second nobody does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from palier.calibration import firsts
from palier.calibration.judging import LEAST
from palier.i18n import _, ngettext
from palier.models import Item, ItemTally


@dataclass(frozen=True)
class Counted:
    """First unaided answers to an item, how many are right, and how many of persons erased."""

    answers: int
    right: int
    erased: int

    @property
    def words(self) -> str:
        """In words; nothing is said of the answers of a few."""
        if self.answers < LEAST:
            return _(
                "Moins de %(least)s premières réponses sans aide : trop peu pour dire ce que "
                "vaut l’exercice.",
                least=LEAST,
            )
        said = _(
            "Réussi %(right)d fois sur %(answers)d premières réponses sans aide",
            right=self.right,
            answers=self.answers,
        )
        return f"{said}{among(self.erased)}."


def among(erased: int) -> str:
    """How many of the answers that were just named are those of persons erased."""
    if not erased:
        return ""
    return ngettext(
        ", dont %(number)s réponse d’une personne effacée",
        ", dont %(number)s réponses de personnes effacées",
        erased,
    )


def of_item(session: Session, name: str) -> Counted:
    """What is counted of one item, by its name; nothing of one that never was published."""
    item_id = session.scalar(select(Item.id).where(Item.name == name))
    if item_id is None:
        return Counted(0, 0, 0)
    answers, right = firsts.of_item(session, item_id)
    gone, gone_right = erased(session, name).get(name, (0, 0))
    return Counted(answers + gone, right + gone_right, gone)


def erased(session: Session, name: str | None = None) -> Mapping[str, tuple[int, int]]:
    """(answers, right) of persons erased, by item; of one item alone when it is named."""
    rows = (
        select(Item.name, func.sum(ItemTally.answers), func.sum(ItemTally.right))
        .join(Item, Item.id == ItemTally.item_id)
        .group_by(Item.name)
    )
    if name is not None:
        rows = rows.where(Item.name == name)
    return {item: (int(count), int(right)) for item, count, right in session.execute(rows)}
