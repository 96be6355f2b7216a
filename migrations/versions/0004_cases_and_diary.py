"""Add the tables of cases and of their diary."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

IS_OPEN = sa.text("status <> 'closed'")
BY_DUE_DAY = ["tier", "due_on", "last_move_on", "id", "status"]


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("reference", sa.String(9), nullable=False, unique=True),
        sa.Column(
            "request_id",
            sa.String(32),
            sa.ForeignKey("requests.id"),
            nullable=False,
            unique=True,
        ),
        sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("close_reason", sa.String(24)),
        sa.Column("tier", sa.String(2), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("act_by", sa.Date()),
        sa.Column("look_by", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("assignee_id", sa.String(32), sa.ForeignKey("staff_members.id")),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("last_move_on", sa.Date(), nullable=False),
        sa.Column("looked_on", sa.Date()),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary()),
        sa.Column("rewrapped_key", sa.LargeBinary()),
        sa.Column("rewrapped_epoch", sa.Integer()),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("story", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    _index("ix_cases_queue", ["team_id", *BY_DUE_DAY])
    _index("ix_cases_queue_of_assignee", ["team_id", "assignee_id", *BY_DUE_DAY])
    op.create_table(
        "diary_entries",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_diary_entries_of_case", "diary_entries", ["case_id", "state", "on"])


def downgrade() -> None:
    op.drop_table("diary_entries")
    op.drop_table("cases")


def _index(name: str, columns: list[str]) -> None:
    op.create_index(name, "cases", columns, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
