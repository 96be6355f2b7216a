"""Add imported names, and the number of them with which a conflict check compared a case."""

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0113"


def upgrade() -> None:
    op.create_table(
        "imported_names",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("member_id", sa.String(32), sa.ForeignKey("staff_members.id"), nullable=False),
        sa.Column("imported_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("discard_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    for column in ("team_id", "discard_on"):
        op.create_index(f"ix_imported_names_{column}", "imported_names", [column])
    for column in ("compared_names", "names_before"):
        op.add_column("cases", sa.Column(column, sa.Integer()))
    op.add_column(
        "teams", sa.Column("names_imported", sa.Integer(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("teams", "names_imported")
    for column in ("names_before", "compared_names"):
        op.drop_column("cases", column)
    op.drop_table("imported_names")
