"""Add the beginning of the audit chain, for a log whose oldest entries were removed."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("audit_heads", sa.Column("first_seq", sa.Integer()))
    op.add_column("audit_heads", sa.Column("first_previous", sa.LargeBinary(32)))


def downgrade() -> None:
    op.drop_column("audit_heads", "first_previous")
    op.drop_column("audit_heads", "first_seq")
