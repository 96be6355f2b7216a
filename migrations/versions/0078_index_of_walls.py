"""Add the index of walls put up and taken down, which each page that opens a case reads."""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0070"

NAME = "ix_audit_entries_walls"
IS_WALL = sa.text("act IN ('wall_put_up', 'wall_taken_down')")


def upgrade() -> None:
    op.create_index(
        NAME,
        "audit_entries",
        ["case_id", "act"],
        sqlite_where=IS_WALL,
        postgresql_where=IS_WALL,
    )


def downgrade() -> None:
    op.drop_index(NAME, "audit_entries")
