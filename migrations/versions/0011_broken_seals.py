"""Add the index by which the desk finds broken seals in the log."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

IS_SEAL_BROKEN = sa.text("act = 'seal_broken'")


def upgrade() -> None:
    op.create_index(
        "ix_audit_entries_seal_broken",
        "audit_entries",
        ["on"],
        sqlite_where=IS_SEAL_BROKEN,
        postgresql_where=IS_SEAL_BROKEN,
    )


def downgrade() -> None:
    op.drop_index("ix_audit_entries_seal_broken", "audit_entries")
