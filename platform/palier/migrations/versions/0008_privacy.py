"""Who looked, the ledger of erasures, answers of nobody, information given"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "access_line",
        sa.Column("id", BIG, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("at", AT, nullable=False),
        _foreign("access_line", "school_id", "school"),
        _foreign("access_line", "learner_id", "person"),
        _foreign("access_line", "actor_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_line")),
    )
    _index("access_line", "learner_id", "at")
    _index("access_line", "school_id", "at")
    op.create_table(
        "erasure",
        sa.Column("id", BIG, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("person_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", AT, nullable=False),
        _foreign("erasure", "school_id", "school"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("person_hash", name=op.f("uq_erasure_person_hash")),
    )
    _index("erasure", "school_id")
    _kept_response()
    op.create_table(
        "information_given",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("at", AT, nullable=False),
        _foreign("information_given", "person_id", "person"),
        _foreign("information_given", "school_id", "school"),
        sa.PrimaryKeyConstraint("person_id", "version", name=op.f("pk_information_given")),
    )
    _index("information_given", "school_id")


def downgrade() -> None:
    for table in ("information_given", "kept_response", "erasure", "access_line"):
        op.drop_table(table)


def _kept_response() -> None:
    op.create_table(
        "kept_response",
        sa.Column("id", BIG, nullable=False),
        sa.Column("who", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("help_used", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("predicted", sa.Float(), nullable=False),
        sa.Column("draw", BIG, nullable=False),
        _foreign("kept_response", "item_id", "item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_response")),
        sa.UniqueConstraint("who", "rank", name=op.f("uq_kept_response_who_rank")),
    )
    _index("kept_response", "item_id")


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
