"""Add the tables of amendments, recalls, and changes of deadlines."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    member = "staff_members.id"
    op.create_table(
        "amendments",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("parameter_id", sa.String(64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("alternative", sa.Integer()),
        sa.Column("alternative_if", sa.String(400), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("source", sa.String(400), nullable=False),
        sa.Column("confidence", sa.String(12), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.String(32), sa.ForeignKey(member), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("approved_by", sa.String(32), sa.ForeignKey(member)),
        sa.Column("approved_on", sa.Date()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_by", sa.String(32), sa.ForeignKey(member)),
        sa.Column("withdrawn_on", sa.Date()),
        sa.CheckConstraint("approved_by <> proposed_by", name="two_people"),
        sa.CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_when"),
    )
    op.create_table(
        "recalls",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("begun_by", sa.String(32), sa.ForeignKey(member), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("law", sa.JSON(), nullable=False),
        sa.Column("rules", sa.String(64), nullable=False),
        sa.Column("cursor", sa.String(32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("unopened", sa.Integer(), nullable=False),
        sa.Column("finished_on", sa.Date()),
    )
    op.create_index("ix_recalls_of_team", "recalls", ["team_id", "begun_at"])
    op.create_table(
        "recall_moves",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("recall_id", sa.String(32), sa.ForeignKey("recalls.id"), nullable=False),
        sa.Column(
            "case_id", sa.String(32), sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("from_tier", sa.String(2), nullable=False),
        sa.Column("to_tier", sa.String(2), nullable=False),
        sa.Column("from_act_by", sa.Date()),
        sa.Column("to_act_by", sa.Date()),
        sa.Column("from_due_on", sa.Date(), nullable=False),
        sa.Column("to_due_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_recall_moves_of_recall", "recall_moves", ["recall_id", "to_due_on"])
    op.create_index("ix_recall_moves_case_id", "recall_moves", ["case_id"])


def downgrade() -> None:
    op.drop_table("recall_moves")
    op.drop_table("recalls")
    op.drop_table("amendments")
