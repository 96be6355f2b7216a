"""Add the table of requests."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "requests",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("token_hash", sa.LargeBinary(32), unique=True),
        sa.Column("session_until", sa.DateTime(timezone=True)),
        sa.Column("session_minutes", sa.Integer(), nullable=False),
        sa.Column("key_under_token", sa.LargeBinary()),
        sa.Column("answers", sa.LargeBinary()),
        sa.Column("receipt", sa.LargeBinary()),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("case_id", sa.String(32), unique=True),
    )
    op.create_index("ix_requests_kept_on", "requests", ["kept_on"])


def downgrade() -> None:
    op.drop_table("requests")
