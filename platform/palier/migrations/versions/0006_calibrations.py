"""Proposals of calibrations, and the items that logs are folded with"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "calibration_proposal"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("calibration_version_id", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["calibration_version_id"],
            ["calibration_version.id"],
            name=op.f(f"fk_{TABLE}_calibration_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_state"), TABLE, ["state"])
    column = sa.Column("calibration_version_id", BIG, nullable=True)
    name = op.f("fk_parameter_set_calibration_version_id")
    if op.get_context().dialect.name == "sqlite":
        # In place, its key with it: SQLite cannot make a table anew that others refer to.
        op.execute(
            "ALTER TABLE parameter_set ADD COLUMN calibration_version_id INTEGER "
            f"CONSTRAINT {name} REFERENCES calibration_version (id)"
        )
    else:
        op.add_column("parameter_set", column)
        op.create_foreign_key(
            name, "parameter_set", "calibration_version", ["calibration_version_id"], ["id"]
        )


def downgrade() -> None:
    """Logs folded with a calibration are to be folded again: ``palier verify --refold``."""
    op.drop_column("parameter_set", "calibration_version_id")
    op.drop_table(TABLE)
