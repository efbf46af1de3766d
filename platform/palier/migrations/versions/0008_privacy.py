"""Who of the team looked at a learner"""

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


def downgrade() -> None:
    op.drop_table("access_line")


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
