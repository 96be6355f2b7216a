"""Add the keys of walled cases: sealed to their named members, and no longer to the team."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

AS_OWNER = "SECURITY DEFINER SET search_path = public, pg_temp"

OWN = """
CREATE OR REPLACE FUNCTION case_own(request text, locked boolean) RETURNS SETOF cases
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE own cases;
BEGIN
  IF locked THEN
    SELECT * INTO own FROM cases WHERE request_id = request FOR UPDATE;
  ELSE
    SELECT * INTO own FROM cases WHERE request_id = request;
  END IF;
  IF FOUND THEN
    own.sealed_key := NULL;
    own.rewrapped_key := NULL;
    own.assignee_id := NULL;
    own.reminder_address := NULL;{hides}
    RETURN NEXT own;
  END IF;
END $$
"""
"""Return the case without what the applicants' door is never given; lock its row if ``locked``."""
HIDES = """
    own.walled_keys := NULL;"""


def upgrade() -> None:
    op.add_column("cases", sa.Column("walled_keys", sa.LargeBinary()))
    walled = sa.text("walled_keys IS NOT NULL")
    op.create_index(
        "ix_cases_walled", "cases", ["team_id"], sqlite_where=walled, postgresql_where=walled
    )
    _define(OWN.format(hides=HIDES))


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM cases WHERE walled_keys IS NOT NULL")):
        raise RuntimeError(
            "A walled case has no key that an older release could open: take its wall down first."
        )
    op.drop_index("ix_cases_walled", "cases")
    _define(OWN.format(hides=""))
    op.drop_column("cases", "walled_keys")


def _define(function: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    statement = function.replace("SECURITY DEFINER", AS_OWNER).replace(":", r"\:")
    op.execute(sa.text(statement))
