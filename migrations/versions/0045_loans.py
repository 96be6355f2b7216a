"""Add cases that are lent to volunteers, and make new keys due where volunteers hold the team's.

A volunteer's grants end when the volunteer next signs in, or when the team's new keys are made.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"

HOLD_KEYS = {"supervisor", "attorney", "caseworker"}
"""The roles that hold the team's keys in this release; others that open cases borrow them."""


def upgrade() -> None:
    op.create_table(
        "loans",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "case_id",
            sa.String(32),
            sa.ForeignKey("cases.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("member_id", sa.String(32), sa.ForeignKey("staff_members.id"), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.UniqueConstraint("case_id", "member_id"),
    )
    op.create_index("ix_loans_member_id", "loans", ["member_id"])
    op.create_index("ix_loans_until", "loans", ["until"])
    _make_new_keys_due()


def downgrade() -> None:
    op.drop_index("ix_loans_until", "loans")
    op.drop_index("ix_loans_member_id", "loans")
    op.drop_table("loans")


def _make_new_keys_due() -> None:
    """Set the day from which keys are due, in each team whose keys a volunteer holds."""
    connection = op.get_bind()
    holders = connection.execute(
        sa.text(
            "SELECT member.team_id, member.roles FROM staff_members member "
            "JOIN grants held ON held.member_id = member.id"
        )
    ).all()
    for team_id, stored in holders:
        roles = set(json.loads(stored) if isinstance(stored, str) else stored)
        if "volunteer" in roles and not roles & HOLD_KEYS:
            connection.execute(
                sa.text(
                    "UPDATE teams SET keys_due_since = coalesce(keys_due_since, CURRENT_DATE) "
                    "WHERE id = :team_id"
                ),
                {"team_id": team_id},
            )
