"""Settings of schools, links for staff, departures, files read"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)
TABLES = ("import_draft", "departure", "staff_link", "school_setting")


def upgrade() -> None:
    op.create_table(
        "school_setting",
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        _foreign("school_setting", "school_id", "school"),
        _foreign("school_setting", "updated_by", "person"),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_school_setting")),
    )
    _staff_link()
    _departure()
    _import_draft()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _staff_link() -> None:
    op.create_table(
        "staff_link",
        sa.Column("id", BIG, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", AT, nullable=False),
        sa.Column("used_at", AT, nullable=True),
        _foreign("staff_link", "school_id", "school"),
        _foreign("staff_link", "person_id", "person"),
        _foreign("staff_link", "created_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_link_token_hash")),
    )
    _index("staff_link", "school_id")
    _index("staff_link", "person_id")


def _departure() -> None:
    op.create_table(
        "departure",
        sa.Column("id", BIG, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", BIG, nullable=False),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("destination", sa.String(length=20), nullable=False),
        sa.Column("recorded_at", AT, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("returned_at", AT, nullable=True),
        sa.Column("followed", sa.JSON(), nullable=False),
        _foreign("departure", "school_id", "school"),
        _foreign("departure", "learner_id", "person"),
        _foreign("departure", "group_id", "learner_group"),
        _foreign("departure", "recorded_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departure")),
    )
    _index("departure", "school_id")
    _index("departure", "learner_id", "returned_at")


def _import_draft() -> None:
    op.create_table(
        "import_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("group_id", BIG, nullable=True),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=True),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("done_at", AT, nullable=True),
        sa.Column("done", sa.JSON(), nullable=False),
        _foreign("import_draft", "school_id", "school"),
        _foreign("import_draft", "person_id", "person"),
        _foreign("import_draft", "group_id", "learner_group"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
    )
    _index("import_draft", "school_id", "created_at")


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
