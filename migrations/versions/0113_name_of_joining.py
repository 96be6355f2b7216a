"""Add the name that a new member gives with the password, until the second factor is set."""

import sqlalchemy as sa
from alembic import op

revision = "0113"
down_revision = "0112"


def upgrade() -> None:
    op.add_column("enrolments", sa.Column("name", sa.LargeBinary()))


def downgrade() -> None:
    """Drop the names: whoever is joining enters theirs later, among their work."""
    op.drop_column("enrolments", "name")
