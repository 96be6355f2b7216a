"""Add the table of tasks, with those that the audit log alone told of until now.

A closing that waits for a second member becomes a task about the note of the decision, and each
correction of which a near date may still wait one about its note: the next act on a date of the
case ends those that are settled. The tag *Ask supervisor* stays on the cases that have it.
"""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"

PROPOSED = ("decline_proposed", "closing_proposed")
DECIDED = ("decline_confirmed", "closing_confirmed", "proposal_withdrawn", "case_reopened")
DECIDES = sa.text("act LIKE 'moved_to_%' OR act LIKE 'closed_%'")
"""A change of status that names a note was decided."""
TO_REPLACE = "date_to_replace"
SETTLED = (
    *("date_replaced", "date_kept", "date_done", "date_missed", "date_waived"),
    "correction_undone",
)

CASES = sa.table("cases", sa.column("id"), sa.column("status"))
ENTRIES = sa.table(
    "audit_entries",
    *(sa.column("id"), sa.column("case_id"), sa.column("act"), sa.column("member_id")),
    *(sa.column("made"), sa.column("on", sa.Date()), sa.column("at")),
)
TASKS = sa.table(
    "tasks",
    *(sa.column("id"), sa.column("case_id"), sa.column("kind"), sa.column("on", sa.Date())),
    *(sa.column("by_id"), sa.column("about")),
)


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "case_id", sa.String(32), sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(32), sa.ForeignKey("staff_members.id")),
        sa.Column("for_id", sa.String(32), sa.ForeignKey("staff_members.id")),
        sa.Column("about", sa.String(32), nullable=False, server_default=""),
        sa.UniqueConstraint("case_id", "kind", "about"),
    )
    entry = ENTRIES.c
    decides = sa.or_(entry.act.in_((*PROPOSED, *DECIDED)), DECIDES)
    of_kind = {
        "second_decision": _waiting(decides, PROPOSED),
        "replaced_date": _waiting(entry.act.in_((TO_REPLACE, *SETTLED)), (TO_REPLACE,)),
    }
    rows = [
        {"id": uuid4().hex, "kind": kind, **task}
        for kind, tasks in of_kind.items()
        for task in tasks
    ]
    if rows:
        op.get_bind().execute(sa.insert(TASKS), rows)


def _waiting(
    condition: sa.ColumnElement[bool], begins: tuple[str, ...]
) -> Iterable[dict[str, Any]]:
    """Return a task for each note of an act of *begins* that no other act of these came after."""
    query = sa.select(ENTRIES).join(CASES, CASES.c.id == ENTRIES.c.case_id)
    query = query.where(
        condition,
        CASES.c.status != "closed",
        ENTRIES.c.made.is_not(None),
        ENTRIES.c.member_id.is_not(None),
    ).order_by(ENTRIES.c.on, ENTRIES.c.at.nulls_first(), ENTRIES.c.id)
    waiting: dict[str, dict[str, dict[str, Any]]] = {}
    for row in op.get_bind().execute(query).mappings():
        of_case = waiting.setdefault(row["case_id"], {})
        if row["act"] not in begins or begins == PROPOSED:
            of_case.clear()
        if row["act"] in begins:
            of_case[row["made"]] = {
                "case_id": row["case_id"],
                "on": row["on"],
                "by_id": row["member_id"],
                "about": row["made"],
            }
    return [task for of_case in waiting.values() for task in of_case.values()]


def downgrade() -> None:
    """Refuse where a task waits: the release before does not look for it in the log any more."""
    if op.get_bind().execute(sa.text("SELECT count(*) FROM tasks")).scalar():
        raise RuntimeError("Tasks that wait for a member would be lost. Settle them first.")
    op.drop_table("tasks")
