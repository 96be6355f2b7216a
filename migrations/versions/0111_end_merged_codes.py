"""End the codes and sessions of merged requests when one of them is handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"

MERGED_ENDED = """
CREATE FUNCTION request_merged_ended(proof bytea) RETURNS SETOF bytea
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH other AS (
    SELECT merged.id, merged.key_under_code FROM requests AS own, requests AS merged
    WHERE (own.token_hash = sha256($1) OR own.code_auth = sha256($1))
      AND merged.joined_to = own.joined_to AND merged.id <> own.id
    ORDER BY merged.id FOR UPDATE OF merged
  ), ended AS (
    UPDATE requests SET token_hash = NULL, session_until = NULL, key_under_token = NULL,
      code_under_token = NULL, receipt = NULL, typed_form = NULL, locator = NULL, code_salt = NULL,
      code_auth = NULL, key_under_code = NULL
    FROM other WHERE requests.id = other.id
  )
  SELECT key_under_code FROM other WHERE key_under_code IS NOT NULL
$$
"""
"""Return the keys that were under these codes (``applicant_access.end_merged``)."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(MERGED_ENDED))
        op.execute("REVOKE ALL ON FUNCTION request_merged_ended FROM PUBLIC")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION request_merged_ended")
