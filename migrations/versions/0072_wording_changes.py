"""Add the table of changed ready texts, each proposed by one member, approved by another."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"


def upgrade() -> None:
    op.create_table(
        "wording_changes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("wording", sa.String(16), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("text", sa.String(4000)),
        sa.Column("english_id", sa.String(32), nullable=False),
        sa.Column("proofread", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.String(32), sa.ForeignKey("staff_members.id"), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("approved_by", sa.String(32), sa.ForeignKey("staff_members.id")),
        sa.Column("approved_on", sa.Date()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_by", sa.String(32), sa.ForeignKey("staff_members.id")),
        sa.Column("withdrawn_on", sa.Date()),
        sa.CheckConstraint("approved_by <> proposed_by", name="two_people"),
        sa.CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_when"),
    )


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM wording_changes")):
        raise RuntimeError("Older releases cannot read the changes of ready texts.")
    op.drop_table("wording_changes")
