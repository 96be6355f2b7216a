"""Add an index that finds reports of missing rows without reading the whole log."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

IS_ROW_MISSING = sa.text("act = 'row_missing'")


def upgrade() -> None:
    op.create_index(
        "ix_audit_entries_row_missing",
        "audit_entries",
        ["on"],
        sqlite_where=IS_ROW_MISSING,
        postgresql_where=IS_ROW_MISSING,
    )


def downgrade() -> None:
    op.drop_index("ix_audit_entries_row_missing", "audit_entries")
