"""Mark deadlines that ended before proof was asked for, and open those still to come again.

A deadline that a member ticked and whose day is over stays as it is, ``unproven``: so does each
deadline, open too, of a case that is closed. One list has them, and nothing is sent about them.
One whose day is still to come counts as open again: reminders are due anew, and a case that a
member reviewed is due by it. What was missed before stays as it was recorded. The tallies of
reports keep what they counted.
"""

from datetime import date as day
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0109"

DATES = sa.table(
    "diary_entries",
    sa.column("case_id", sa.String),
    sa.column("on", sa.Date),
    sa.column("kind", sa.String),
    sa.column("state", sa.String),
    sa.column("early", sa.Boolean),
    sa.column("reminded", sa.Integer),
    sa.column("unproven", sa.Boolean),
)
CASES = sa.table(
    "cases",
    sa.column("id", sa.String),
    sa.column("status", sa.String),
    sa.column("looked_on", sa.Date),
    sa.column("due_on", sa.Date),
    sa.column("due_early", sa.Boolean),
)
INDEX = "ix_diary_entries_unproven"
MOST_EARLY = timedelta(6)
"""The most days by which the clear day of a deadline is early."""


def upgrade() -> None:
    op.add_column(
        "diary_entries",
        sa.Column("unproven", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    of_server = op.get_bind().scalar(sa.select(sa.func.current_date()))
    today = day.fromisoformat(str(of_server)) - timedelta(1)  # it may be east of the desk
    date, is_deadline = DATES.c, DATES.c.kind == "act_by"
    is_early = sa.and_(date.early, date.on >= today - MOST_EARLY)
    is_to_come = sa.or_(date.on >= today, is_early)
    has_ended = date.state.in_(("done", "missed", "waived"))
    again = sa.update(DATES).where(is_deadline, has_ended, is_to_come)
    op.execute(again.values(state="open", reminded=None))
    is_closed = date.case_id.in_(sa.select(CASES.c.id).where(CASES.c.status == "closed"))
    is_old = date.state.in_(("done", "waived")) | (is_closed & (date.state == "open"))
    op.execute(sa.update(DATES).where(is_deadline, is_old).values(unproven=True))
    _follow_deadlines()
    where = sa.text("unproven")
    op.create_index(INDEX, "diary_entries", ["case_id"], sqlite_where=where, postgresql_where=where)


def _follow_deadlines() -> None:
    """Make open cases that were reviewed due by their first open deadline."""
    case, date = CASES.c, DATES.c
    of_case = (date.case_id == case.id, date.kind == "act_by", date.state == "open")
    first = sa.select(sa.func.min(date.on)).where(*of_case).correlate(CASES).scalar_subquery()
    exact = sa.select(date.on).where(*of_case, date.on == first, ~date.early)
    op.execute(
        sa.update(CASES)
        .where(case.status != "closed", case.looked_on.is_not(None), first < case.due_on)
        .values(due_on=first, due_early=~sa.exists(exact.correlate(CASES)))
    )


def downgrade() -> None:
    """Refuse where deadlines without proof are marked: which they are would be lost."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM diary_entries WHERE unproven")):
        raise RuntimeError("The list of deadlines that ended without proof would be lost.")
    op.drop_index(INDEX, "diary_entries")
    op.drop_column("diary_entries", "unproven")
