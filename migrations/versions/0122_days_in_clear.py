"""Drop the columns in which cases and changes of deadlines once had days in clear.

Cards of such cases lack the day by which to act: their teams are asked to recalculate, which seals
it there for open cases. Other days of theirs, and their language, stay in clear until they are
erased; their changes of deadlines are listed without days. Other rows had nothing in these columns,
or the day of the change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0122"
down_revision = "0121"

ASK_TO_RECALCULATE = (
    "UPDATE weighed_by SET rules = ''"
    " WHERE team_id IN (SELECT team_id FROM cases WHERE NOT days_sealed)"
)
DUE = ("from_due_on", "to_due_on")
ACT_BY = ("from_act_by", "to_act_by")
IS_CLEAR = sa.text("NOT days_sealed")
INDEXES = {
    "ix_recall_moves_of_recall": ["recall_id"],
    "ix_recall_moves_of_team": ["team_id", "moved_on"],
}
SHORTER = (
    (
        " to_tier, from_act_by,\n    to_act_by, from_due_on, to_due_on, sealed)",
        " to_tier, sealed)",
    ),
    (
        " new.from_act_by,\n    new.to_act_by, new.from_due_on, new.to_due_on, new.sealed",
        " new.sealed",
    ),
)
"""What ``case_change_added`` of PostgreSQL inserts, before and after."""


def upgrade() -> None:
    op.execute(ASK_TO_RECALCULATE)
    op.drop_index("ix_cases_clear_days", "cases")
    op.drop_column("cases", "days_sealed")
    op.drop_column("cases", "act_by")
    _index_changes()
    for name in (*ACT_BY, *DUE):
        op.drop_column("recall_moves", name)
    _replace(*SHORTER)


def downgrade() -> None:
    """Add the columns; each case counts as one whose days are sealed."""
    op.add_column("cases", sa.Column("act_by", sa.Date()))
    op.add_column(
        "cases", sa.Column("days_sealed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute("UPDATE cases SET days_sealed = true")
    op.create_index(
        "ix_cases_clear_days",
        "cases",
        ["team_id"],
        sqlite_where=IS_CLEAR,
        postgresql_where=IS_CLEAR,
    )
    for name in (*ACT_BY, *DUE):
        op.add_column("recall_moves", sa.Column(name, sa.Date()))
    op.execute("UPDATE recall_moves SET from_due_on = moved_on, to_due_on = moved_on")
    with op.batch_alter_table("recall_moves") as changes:
        for name in DUE:
            changes.alter_column(name, nullable=False)
    _index_changes("to_due_on")
    _replace(*((new, old) for old, new in SHORTER))


def _index_changes(*also: str) -> None:
    for name, columns in INDEXES.items():
        op.drop_index(name, "recall_moves")
        op.create_index(name, "recall_moves", [*columns, *also])


def _replace(*texts: tuple[str, str]) -> None:
    """Replace texts in the function that adds a change, each of which must stand there."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    query = "SELECT pg_get_functiondef(CAST('case_change_added' AS regproc))"
    function: str = connection.scalar(sa.text(query))
    for old, new in texts:
        if old not in function:
            raise RuntimeError(f"case_change_added has no {old!r}")
        function = function.replace(old, new)
    op.execute(sa.text(function.replace(":", r"\:")))
