"""What trainers see and decide, work they give, marks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)
TABLES = ("mark", "assigned", "assignment", "trainer_word")


def upgrade() -> None:
    _trainer_word()
    _assignment()
    _mark()
    op.add_column("sitting", sa.Column("assignment_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_sitting_assignment_id"), "sitting", ["assignment_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_sitting_assignment_id"), "sitting")
    op.drop_column("sitting", "assignment_id")
    for table in TABLES:
        op.drop_table(table)


def _trainer_word() -> None:
    op.create_table(
        "trainer_word",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("skill", sa.String(length=120), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("aided", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("note", sa.String(length=120), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", AT, nullable=False),
        sa.Column("withdrawn_at", AT, nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        _foreign("trainer_word", "school_id", "school"),
        _foreign("trainer_word", "learner_id", "person"),
        _foreign("trainer_word", "by_id", "person"),
        _foreign("trainer_word", "withdrawn_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_word")),
        sa.UniqueConstraint("learner_id", "seq", name=op.f("uq_trainer_word_learner_id_seq")),
    )
    _index("trainer_word", "school_id")


def _assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("skill", sa.String(length=120), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("closed_at", AT, nullable=True),
        _foreign("assignment", "school_id", "school"),
        _foreign("assignment", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    _index("assignment", "school_id")
    op.create_table(
        "assigned",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        _foreign("assigned", "assignment_id", "assignment"),
        _foreign("assigned", "learner_id", "person"),
        _foreign("assigned", "school_id", "school"),
        sa.PrimaryKeyConstraint("assignment_id", "learner_id", name=op.f("pk_assigned")),
    )
    _index("assigned", "school_id")
    _index("assigned", "learner_id")


def _mark() -> None:
    op.create_table(
        "mark",
        sa.Column("served_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("comment", sa.String(length=400), nullable=True),
        sa.Column("second_asked", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("at", AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["served_id"], ["answer.served_id"], name=op.f("fk_mark_served_id")
        ),
        _foreign("mark", "school_id", "school"),
        _foreign("mark", "learner_id", "person"),
        _foreign("mark", "by_id", "person"),
        sa.PrimaryKeyConstraint("served_id", "number", name=op.f("pk_mark")),
    )
    _index("mark", "school_id")
    _index("mark", "learner_id")


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
