"""Add where a session is used from, and when a long list was last logged in it."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.add_column("staff_sessions", sa.Column("place", sa.LargeBinary(64)))
    op.add_column("staff_sessions", sa.Column("listed_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("staff_sessions", "listed_at")
    op.drop_column("staff_sessions", "place")
