"""Add the table of the head of the audit chain."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("id", sa.String(8), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("broken", sa.Integer()),
        sa.Column("verified_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    op.drop_table("audit_heads")
