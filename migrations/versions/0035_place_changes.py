"""Add the table of changes of referral places, each proposed by one member, approved by another."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.create_table(
        "place_changes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("place_id", sa.String(64), nullable=False),
        sa.Column("place", sa.JSON(none_as_null=True)),
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
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM place_changes")):
        raise RuntimeError("Older releases cannot read the changes of referral places.")
    op.drop_table("place_changes")
