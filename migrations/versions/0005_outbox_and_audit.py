"""Add the tables of letters, of the worker's heartbeat, and of the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("letter", sa.String(40), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id")),
        sa.Column("origin_id", sa.String(32), sa.ForeignKey("outbox.id")),
        sa.Column("reader", sa.String(64)),
        sa.Column("address", sa.LargeBinary()),
        sa.Column("message_id", sa.String(320)),
        sa.Column("reference", sa.String(9), nullable=False),
        sa.Column("tier", sa.String(2), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_in", sa.String(16)),
        sa.Column("queued_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("try_until", sa.Date()),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.Column("leased_by", sa.String(32)),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.Column("trouble", sa.String(20)),
        sa.Column("delivered_on", sa.Date()),
        sa.UniqueConstraint("origin_id", "reader"),
    )
    op.create_index(
        "ix_outbox_next",
        "outbox",
        ["state", "attempts", "tier", "queued_on"],
    )
    op.create_index("ix_outbox_of_teams", "outbox", ["state", "team_id", "trouble"])
    op.create_table(
        "outbox_beats",
        sa.Column("id", sa.String(8), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("member_id", sa.String(32)),
        sa.Column("case_id", sa.String(32)),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("seq", sa.Integer(), unique=True),
        sa.Column("previous", sa.LargeBinary(32)),
        sa.Column("hash", sa.LargeBinary(32)),
        sa.CheckConstraint("at IS NULL OR member_id IS NOT NULL", name="instant_of_staff"),
    )
    op.create_index("ix_audit_entries_history", "audit_entries", ["case_id", "on"])


def downgrade() -> None:
    op.drop_table("audit_entries")
    op.drop_table("outbox_beats")
    op.drop_table("outbox")
