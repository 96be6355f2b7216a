"""Add the signatures of lawyers under rows of the law, amendments that end a number, and counts.

Stored amendments end nothing. ``recalls.read`` counts the open cases whose days rest on a number,
by its id; recalls that are stored counted none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0098"
down_revision = "0097"


def upgrade() -> None:
    op.create_table(
        "law_signatures",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("row", sa.String(16), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("bar", sa.String(40), nullable=False),
        sa.Column("state", sa.String(2), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.String(32), sa.ForeignKey("staff_members.id"), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column(
        "amendments", sa.Column("ends", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("recalls", sa.Column("read", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Refuse where a lawyer has signed or a number was ended: both would be lost."""
    count = (
        "SELECT count(*) FROM law_signatures UNION ALL SELECT count(*) FROM amendments WHERE ends"
    )
    if any(number for (number,) in op.get_bind().execute(sa.text(count))):
        raise RuntimeError("Signatures under the law, or numbers that were ended, would be lost.")
    op.drop_column("recalls", "read")
    op.drop_column("amendments", "ends")
    op.drop_table("law_signatures")
