"""Add the indexes of addresses at rest, which housekeeping counts by the secret that reads them."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0056"

INDEXES = {
    "ix_cases_reminded": ("cases", "reminder_address IS NOT NULL"),
    "ix_outbox_addressed": ("outbox", "address IS NOT NULL"),
}


def upgrade() -> None:
    for name, (table, condition) in INDEXES.items():
        where = sa.text(condition)
        op.create_index(name, table, ["id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
