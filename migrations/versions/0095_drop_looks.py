"""Drop the table of who has a case open, which expired within minutes; no other row changes."""

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0091"


def upgrade() -> None:
    op.drop_table("looks")


def downgrade() -> None:
    op.create_table(
        "looks",
        sa.Column(
            "case_id",
            sa.String(32),
            sa.ForeignKey("cases.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("member_id", sa.String(32), sa.ForeignKey("staff_members.id"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
