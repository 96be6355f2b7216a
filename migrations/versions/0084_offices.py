"""Add offices and their members, and the office of a case.

The indexes of the queue have the office too, so that a member's own offices are found in them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0079"

IS_QUEUED = sa.text("status <> 'closed' AND quarantined_on IS NULL")
DUE = ("tier", "due_on", "last_move_on", "id", "status")
FILTERED = ("language", "received_on", "tags")
QUEUES = {
    "ix_cases_queue": (*DUE, *FILTERED),
    "ix_cases_queue_of_assignee": ("assignee_id", *DUE, "waits_for", *FILTERED),
    "ix_cases_queue_of_turn": ("waits_for", *DUE, "assignee_id", *FILTERED),
    "ix_cases_queue_of_language": (
        *("language", *DUE, "waits_for", "assignee_id", "received_on", "tags"),
    ),
    "ix_cases_queue_by_last_move": (
        *("last_move_on", "id", "status", "tier", "due_on", "waits_for", "assignee_id", *FILTERED),
    ),
}
"""Columns of the indexes of the queue, after that of the team."""


def upgrade() -> None:
    op.create_table(
        "offices",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("states", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index("ix_offices_team_id", "offices", ["team_id"])
    op.create_table(
        "office_members",
        sa.Column(
            "office_id",
            sa.String(32),
            sa.ForeignKey("offices.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("member_id", sa.String(32), sa.ForeignKey("staff_members.id"), primary_key=True),
    )
    op.create_index("ix_office_members_member_id", "office_members", ["member_id"])
    op.add_column("cases", sa.Column("office_id", sa.String(32)))
    for name, columns in QUEUES.items():
        op.drop_index(name, "cases")
        _create_index(name, *columns, "office_id", "quarantined_on")


def downgrade() -> None:
    for name, columns in QUEUES.items():
        op.drop_index(name, "cases")
        _create_index(name, *columns, "quarantined_on")
    op.drop_column("cases", "office_id")
    op.drop_table("office_members")
    op.drop_table("offices")


def _create_index(name: str, *columns: str) -> None:
    names = ["team_id", *columns]
    op.create_index(name, "cases", names, sqlite_where=IS_QUEUED, postgresql_where=IS_QUEUED)
