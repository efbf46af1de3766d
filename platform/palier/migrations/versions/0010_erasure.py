"""Who was erased, and what of her answers stays"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_erasure")),
    )
    op.create_table(
        "item_tally",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_tally_item_id")),
        sa.PrimaryKeyConstraint("item_id", "band", name=op.f("pk_item_tally")),
    )


def downgrade() -> None:
    op.drop_table("item_tally")
    op.drop_table("erasure")
