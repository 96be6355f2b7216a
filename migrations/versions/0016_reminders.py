"""Add the step, in days, of the last reminder of a date."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("diary_entries", sa.Column("reminded", sa.Integer()))
    op.create_index("ix_diary_entries_coming_up", "diary_entries", ["state", "on"])


def downgrade() -> None:
    op.drop_index("ix_diary_entries_coming_up", "diary_entries")
    op.drop_column("diary_entries", "reminded")
