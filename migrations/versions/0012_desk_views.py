"""Add turns, tags, saved views, preferences, bulk acts, and presence."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

IS_OPEN = sa.text("status <> 'closed'")
BY_DUE_DAY = ["tier", "due_on", "last_move_on", "id", "status"]
FILTERED = ["language", "received_on", "tags"]
INDEXES = {
    "ix_cases_queue": [*BY_DUE_DAY, *FILTERED],
    "ix_cases_queue_of_assignee": ["assignee_id", *BY_DUE_DAY, "waits_for", *FILTERED],
    "ix_cases_queue_of_turn": ["waits_for", *BY_DUE_DAY, "assignee_id", *FILTERED],
}


def upgrade() -> None:
    for name in ("ix_cases_queue", "ix_cases_queue_of_assignee"):
        op.drop_index(name, "cases")
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("tags")
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("tags", sa.String(120), nullable=False, server_default=""))
        cases.add_column(sa.Column("waits_for", sa.String(5), nullable=False, server_default="us"))
    op.execute("UPDATE cases SET waits_for = 'them' WHERE status = 'info_needed'")
    for name, columns in INDEXES.items():
        _index(name, ["team_id", *columns])
    op.add_column(
        "staff_members", sa.Column("wishes", sa.JSON(), nullable=False, server_default="[]")
    )
    op.create_table(
        "desk_views",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("member_id", sa.String(32), sa.ForeignKey("staff_members.id"), nullable=False),
        sa.Column("query", sa.String(400), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_desk_views_member_id", "desk_views", ["member_id"])
    op.create_table(
        "bulk_acts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("member_id", sa.String(32), sa.ForeignKey("staff_members.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
    )
    op.create_index("ix_bulk_acts_at", "bulk_acts", ["at"])
    op.create_table(
        "looks",
        sa.Column(
            "case_id",
            sa.String(32),
            sa.ForeignKey("cases.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("member_id", sa.String(32), sa.ForeignKey("staff_members.id"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    for table in ("looks", "bulk_acts", "desk_views"):
        op.drop_table(table)
    with op.batch_alter_table("staff_members") as members:
        members.drop_column("wishes")
    for name in INDEXES:
        op.drop_index(name, "cases")
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("waits_for")
        cases.drop_column("tags")
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("tags", sa.JSON(), nullable=False, server_default="[]"))
    _index("ix_cases_queue", ["team_id", *BY_DUE_DAY])
    _index("ix_cases_queue_of_assignee", ["team_id", "assignee_id", *BY_DUE_DAY])


def _index(name: str, columns: list[str]) -> None:
    op.create_index(name, "cases", columns, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
