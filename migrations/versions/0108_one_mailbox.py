"""Have merged requests open one case, and close held cases that their applicants withdrew.

No request is joined to another by this: links are sealed, and no member has said who holds the
codes. A member who reopens an older duplicate can merge it anew. Held cases that were withdrawn
before, and stayed open, are closed as withdrawn; a member's session walls them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0108"
down_revision = "0104"

INDEX = "ix_requests_joined_to"
IS_JOINED = sa.text("joined_to IS NOT NULL")

OF_OWN_CASE = (
    *("case_own", "case_reweighed", "case_wrote", "case_asked_call", "case_dates"),
    *("case_dates_added", "case_change_added", "messages_own", "message_added"),
    *("messages_seen", "messages_seen_to"),
)
OWN, KEPT = "SELECT id FROM requests WHERE", "SELECT coalesce(joined_to, id) FROM requests WHERE"
PROVEN = "(token_hash = sha256($1) OR code_auth = sha256($1))"

WITHDRAWN = """SET erase_asked_on = coalesce(erase_asked_on, $2), last_move_on = $2,
    version = version + 1"""
SET_ASIDE = f"""{WITHDRAWN}, replied_on = NULL, call_asked_on = NULL, reminder_address = NULL,
    close_reason = CASE WHEN held_since IS NULL OR status = 'closed' THEN close_reason
      ELSE 'withdrawn' END,
    closed_on = CASE WHEN held_since IS NULL OR status = 'closed' THEN closed_on ELSE $2 END,
    status = CASE WHEN held_since IS NULL THEN status ELSE 'closed' END"""
OF_OWN = f"request_id = ({OWN} {PROVEN})"
OF_ONE_MAILBOX = """request_id IN (
    SELECT of_one.id FROM requests AS own, requests AS of_one
    WHERE (own.token_hash = sha256($1) OR own.code_auth = sha256($1))
      AND coalesce(own.joined_to, own.id) IN (of_one.id, of_one.joined_to))"""


def upgrade() -> None:
    op.add_column("requests", sa.Column("joined_to", sa.String(32)))
    op.add_column("requests", sa.Column("joined_key", sa.LargeBinary()))
    op.create_index(
        INDEX, "requests", ["joined_to"], sqlite_where=IS_JOINED, postgresql_where=IS_JOINED
    )
    op.execute(
        "UPDATE cases SET status = 'closed', close_reason = 'withdrawn', closed_on = erase_asked_on"
        " WHERE held_since IS NOT NULL AND erase_asked_on IS NOT NULL AND status <> 'closed'"
    )
    op.execute(
        "UPDATE cases SET replied_on = NULL, call_asked_on = NULL, reminder_address = NULL"
        " WHERE erase_asked_on IS NOT NULL"
    )
    _replace(OF_OWN_CASE, (OWN, KEPT))
    _replace(("request_withdrawn",), (WITHDRAWN, SET_ASIDE), (OF_OWN, OF_ONE_MAILBOX))


def downgrade() -> None:
    joined = sa.text("SELECT count(*) FROM requests WHERE joined_to IS NOT NULL")
    if op.get_bind().scalar(joined):
        raise RuntimeError("A downgrade would end codes that open the mailbox of a merged request.")
    _replace(("request_withdrawn",), (SET_ASIDE, WITHDRAWN), (OF_ONE_MAILBOX, OF_OWN))
    _replace(OF_OWN_CASE, (KEPT, OWN))
    op.drop_index(INDEX, "requests")
    op.drop_column("requests", "joined_key")
    op.drop_column("requests", "joined_to")


def _replace(names: tuple[str, ...], *texts: tuple[str, str]) -> None:
    """Replace texts in functions of the database, each of which must stand there once."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for name in names:
        query = sa.text("SELECT pg_get_functiondef(CAST(:name AS regproc))")
        function: str = connection.scalar(query, {"name": name})
        for old, new in texts:
            if old not in function:
                raise RuntimeError(f"{name} has no {old!r}")
            function = function.replace(old, new)
        op.execute(sa.text(function.replace(":", r"\:")))
