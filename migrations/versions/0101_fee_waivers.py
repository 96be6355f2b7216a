"""Add the waiver that an amendment gives a fee.

Stored amendments name none: their fees keep the waiver of the release.
"""

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"


def upgrade() -> None:
    op.add_column("amendments", sa.Column("waiver", sa.String(12)))


def downgrade() -> None:
    """Refuse where an amendment changed a waiver, which would be lost."""
    count = "SELECT count(*) FROM amendments WHERE waiver IS NOT NULL"
    if op.get_bind().execute(sa.text(count)).scalar():
        raise RuntimeError("Waivers of fees that members changed would be lost.")
    op.drop_column("amendments", "waiver")
