"""Add an index of queued cases whose applicants asked for a call.

Each page of the desk counts those of the member; without it, it reads every case that they own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0084"

IS_CALL_ASKED = sa.text(
    "status <> 'closed' AND quarantined_on IS NULL AND call_asked_on IS NOT NULL"
)
COLUMNS = (
    *("team_id", "tier", "due_on", "last_move_on", "id", "status", "waits_for", "assignee_id"),
    *("language", "received_on", "tags", "office_id", "call_asked_on", "quarantined_on"),
)


def upgrade() -> None:
    op.create_index(
        "ix_cases_queue_of_calls",
        "cases",
        list(COLUMNS),
        sqlite_where=IS_CALL_ASKED,
        postgresql_where=IS_CALL_ASKED,
    )


def downgrade() -> None:
    op.drop_index("ix_cases_queue_of_calls", "cases")
