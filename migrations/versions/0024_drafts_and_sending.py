"""Add drafts of messages, and the time from which a message cannot be called back."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("messages", sa.Column("out_at", sa.DateTime(timezone=True)))
    op.create_table(
        "message_drafts",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("member_id", sa.String(32), sa.ForeignKey("staff_members.id"), primary_key=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("message_drafts")
    with op.batch_alter_table("messages") as batch:
        batch.drop_column("out_at")
