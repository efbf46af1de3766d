"""Skills, engine parameters and items: shared by all schools, immutable once published."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from palier.models.base import Base, BigId


class CurriculumVersion(Base):
    """A published curriculum: the bytes of its file and the append-only index of its skills."""

    __tablename__ = "curriculum_version"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    checksum: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[bytes] = mapped_column(LargeBinary)
    skills: Mapped[list[Any]]  # skill ids; a later version only appends
    created_at: Mapped[datetime]


class ParameterSet(Base):
    """What logs are folded with: the engine's parameters as stored bytes (prior mean and
    covariance, thresholds, rates), and the calibration of the items."""

    __tablename__ = "parameter_set"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    curriculum_version_id: Mapped[int] = mapped_column(ForeignKey("curriculum_version.id"))
    engine_version: Mapped[str] = mapped_column(String(20))  # that folded the logs with it
    # The items that logs are folded with; none: each answer with those it was served with.
    calibration_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("calibration_version.id")
    )
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class CalibrationVersion(Base):
    """Item parameters in force. The first one holds the authors' priors only."""

    __tablename__ = "calibration_version"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    label: Mapped[str] = mapped_column(String(60))
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)  # item id -> a, b, b_var
    created_at: Mapped[datetime]


class CalibrationProposal(Base):
    """What a calibration found, for a person to approve or refuse.

    ``draft``: begun, never shown; ``proposed``, then ``approved``, ``refused``, or ``replaced``
    by a newer one.
    """

    __tablename__ = "calibration_proposal"
    __table_args__ = (Index(None, "state"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    basis: Mapped[dict[str, Any]]  # the answers it stands on: how many, whose, since and until
    parameters: Mapped[dict[str, Any]]  # item name -> a, b, b_var
    findings: Mapped[dict[str, Any]]  # items, what is wrong with some of them, what was tried
    calibration_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("calibration_version.id")
    )
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]  # None: from the command
    reason: Mapped[str | None] = mapped_column(String(200))


class PredictionDecision(Base):
    """A person's decision that a fitted model foresees answers in a domain, or no longer does.

    Never changed: the newest of a domain counts. Written with a release of its own, so that
    every process reads it.
    """

    __tablename__ = "prediction_decision"
    __table_args__ = (Index(None, "domain"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    domain: Mapped[str] = mapped_column(String(60))
    serves: Mapped[bool]
    found: Mapped[dict[str, Any]]  # what was compared: answers, losses, learners, gain
    items: Mapped[list[Any]]  # names of the exercises the model numbers, in its order
    model: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]  # None: from the command


class Item(Base):
    """An item's identity, which never changes."""

    __tablename__ = "item"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)  # "<skill>/<slug>"
    skill: Mapped[str] = mapped_column(String(120), index=True)


class ItemVersion(Base):
    """An item as it was published; what is served names its version."""

    __tablename__ = "item_version"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        UniqueConstraint("item_id", "checksum"),
        Index(None, "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int]
    checksum: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12))  # published | retired
    created_at: Mapped[datetime]


class Release(Base):
    """What is in force: one row a publication; the newest counts. Switched in one insert."""

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    curriculum_version_id: Mapped[int] = mapped_column(ForeignKey("curriculum_version.id"))
    parameter_set_id: Mapped[int] = mapped_column(ForeignKey("parameter_set.id"))
    calibration_version_id: Mapped[int] = mapped_column(ForeignKey("calibration_version.id"))
    created_at: Mapped[datetime]
