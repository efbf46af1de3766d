"""A word to whoever reported an exercise: what was done about it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("item_report", sa.Column("word", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("item_report", "word")
