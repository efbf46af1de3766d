"""The work given for a goal of a plan"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("goal", sa.Column("assignment_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("goal", "assignment_id")
