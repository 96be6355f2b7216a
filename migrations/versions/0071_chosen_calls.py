"""Add the function by which an applicant books the call whose time they chose."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0078"

CHOSE = """
CREATE FUNCTION case_chose_call(proof bytea, call_on date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE cases SET
    status = CASE WHEN status IN ('new', 'triage', 'info_needed') THEN 'call_booked'
      ELSE status END,
    due_early = CASE WHEN $2 <= due_on THEN false ELSE due_early END,
    due_on = least(due_on, $2),
    version = version + 1
  WHERE request_id = (
    SELECT id FROM requests WHERE token_hash = sha256($1) OR code_auth = sha256($1))
$$
"""
"""Book the call that the applicant chose (``store.record_chosen_call``)."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(CHOSE))
        op.execute("REVOKE ALL ON FUNCTION case_chose_call FROM PUBLIC")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION case_chose_call")
