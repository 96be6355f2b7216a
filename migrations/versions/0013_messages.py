"""Add the table of messages."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

IS_UNREAD = sa.text("read_on IS NULL")


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("read_on", sa.Date()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("case_id", "number"),
    )
    op.create_index(
        "ix_messages_unread",
        "messages",
        ["case_id", "direction"],
        sqlite_where=IS_UNREAD,
        postgresql_where=IS_UNREAD,
    )


def downgrade() -> None:
    op.drop_table("messages")
