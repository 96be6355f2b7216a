"""Return a case that waited for facts to triage when its applicant writes."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"

WROTE = """
CREATE OR REPLACE FUNCTION case_wrote(proof bytea, wrote_on date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE cases SET replied_on = coalesce(replied_on, $2), waits_for = 'reply',{moves}
    version = version + 1
  WHERE request_id = (
    SELECT id FROM requests WHERE token_hash = sha256($1) OR code_auth = sha256($1))
$$
"""
"""Record that the applicant wrote (``store.record_reply``)."""

MOVES = " status = CASE status WHEN 'info_needed' THEN 'triage' ELSE status END,"


def upgrade() -> None:
    _create(MOVES)


def downgrade() -> None:
    _create("")


def _create(moves: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(WROTE.format(moves=moves)))
