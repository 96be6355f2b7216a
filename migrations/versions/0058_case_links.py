"""Add links between cases of one person or one family."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0062"


def upgrade() -> None:
    op.create_table(
        "case_links",
        sa.Column(
            "case_id",
            sa.String(32),
            sa.ForeignKey("cases.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("case_links")
