"""The parameters of items under which logs are folded.

An observation keeps the parameters its item had when it was served. Once a calibration is in
force, what it says of the item takes their place in every fold: an answer given when the item
was thought easy counts as the item is now known to be. Parameter sets name their calibration,
so that whatever was folded under one set was folded with the same items.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.models import CalibrationVersion, Item, ItemVersion, ParameterSet

Items = Mapping[int, Mapping[str, float]]  # a, b, b_var of items, by the id of each version
AS_SERVED: Items = MappingProxyType({})
NAMES = ("a", "b", "b_var")


def of_calibration(session: Session, calibration_id: int | None) -> Items:
    """What a calibration says, by item version; nothing when there is none."""
    if calibration_id is None:
        return AS_SERVED
    return by_version(session, session.get_one(CalibrationVersion, calibration_id).parameters)


def by_version(session: Session, said: Mapping[str, Mapping[str, float]]) -> Items:
    """What is said of items by their names, by the versions they have had."""
    rows = session.execute(
        select(ItemVersion.id, Item.name).join(Item, Item.id == ItemVersion.item_id)
    )
    return {
        version_id: {key: float(said[name][key]) for key in NAMES}
        for version_id, name in rows
        if name in said
    }


def of_set(session: Session, parameter_set_id: int) -> Items:
    """The items under which logs of a parameter set are folded."""
    calibration_id = session.scalar(
        select(ParameterSet.calibration_version_id).where(ParameterSet.id == parameter_set_id)
    )
    return of_calibration(session, calibration_id)


def fingerprint(version: str, calibration_id: int | None) -> str:
    """What tells a parameter set: that of its parameters, and the calibration it folds with."""
    return version if calibration_id is None else f"{version}+{calibration_id}"
