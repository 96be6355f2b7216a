"""Add the days of legal holds, and of withdrawals while a case is held."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("cases", sa.Column("held_since", sa.Date()))
    op.add_column("cases", sa.Column("erase_asked_on", sa.Date()))
    op.create_index("ix_cases_erase_on", "cases", ["erase_on"])


def downgrade() -> None:
    op.drop_index("ix_cases_erase_on", "cases")
    op.drop_column("cases", "erase_asked_on")
    op.drop_column("cases", "held_since")
