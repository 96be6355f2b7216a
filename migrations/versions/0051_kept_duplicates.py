"""Add duplicates that are kept, and the index of cases to check in passing."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0047"

IS_UNCHECKED = sa.text("conflict IS NULL")


def upgrade() -> None:
    op.create_table(
        "kept_duplicates",
        sa.Column(
            "case_id",
            sa.String(32),
            sa.ForeignKey("cases.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index(
        "ix_cases_unchecked",
        "cases",
        ["team_id", "id"],
        sqlite_where=IS_UNCHECKED,
        postgresql_where=IS_UNCHECKED,
    )


def downgrade() -> None:
    op.drop_index("ix_cases_unchecked", "cases")
    op.drop_table("kept_duplicates")
