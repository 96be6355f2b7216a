"""Add conflict stubs, and the keys of their hashes."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "stub_keys",
        sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), primary_key=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "stubs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("case_id", sa.String(32), unique=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("discard_on", sa.Date()),
    )
    op.create_index("ix_stubs_team_id", "stubs", ["team_id"])
    op.create_index("ix_stubs_discard_on", "stubs", ["discard_on"])


def downgrade() -> None:
    op.drop_table("stubs")
    op.drop_table("stub_keys")
