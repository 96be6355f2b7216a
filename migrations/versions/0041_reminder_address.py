"""Add the email address of an applicant who asked to be reminded of dates, encrypted at rest."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

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
    own.assignee_id := NULL;{hides}
    RETURN NEXT own;
  END IF;
END $$
"""
"""Return the case without what the applicants' door is never given; lock its row if ``locked``."""
HIDES = """
    own.reminder_address := NULL;"""

REWEIGHED = """
CREATE OR REPLACE FUNCTION case_reweighed(
  request text, card bytea, story bytea, tier text, act_by date, look_by date, due_on date,
  steps json, moved_on date DEFAULT CURRENT_DATE, other_people boolean DEFAULT false
) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
  UPDATE cases AS own SET
    card = $2, story = $3, tier = $4, act_by = $5, look_by = $6, due_on = $7, steps = $8,
    last_move_on = $9, version = own.version + 1,{forgets}
    conflict = CASE WHEN $10 THEN NULL ELSE own.conflict END,
    conflict_on = CASE WHEN $10 THEN NULL ELSE own.conflict_on END
  WHERE own.request_id = $1
$$
"""
"""Store a new assessment; reset the conflict check for ``other_people`` (``store.reassess``)."""
FORGETS = """
    reminder_address = NULL,"""


def upgrade() -> None:
    op.add_column("cases", sa.Column("reminder_address", sa.LargeBinary()))
    _define(OWN.format(hides=HIDES), REWEIGHED.format(forgets=FORGETS))


def downgrade() -> None:
    _define(OWN.format(hides=""), REWEIGHED.format(forgets=""))
    op.drop_column("cases", "reminder_address")


def _define(*functions: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for function in functions:
        statement = function.replace("SECURITY DEFINER", AS_OWNER).replace(":", r"\:")
        op.execute(sa.text(statement))
