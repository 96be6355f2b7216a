"""Add what sign-in sheets, recovery sheets in the browser and separate signing keys need.

Columns may be empty, and no value changes: rows of members, epochs and invitations of before stay
valid until each member has signed in once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.create_table(
        "pending_sheets",
        sa.Column("member_id", sa.String(32), primary_key=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.add_column("staff_members", sa.Column("sheet_kept_on", sa.Date()))
    op.add_column("first_invitations", sa.Column("wrapped_sheets", sa.LargeBinary()))
    op.add_column("epochs", sa.Column("vouch_public", sa.LargeBinary()))
    op.add_column("invitations", sa.Column("starts_at", sa.DateTime(timezone=True)))
    op.add_column("recovery_keys", sa.Column("handover", sa.LargeBinary()))
    op.add_column(
        "recovery_keys", sa.Column("number", sa.Integer(), nullable=False, server_default="1")
    )
    op.add_column(
        "halfway_sessions",
        sa.Column("awaits_device", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    moved = "SELECT count(*) FROM staff_members WHERE sheet_kept_on IS NOT NULL"
    if op.get_bind().scalar(sa.text(moved)):
        raise RuntimeError(
            "Members' keys need their sign-in sheets, which older releases do not ask for."
        )
    op.drop_column("halfway_sessions", "awaits_device")
    op.drop_column("recovery_keys", "number")
    op.drop_column("recovery_keys", "handover")
    op.drop_column("invitations", "starts_at")
    op.drop_column("epochs", "vouch_public")
    op.drop_column("first_invitations", "wrapped_sheets")
    op.drop_column("staff_members", "sheet_kept_on")
    op.drop_table("pending_sheets")
