"""Sounds of exercises, voices of learners, requests for help, texts read instead of heard"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _sound()
    _recording()
    _help_request()
    # Columns are added in place: SQLite cannot make a table anew that others refer to.
    op.add_column(
        "exercise_served",
        sa.Column("read_instead", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("exercise_served", "read_instead")
    for table in ("help_request", "recording", "sound"):
        op.drop_table(table)


def _sound() -> None:
    op.create_table(
        "sound",
        sa.Column("id", BIG, nullable=False),
        sa.Column("text_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("school_id", BIG, nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _foreign("sound", "school_id", "school"),
        _foreign("sound", "recorded_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sound")),
        sa.UniqueConstraint(
            *("text_hash", "school_id", "kind"),
            name=op.f("uq_sound_text_hash_school_id_kind"),
        ),
    )
    _index("sound", "school_id")


def _recording() -> None:
    op.create_table(
        "recording",
        sa.Column("served_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _foreign("recording", "served_id", "exercise_served"),
        _foreign("recording", "school_id", "school"),
        _foreign("recording", "learner_id", "person"),
        sa.PrimaryKeyConstraint("served_id", name=op.f("pk_recording")),
    )
    _index("recording", "school_id")
    _index("recording", "learner_id")


def _help_request() -> None:
    op.create_table(
        "help_request",
        sa.Column("served_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("skill", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        _foreign("help_request", "served_id", "exercise_served"),
        _foreign("help_request", "school_id", "school"),
        _foreign("help_request", "learner_id", "person"),
        _foreign("help_request", "closed_by", "person"),
        sa.PrimaryKeyConstraint("served_id", name=op.f("pk_help_request")),
    )
    _index("help_request", "school_id")
    _index("help_request", "learner_id", "closed_at")


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
