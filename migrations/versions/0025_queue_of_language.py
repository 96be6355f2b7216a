"""Add an index for the queue of one language."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

IS_OPEN = sa.text("status <> 'closed'")
COLUMNS = (
    "team_id",
    "language",
    "tier",
    "due_on",
    "last_move_on",
    "id",
    "status",
    "waits_for",
    "assignee_id",
    "received_on",
    "tags",
)


def upgrade() -> None:
    op.create_index(
        "ix_cases_queue_of_language",
        "cases",
        COLUMNS,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_cases_queue_of_language", "cases")
