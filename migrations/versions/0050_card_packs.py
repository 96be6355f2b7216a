"""Add packs of cards, and the indexes that compare them with their cases and with the log."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0048"

IS_NOT_WALLED = sa.text("walled_keys IS NULL")
HAS_ENDED = sa.text("ended IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "card_packs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "team_id",
            sa.String(32),
            sa.ForeignKey("teams.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.String(32), nullable=False),
        sa.Column("until_id", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_card_packs_range", "card_packs", ["team_id", "until_id"])
    op.create_index(
        "ix_cases_cards",
        "cases",
        ["team_id", "id", "version"],
        sqlite_where=IS_NOT_WALLED,
        postgresql_where=IS_NOT_WALLED,
    )
    op.create_index(
        "ix_audit_entries_ended_since",
        "audit_entries",
        ["on", "ended"],
        sqlite_where=HAS_ENDED,
        postgresql_where=HAS_ENDED,
    )


def downgrade() -> None:
    op.drop_index("ix_audit_entries_ended_since", "audit_entries")
    op.drop_index("ix_cases_cards", "cases")
    op.drop_table("card_packs")
