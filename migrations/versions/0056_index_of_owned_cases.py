"""Add an index of owned cases by day of receipt, to count the new cases of each owner.

Cases without an owner are not in it, so that a new request does not write to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"

HAS_OWNER = sa.text("assignee_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_cases_owned",
        "cases",
        ["team_id", "received_on", "assignee_id"],
        sqlite_where=HAS_OWNER,
        postgresql_where=HAS_OWNER,
    )


def downgrade() -> None:
    op.drop_index("ix_cases_owned", "cases")
