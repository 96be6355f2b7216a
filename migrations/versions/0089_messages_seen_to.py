"""Mark messages as seen up to the last one that a page showed; show one from a clock ahead."""

from pathlib import Path
from runpy import run_path

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"

# A message waits for some seconds: a later time was written by a clock that was ahead.
# ``messages_seen``, which marks those too that came while the page was made, stays for the release
# before. tests/cases/test_own_request.py compares the functions with the rules in Python.

OWN = """
CREATE OR REPLACE FUNCTION messages_own(proof bytea, by_now timestamptz)
RETURNS SETOF messages LANGUAGE sql STABLE HEAD AS $$
  SELECT * FROM messages WHERE case_id = OWN_CASE
    AND (out_at IS NULL OR out_at <= $2 OR out_at > $2 + interval '1 minute')
$$
"""
"""Return the messages that the applicant may see (``applicant_access.of_own_case``)."""

SEEN_TO = """
CREATE FUNCTION messages_seen_to(
  proof bytea, last_shown integer, seen_on date, by_now timestamptz)
RETURNS void LANGUAGE sql HEAD AS $$
  UPDATE messages SET read_on = $3 WHERE case_id = OWN_CASE AND direction = 'out'
    AND read_on IS NULL AND number <= $2
    AND (out_at IS NULL OR out_at <= $4 OR out_at > $4 + interval '1 minute')
$$
"""
"""Mark those as read that a page showed (``applicant_access.mark_seen``)."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _create(OWN, _older()["SHORT"])
        _create(SEEN_TO, _older()["SHORT"])
        op.execute("REVOKE ALL ON FUNCTION messages_seen_to FROM PUBLIC")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        older = _older()
        signature = "messages_own(proof bytea, by_now timestamptz)"
        body = older["MESSAGE_FUNCTIONS"][signature]
        _create(f"CREATE OR REPLACE FUNCTION {signature} {body}", older["SHORT"])
        op.execute("DROP FUNCTION messages_seen_to")


def _older() -> dict[str, dict[str, str]]:
    return run_path(str(Path(__file__).with_name("0043_access_by_proof.py")))


def _create(function: str, short: dict[str, str]) -> None:
    for word, meaning in short.items():
        function = function.replace(word, meaning)
    op.execute(sa.text(function.replace(":", r"\:")))
