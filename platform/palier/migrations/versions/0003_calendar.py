"""The calendar of alternance, and what follows from it for a sitting"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "calendar_period",
        sa.Column("id", BIG, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("group_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "last_day >= first_day", name=op.f("ck_calendar_period_days_in_order")
        ),
        _foreign("school_id", "school"),
        _foreign("group_id", "learner_group"),
        _foreign("learner_id", "person"),
        _foreign("created_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_period")),
    )
    _index("school_id")
    _index("group_id", "last_day")
    # Columns are added in place: SQLite cannot make a table anew that others refer to.
    op.add_column("enrolment", sa.Column("fls_course", sa.Boolean(), nullable=True))
    op.add_column("sitting", sa.Column("reviews", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("sitting", "reviews")
    op.drop_column("enrolment", "fls_course")
    op.drop_table("calendar_period")


def _foreign(column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_calendar_period_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def _index(*columns: str) -> None:
    op.create_index(
        op.f(f"ix_calendar_period_{'_'.join(columns)}"), "calendar_period", list(columns)
    )
