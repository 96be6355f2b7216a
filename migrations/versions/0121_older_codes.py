"""Drop the digits and the salt of return codes whose salt was stored, and their functions.

Such a code would open nothing any more, and its applicant has no other: refuse while there is one.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0119"

CHANGED = ("request_own", "request_coded", "request_withdrawn", "request_merged_ended")
OLDER = r"(locator = NULL, code_salt = NULL,|own\.(locator|code_salt) := NULL;)\s+"
"""What these functions do with the columns."""

DROPPED = {
    "code_salt": """
CREATE FUNCTION code_salt(digits text) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT code_salt FROM requests WHERE locator = $1
$$""",
    "messages_seen": """
CREATE FUNCTION messages_seen(proof bytea, seen_on date, by_now timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE messages SET read_on = $2 WHERE case_id = (SELECT id FROM cases WHERE request_id =
    (SELECT coalesce(joined_to, id) FROM requests WHERE
      token_hash = sha256($1) OR code_auth = sha256($1))) AND direction = 'out'
    AND read_on IS NULL AND (out_at IS NULL OR out_at <= $3)
$$""",
}
"""``messages_seen`` marked messages that came while the page was made."""


def upgrade() -> None:
    connection = op.get_bind()
    stored = sa.text("SELECT count(*) FROM requests WHERE locator IS NOT NULL")
    if count := connection.scalar(stored):
        raise RuntimeError(
            f"The return code of some requests has a stored salt ({count}), which nothing reads any"
            " more: their applicants could not come back. Upgrade when these requests are erased or"
            " have a new code."
        )
    if connection.dialect.name == "postgresql":
        for name in CHANGED:
            query = sa.text("SELECT pg_get_functiondef(CAST(:name AS regproc))")
            function, count = re.subn(OLDER, "", connection.scalar(query, {"name": name}))
            if not count:
                raise RuntimeError(f"{name} names no column of older codes")
            op.execute(sa.text(function.replace(":", r"\:")))
        for name in DROPPED:
            op.execute(f"DROP FUNCTION {name}")
    with op.batch_alter_table("requests") as requests:
        requests.drop_constraint("uq_requests_locator", type_="unique")
        requests.drop_column("code_salt")
        requests.drop_column("locator")


def downgrade() -> None:
    """Add the columns without values. Functions that emptied them need not: they stay empty."""
    with op.batch_alter_table("requests") as requests:
        requests.add_column(sa.Column("locator", sa.String(7)))
        requests.add_column(sa.Column("code_salt", sa.LargeBinary()))
        requests.create_unique_constraint("uq_requests_locator", ["locator"])
    if op.get_bind().dialect.name == "postgresql":
        for name, function in DROPPED.items():
            op.execute(sa.text(function))
            op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
