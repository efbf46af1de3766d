"""Corrections (voided sittings, notices) and history (weekly levels)"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "level_snapshot",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("parameter_set_id", BIG, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("levels", sa.LargeBinary(), nullable=False),
        _foreign("level_snapshot", "learner_id", "person"),
        _foreign("level_snapshot", "parameter_set_id", "parameter_set"),
        _foreign("level_snapshot", "school_id", "school"),
        sa.PrimaryKeyConstraint("learner_id", "week", name=op.f("pk_level_snapshot")),
    )
    _index("level_snapshot", "school_id")
    op.create_table(
        "notice",
        sa.Column("id", BIG, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=True),
        _foreign("notice", "learner_id", "person"),
        _foreign("notice", "school_id", "school"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    _index("notice", "school_id")
    _index("notice", "learner_id", "seen_at")
    # Columns are added in place: SQLite cannot make a table anew that others refer to.
    op.add_column("sitting", sa.Column("voided_at", INSTANT, nullable=True))
    op.add_column("sitting", sa.Column("voided_by", sa.Uuid(), nullable=True))
    op.add_column("sitting", sa.Column("void_reason", sa.String(length=200), nullable=True))
    _index("exercise_served", "item_version_id")


def downgrade() -> None:
    op.drop_index(op.f("ix_exercise_served_item_version_id"), "exercise_served")
    for column in ("void_reason", "voided_by", "voided_at"):
        op.drop_column("sitting", column)
    op.drop_table("notice")
    op.drop_table("level_snapshot")


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
