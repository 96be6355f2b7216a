"""Add the result of the conflict check, and the day of the first unread reply."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

HAS_REPLY = sa.text("replied_on IS NOT NULL")


def upgrade() -> None:
    op.add_column("cases", sa.Column("conflict", sa.String(8)))
    op.add_column("cases", sa.Column("conflict_on", sa.Date()))
    op.add_column("cases", sa.Column("replied_on", sa.Date()))
    op.create_index(
        "ix_cases_replies",
        "cases",
        ["team_id", "replied_on"],
        sqlite_where=HAS_REPLY,
        postgresql_where=HAS_REPLY,
    )


def downgrade() -> None:
    op.drop_index("ix_cases_replies", "cases")
    op.drop_column("cases", "replied_on")
    op.drop_column("cases", "conflict_on")
    op.drop_column("cases", "conflict")
