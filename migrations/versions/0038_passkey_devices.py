"""Add the device secret that a passkey opens in place of the sign-in sheet."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.add_column("passkeys", sa.Column("wrapped_device", sa.LargeBinary()))


def downgrade() -> None:
    op.drop_column("passkeys", "wrapped_device")
