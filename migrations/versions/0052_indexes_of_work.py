"""Add the indexes of a member's work: cases that ask for a decision, held ones, closed ones."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0045"

INDEXES = {
    "ix_cases_asking": (
        ("team_id", "due_on", "id"),
        "status <> 'closed' AND replace(tags, ' ask_supervisor ', '') <> tags",
    ),
    "ix_cases_held": (
        ("team_id", "due_on", "id"),
        "status <> 'closed' AND conflict IN ('possible', 'conflict')",
    ),
    "ix_cases_closed": (("team_id", "closed_on", "id"), "status = 'closed'"),
}


def upgrade() -> None:
    for name, (columns, condition) in INDEXES.items():
        where = sa.text(condition)
        op.create_index(name, "cases", list(columns), sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "cases")
