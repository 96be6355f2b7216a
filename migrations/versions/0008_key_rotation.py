"""Add columns for new epochs, compared fingerprints, and links for a new password."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("teams", sa.Column("keys_due_since", sa.Date()))
    op.add_column("epochs", sa.Column("opened_at", sa.DateTime(timezone=True)))
    op.add_column("grants", sa.Column("vouched", sa.LargeBinary()))
    op.add_column("invitations", sa.Column("member_id", sa.String(32)))


def downgrade() -> None:
    op.drop_column("invitations", "member_id")
    op.drop_column("grants", "vouched")
    op.drop_column("epochs", "opened_at")
    op.drop_column("teams", "keys_due_since")
