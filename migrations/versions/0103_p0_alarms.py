"""Add the alarms of P0 requests that nobody opened, and the index that finds these requests.

The worker begins an alarm for each P0 request that waits unopened, also for one that came before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0103"
down_revision = "0102"

INDEX = "ix_cases_unopened"
IS_UNOPENED = sa.text("tier = 'P0' AND opened_on IS NULL AND status <> 'closed' AND NOT invented")


def upgrade() -> None:
    op.create_table(
        "p0_alarms",
        sa.Column(
            "case_id",
            sa.String(32),
            sa.ForeignKey("cases.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("step", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.Column("taken_by", sa.String(32), sa.ForeignKey("staff_members.id")),
    )
    op.create_index("ix_p0_alarms_next_at", "p0_alarms", ["next_at"])
    op.create_index(
        INDEX, "cases", ["team_id", "id"], sqlite_where=IS_UNOPENED, postgresql_where=IS_UNOPENED
    )


def downgrade() -> None:
    """Drop the alarms: the log still names who took each, and the next upgrade begins the rest."""
    op.drop_index(INDEX, "cases")
    op.drop_table("p0_alarms")
