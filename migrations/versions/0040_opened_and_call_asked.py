"""Add the days on which a member first read a case and on which its applicant asked for a call."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

AS_OWNER = "SECURITY DEFINER SET search_path = public, pg_temp"

FIRST_OPENINGS = """
UPDATE cases SET opened_on = (
  SELECT min(entry."on") FROM audit_entries AS entry
  WHERE entry.case_id = cases.id AND entry.act = 'case_opened')
"""
"""The audit log already tells the day for the cases that exist."""

ASKED_CALL = """
CREATE FUNCTION case_asked_call(request text, asked_on date) RETURNS void
LANGUAGE sql SECURITY DEFINER AS $$
  UPDATE cases SET call_asked_on = coalesce(call_asked_on, $2), version = version + 1
  WHERE request_id = $1
$$
"""
"""Record that the applicant asked for a call (``store.record_call_request``)."""


def upgrade() -> None:
    op.add_column("cases", sa.Column("opened_on", sa.Date()))
    op.add_column("cases", sa.Column("call_asked_on", sa.Date()))
    op.execute(FIRST_OPENINGS)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(ASKED_CALL.replace("SECURITY DEFINER", AS_OWNER)))
        op.execute("REVOKE ALL ON FUNCTION case_asked_call FROM PUBLIC")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION case_asked_call")
    op.drop_column("cases", "call_asked_on")
    op.drop_column("cases", "opened_on")
