"""Add the form that was refused as it was typed, sealed under the token of its session."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.add_column("requests", sa.Column("typed_form", sa.LargeBinary()))


def downgrade() -> None:
    op.drop_column("requests", "typed_form")
