"""Add the roll: the sealed ids of all cases of a team, written by the next sweep."""

import sqlalchemy as sa
from alembic import op

revision = "0116"
down_revision = "0114"


def upgrade() -> None:
    op.add_column("stub_keys", sa.Column("roll", sa.LargeBinary()))


def downgrade() -> None:
    op.drop_column("stub_keys", "roll")
