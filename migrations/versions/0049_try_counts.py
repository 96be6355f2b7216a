"""Add counts of tries by network, which all processes share."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0051"


def upgrade() -> None:
    op.create_table(
        "try_counts",
        sa.Column("key", sa.LargeBinary(32), primary_key=True),
        sa.Column("span", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_try_counts_until", "try_counts", ["until"])


def downgrade() -> None:
    op.drop_table("try_counts")
