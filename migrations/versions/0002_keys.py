"""Add the tables of keys."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "recovery_keys",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("hpke_public", sa.LargeBinary(), nullable=False),
        sa.Column("sign_public", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
    )
    op.create_table(
        "recovery_sheets",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("pair", sa.String(2), nullable=False, unique=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
    )
    op.create_table(
        "epochs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hpke_public", sa.LargeBinary(), nullable=False),
        sa.Column("sign_public", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_to_recovery", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("team_id", "number"),
    )
    op.create_table(
        "grants",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("member_id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("member_id", "team_id", "epoch"),
        sa.ForeignKeyConstraint(["team_id", "epoch"], ["epochs.team_id", "epochs.number"]),
    )
    op.create_table(
        "first_invitations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("wrapped_team_keys", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id", "epoch"], ["epochs.team_id", "epochs.number"]),
    )


def downgrade() -> None:
    for table in (
        "first_invitations",
        "grants",
        "epochs",
        "teams",
        "recovery_sheets",
        "recovery_keys",
    ):
        op.drop_table(table)
