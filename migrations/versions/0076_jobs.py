"""Add the table of long work, which goes on in requests of one session."""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0066"


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), primary_key=True),
        sa.Column("kind", sa.String(12), primary_key=True),
        sa.Column(
            "session_id", sa.String(32), sa.ForeignKey("staff_sessions.id", ondelete="SET NULL")
        ),
        sa.Column("is_busy", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("turn_at", sa.DateTime(timezone=True)),
        sa.Column("cursor", sa.String(32), nullable=False, server_default=""),
    )
    op.create_index("ix_jobs_session_id", "jobs", ["session_id"])


def downgrade() -> None:
    op.drop_table("jobs")
