"""Add a task for each accepted case that nobody owns: whoever may assign it finds it in Work."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0106"

KIND = "accepted_without_owner"


def upgrade() -> None:
    cases = sa.text(
        "SELECT id, last_move_on FROM cases WHERE assignee_id IS NULL "
        "AND status IN ('accepted_waitlist', 'seeking_counsel', 'placed')"
    ).columns(last_move_on=sa.Date())
    tasks = sa.table(
        "tasks",
        *(sa.column("id"), sa.column("case_id"), sa.column("kind"), sa.column("on", sa.Date())),
    )
    rows = [
        {"id": uuid4().hex, "case_id": row.id, "kind": KIND, "on": row.last_move_on}
        for row in op.get_bind().execute(cases)
    ]
    if rows:
        op.get_bind().execute(sa.insert(tasks), rows)


def downgrade() -> None:
    """Delete these tasks: the cases tell the same, and the next upgrade makes them anew."""
    op.execute("DELETE FROM tasks WHERE kind = 'accepted_without_owner'")
