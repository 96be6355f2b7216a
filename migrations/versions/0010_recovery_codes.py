"""Add the table of recovery codes, each of which replaces an authenticator once."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("member_id", sa.String(32), sa.ForeignKey("staff_members.id"), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("member_id", "code_hash"),
    )
    op.create_index("ix_recovery_codes_member_id", "recovery_codes", ["member_id"])


def downgrade() -> None:
    op.drop_table("recovery_codes")
