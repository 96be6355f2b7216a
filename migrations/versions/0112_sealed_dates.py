"""Give the applicants' door the sealed dates that come from answers, so that it reads their rules.

A date stands for the deadline of the rule that it names, and the rule is sealed. Follow-ups and
booked calls, whose notes are for the team, are no longer listed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0111"

CHANGES = (
    ("day date, early boolean)", "day date, early boolean, id text, sealed bytea)"),
    ("entry.early FROM", "entry.early, entry.id::text, entry.sealed FROM"),
    ("entry.state <> 'replaced'", "entry.state <> 'replaced' AND entry.kind IN (KINDS)"),
)
KINDS = "'act_by', 'plan_by'"


def upgrade() -> None:
    _replace(*CHANGES)


def downgrade() -> None:
    _replace(*((new, old) for old, new in CHANGES))


def _replace(*texts: tuple[str, str]) -> None:
    """Replace texts in the function, which must be made anew because it returns other columns."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    query = "SELECT pg_get_functiondef(CAST('case_dates' AS regproc))"
    function: str = connection.scalar(sa.text(query))
    for old, new in texts:
        function = function.replace(old.replace("KINDS", KINDS), new.replace("KINDS", KINDS))
    op.execute("DROP FUNCTION case_dates")
    op.execute(sa.text(function.replace(":", r"\:")))
    op.execute("REVOKE ALL ON FUNCTION case_dates FROM PUBLIC")
