"""Rebuild the index of early days with every column that its query reads.

Each list by days asks for those that came near. SQLite preferred the index of all open dates, and
read every one of three weeks.
"""

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"

IS_EARLY = sa.text("early AND state = 'open' AND kind = 'act_by'")


def upgrade() -> None:
    _replace(["state", "kind", "on", "case_id", "early"])


def downgrade() -> None:
    _replace(["on"])


def _replace(columns: list[str]) -> None:
    op.drop_index("ix_diary_entries_early", "diary_entries")
    op.create_index(
        "ix_diary_entries_early",
        "diary_entries",
        columns,
        sqlite_where=IS_EARLY,
        postgresql_where=IS_EARLY,
    )
