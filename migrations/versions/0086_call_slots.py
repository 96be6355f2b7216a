"""Add the times for a call that are taken, and an index of the entries about offered ones."""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0072"

IS_OFFER = sa.text("act = 'times_offered'")


def upgrade() -> None:
    op.create_table(
        "call_slots",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "case_id",
            sa.String(32),
            sa.ForeignKey("cases.id", ondelete="CASCADE"),
            nullable=False,
        ),
    )
    op.create_index("ix_call_slots_case_id", "call_slots", ["case_id"])
    op.create_index(
        "ix_audit_entries_offers",
        "audit_entries",
        ["member_id", "on", "case_id"],
        sqlite_where=IS_OFFER,
        postgresql_where=IS_OFFER,
    )


def downgrade() -> None:
    op.drop_index("ix_audit_entries_offers", "audit_entries")
    op.drop_table("call_slots")
