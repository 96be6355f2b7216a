"""Add cases in quarantine, and the networks of the requests of the last hour.

The indexes of the queue leave out what is in quarantine, however much that is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0053"

WAS_OPEN = sa.text("status <> 'closed'")
IS_QUEUED = sa.text("status <> 'closed' AND quarantined_on IS NULL")
IS_QUARANTINED = sa.text("quarantined_on IS NOT NULL")
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
    op.add_column("cases", sa.Column("quarantined_on", sa.Date()))
    for name, columns in QUEUES.items():
        op.drop_index(name, "cases")
        _create_index(name, *columns, "quarantined_on", where=IS_QUEUED)
    _create_index(
        "ix_cases_quarantined",
        *("status", "tier", "due_on", "id", "quarantined_on"),
        where=IS_QUARANTINED,
    )
    op.create_table(
        "arrivals",
        sa.Column(
            "case_id",
            sa.String(32),
            sa.ForeignKey("cases.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("network", sa.LargeBinary(32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_arrivals_network", "arrivals", ["network", "until"])
    op.create_index("ix_arrivals_until", "arrivals", ["until"])


def downgrade() -> None:
    op.drop_table("arrivals")
    op.drop_index("ix_cases_quarantined", "cases")
    for name, columns in QUEUES.items():
        op.drop_index(name, "cases")
        _create_index(name, *columns, where=WAS_OPEN)
    op.drop_column("cases", "quarantined_on")


def _create_index(name: str, *columns: str, where: sa.TextClause) -> None:
    names = ["team_id", *columns]
    op.create_index(name, "cases", names, sqlite_where=where, postgresql_where=where)
