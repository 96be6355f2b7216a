"""Keep what members published in one signed chain, and drop the tables that nobody signed.

Changes of law, places, texts and the notice are dropped with them: members propose them anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0118"

UNSIGNED = ("amendments", "law_signatures", "place_changes", "wording_changes", "intake_notices")


def upgrade() -> None:
    op.create_table(
        "published",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("n", sa.Integer(), unique=True),
        sa.Column("row", sa.LargeBinary(), nullable=False),
    )
    op.add_column("grants", sa.Column("certificate", sa.LargeBinary()))
    op.add_column("enrolments", sa.Column("key_for_browser", sa.LargeBinary()))
    for table in UNSIGNED:
        op.drop_table(table)


def downgrade() -> None:
    """Refuse where members published something; older releases cannot read it."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM published")):
        raise RuntimeError("Older releases cannot read what members signed.")
    op.drop_table("published")
    with op.batch_alter_table("grants") as grants:
        grants.drop_column("certificate")
    op.drop_column("enrolments", "key_for_browser")
    text, day, at = sa.String, sa.Date, sa.DateTime(timezone=True)
    op.create_table(
        "amendments",
        sa.Column("id", text(32), primary_key=True),
        sa.Column("parameter_id", text(64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("alternative", sa.Integer()),
        sa.Column("alternative_if", text(400), nullable=False),
        sa.Column("from_day", day, nullable=False),
        sa.Column("until", day),
        sa.Column("source", text(400), nullable=False),
        sa.Column("confidence", text(12), nullable=False),
        sa.Column("review_by", day, nullable=False),
        *_by_two_people(),
        sa.Column("ends", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("waiver", text(12)),
    )
    op.create_table(
        "law_signatures",
        sa.Column("id", text(32), primary_key=True),
        sa.Column("row", text(16), nullable=False),
        sa.Column("name", text(120), nullable=False),
        sa.Column("bar", text(40), nullable=False),
        sa.Column("state", text(2), nullable=False),
        sa.Column("signed_on", day, nullable=False),
        sa.Column("entered_by", text(32), sa.ForeignKey("staff_members.id"), nullable=False),
        sa.Column("entered_at", at, nullable=False),
    )
    op.create_table(
        "place_changes",
        sa.Column("id", text(32), primary_key=True),
        sa.Column("place_id", text(64), nullable=False),
        sa.Column("place", sa.JSON(none_as_null=True)),
        *_by_two_people(),
    )
    op.create_table(
        "wording_changes",
        sa.Column("id", text(32), primary_key=True),
        sa.Column("wording", text(16), nullable=False),
        sa.Column("language", text(35), nullable=False),
        sa.Column("text", text(4000)),
        sa.Column("english_id", text(32), nullable=False),
        sa.Column("proofread", sa.Boolean(), nullable=False),
        *_by_two_people(),
    )
    op.create_table(
        "intake_notices",
        sa.Column("id", text(32), primary_key=True),
        sa.Column("status", text(12), nullable=False),
        sa.Column("until", day),
        sa.Column("year", sa.Integer()),
        sa.Column("asked", sa.Integer()),
        sa.Column("helped", sa.Integer()),
        sa.Column("set_by", text(32), sa.ForeignKey("staff_members.id"), nullable=False),
        sa.Column("set_at", at, nullable=False),
    )


def _by_two_people() -> tuple[sa.schema.SchemaItem, ...]:
    """Return the columns of a change that one member proposes and another approves."""
    member = "staff_members.id"
    return (
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
