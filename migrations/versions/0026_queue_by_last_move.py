"""Add an index for the queue ordered by the last change."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

IS_OPEN = sa.text("status <> 'closed'")
COLUMNS = (
    "team_id",
    "last_move_on",
    "id",
    "status",
    "tier",
    "due_on",
    "waits_for",
    "assignee_id",
    "language",
    "received_on",
    "tags",
)


def upgrade() -> None:
    op.create_index(
        "ix_cases_queue_by_last_move",
        "cases",
        COLUMNS,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_cases_queue_by_last_move", "cases")
