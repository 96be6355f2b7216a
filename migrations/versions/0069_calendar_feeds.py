"""Add the calendar feeds of members."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0076"


def upgrade() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("member_id", sa.String(32), sa.ForeignKey("staff_members.id"), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_private", sa.LargeBinary(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True)),
        sa.Column("dates_hash", sa.LargeBinary(32)),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("sworn", sa.LargeBinary()),
        sa.UniqueConstraint("member_id"),
        sa.UniqueConstraint("address_hash"),
    )


def downgrade() -> None:
    op.drop_table("calendar_feeds")
