"""Add the counts of applicants whom a referral place answered, or did not."""

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"


def upgrade() -> None:
    op.create_table(
        "place_answers",
        sa.Column("place_id", sa.String(64), primary_key=True),
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("answered", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("silent", sa.Integer(), nullable=False, server_default="0"),
    )


def downgrade() -> None:
    """Drop the counts: they are a help for the team, and grow again."""
    op.drop_table("place_answers")
