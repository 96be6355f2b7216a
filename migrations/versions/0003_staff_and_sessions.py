"""Add the tables of staff and of their sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "staff_members",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("email_hash", sa.LargeBinary(32), unique=True),
        sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("password_salt", sa.LargeBinary(), nullable=False),
        sa.Column("password_check", sa.LargeBinary(32), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_private_key", sa.LargeBinary(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=False),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("wants_letters", sa.Boolean(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("disabled_on", sa.Date()),
    )
    op.create_index("ix_staff_members_team_id", "staff_members", ["team_id"])
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "enrolments",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("invitation_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("held_by", sa.LargeBinary(32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("password_salt", sa.LargeBinary(), nullable=False),
        sa.Column("password_check", sa.LargeBinary(32), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_private_key", sa.LargeBinary(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("who", sa.LargeBinary(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
    )
    op.create_index("ix_sign_in_tries_who", "sign_in_tries", ["who"])
    op.create_index("ix_sign_in_tries_at", "sign_in_tries", ["at"])
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False, unique=True),
        _member(),
        sa.Column("locked_keys", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_staff_sessions_member_id", "staff_sessions", ["member_id"])
    op.create_table(
        "halfway_sessions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False, unique=True),
        _member(),
        sa.Column("locked_key", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_halfway_sessions_member_id", "halfway_sessions", ["member_id"])


def downgrade() -> None:
    for table in (
        "halfway_sessions",
        "staff_sessions",
        "sign_in_tries",
        "enrolments",
        "invitations",
        "staff_members",
    ):
        op.drop_table(table)


def _member() -> sa.Column[str]:
    return sa.Column("member_id", sa.String(32), sa.ForeignKey("staff_members.id"), nullable=False)
