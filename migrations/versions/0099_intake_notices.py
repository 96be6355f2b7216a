"""Add what applicants read before the first question: what the team takes on, and the odds.

Without a row the team takes on every kind of request, and no odds are told, as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"


def upgrade() -> None:
    op.create_table(
        "intake_notices",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("year", sa.Integer()),
        sa.Column("asked", sa.Integer()),
        sa.Column("helped", sa.Integer()),
        sa.Column("set_by", sa.String(32), sa.ForeignKey("staff_members.id"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Refuse where a notice was set: the pages would say something else without a word."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM intake_notices")):
        raise RuntimeError("What applicants are told before they ask would be lost.")
    op.drop_table("intake_notices")
