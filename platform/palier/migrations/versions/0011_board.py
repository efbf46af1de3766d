"""The live room, notes of trainers, exercises reported, bilans and the planned end of a stay"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "live_room",
        sa.Column("group_id", BIG, autoincrement=False, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("opened_at", AT, nullable=False),
        sa.Column("until", AT, nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        _foreign("live_room", "group_id", "learner_group"),
        _foreign("live_room", "school_id", "school"),
        _foreign("live_room", "opened_by", "person"),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_live_room")),
    )
    _index("live_room", "school_id")
    op.create_table(
        "trainer_note",
        sa.Column("id", BIG, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", AT, nullable=False),
        sa.Column("edited_at", AT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _foreign("trainer_note", "school_id", "school"),
        _foreign("trainer_note", "learner_id", "person"),
        _foreign("trainer_note", "author_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_note")),
    )
    _index("trainer_note", "school_id")
    _index("trainer_note", "learner_id", "written_at")
    op.create_table(
        "item_report",
        sa.Column("served_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("closed_at", AT, nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        _foreign("item_report", "served_id", "exercise_served"),
        _foreign("item_report", "school_id", "school"),
        _foreign("item_report", "learner_id", "person"),
        _foreign("item_report", "closed_by", "person"),
        sa.PrimaryKeyConstraint("served_id", name=op.f("pk_item_report")),
    )
    _index("item_report", "school_id")
    _index("item_report", "learner_id", "closed_at")
    op.add_column("enrolment", sa.Column("planned_exit", sa.Date(), nullable=True))
    op.add_column("sitting", sa.Column("moment", sa.String(length=8), nullable=True))


def downgrade() -> None:
    op.drop_column("sitting", "moment")
    op.drop_column("enrolment", "planned_exit")
    for table in ("item_report", "trainer_note", "live_room"):
        op.drop_table(table)


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
