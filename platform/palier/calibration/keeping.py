"""How far a calibration is and what it found: in files that are whole whatever stops when, and
as JSON in a row."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adaptive.calibration import Calibration, State
from adaptive.calibration.renew import Standing
from adaptive.calibration.search import Climb
from palier.i18n import _


@dataclass(frozen=True)
class States:
    """How far the searches of a domain are: that of all items, then with anchors held."""

    free: State | None = None
    fixed: State | None = None


class BrokenState(Exception):
    """A kept file that cannot be read; says which one to remove."""


def save_state(path: Path, state: State) -> None:
    """Puts it in the place of the one before."""
    climb = {f"climb_{name}": value for name, value in _values(state.climb).items()}
    _save(path, {"stage": state.stage, "log": state.log, "before": state.before, **climb})


def read_state(path: Path) -> State | None:
    """The state kept in a file; None when there is none.

    :raises BrokenState: one that cannot be read.
    """
    kept = _read(path)
    if kept is None:
        return None
    try:
        climb = {name[6:]: value for name, value in kept.items() if name.startswith("climb_")}
        return State(kept["stage"], kept["log"], Climb(**climb), kept["before"])
    except (KeyError, TypeError) as error:
        raise _broken(path, error) from None


def save_found(path: Path, found: Calibration) -> None:
    """Puts it in the place of the one before."""
    kept = _values(found)
    standing = kept.pop("standing", None)
    rests = {} if standing is None else _values(standing)
    _save(path, kept | {f"standing_{name}": value for name, value in rests.items()})


def read_found(path: Path) -> Calibration | None:
    """The calibration kept in a file; None when there is none.

    :raises BrokenState: one that cannot be read.
    """
    kept = _read(path)
    if kept is None:
        return None
    try:
        rests = {
            name[9:]: kept.pop(name) for name in list(kept) if name.startswith("standing_")
        }
        return Calibration(**kept, standing=Standing(**rests) if rests else None)
    except TypeError as error:
        raise _broken(path, error) from None


def _values(record: State | Climb | Calibration | Standing) -> dict[str, Any]:
    values = {one.name: getattr(record, one.name) for one in fields(record)}
    return {name: value for name, value in values.items() if value is not None}


def _save(path: Path, values: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        np.savez(file, **values)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        with path.open("rb") as file, np.load(file) as kept:
            return {name: _plain(kept[name]) for name in kept.files}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise _broken(path, error) from None


def _broken(path: Path, error: Exception) -> BrokenState:
    return BrokenState(
        _(
            "%(path)s : illisible (%(error)s). Effacez-le : le calcul reprendra du début.",
            path=path,
            error=error,
        )
    )


def _plain(value: NDArray[Any]) -> Any:
    """An array, or the number in it."""
    return value if value.ndim else value.item()


# In a row of the database: JSON has no arrays, and no infinity.


def state_to_json(state: State) -> dict[str, Any]:
    """A state that JSON can keep, exactly."""
    climb = {name: _jsonable(getattr(state.climb, name)) for name in _CLIMB}
    return {
        "stage": state.stage,
        "log": state.log.tolist(),
        "before": state.before,
        "climb": climb,
    }


def state_from_json(kept: Mapping[str, Any]) -> State:
    """What ``state_to_json`` wrote."""
    climb: dict[str, Any] = dict(kept["climb"])
    for name in ("x", "safe", "once"):
        if climb[name] is not None:
            climb[name] = np.array(climb[name])
    for name in ("floor", "value", "step"):
        climb[name] = float(climb[name])
    log = np.array(kept["log"], dtype=bool)
    return State(kept["stage"], log, Climb(**climb), kept["before"])


_CLIMB = tuple(one.name for one in fields(Climb))


def states_to_json(states: States) -> list[dict[str, Any] | None]:
    """The states of a domain that JSON can keep."""
    both = states.free, states.fixed
    return [None if one is None else state_to_json(one) for one in both]


def states_from_json(kept: Sequence[Mapping[str, Any] | None]) -> States:
    """What ``states_to_json`` wrote."""
    return States(*(None if one is None else state_from_json(one) for one in kept))


def _jsonable(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)  # float() reads it back
    return value.item() if isinstance(value, np.generic) else value
