"""Add the functions for one's own case, as the applicants' door may not access the table."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

AS_OWNER = "SECURITY DEFINER SET search_path = public, pg_temp"
"""Run with the rights of the owner, and ignore tables in schemas of the caller."""

# Each function finds one case by its request. tests/cases/test_sql_functions.py compares them with
# the rules in Python that they repeat.

OWN = """
CREATE FUNCTION case_own(request text, locked boolean) RETURNS SETOF cases
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
    RETURN NEXT own;
  END IF;
END $$
"""
"""Return the case without the team's wraps and its assignee; lock its row if ``locked``."""

DATES = """
CREATE FUNCTION case_dates(request text) RETURNS TABLE (kind text, day date)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT entry.kind::text, entry."on" FROM diary_entries AS entry
  JOIN cases AS own ON own.id = entry.case_id WHERE own.request_id = request
$$
"""
"""Return the kinds and days of the diary (``intake/diary/entries.py``)."""

REWEIGHED = """
CREATE FUNCTION case_reweighed(
  request text, card bytea, story bytea, tier text, act_by date, look_by date, due_on date,
  steps json, moved_on date DEFAULT CURRENT_DATE, other_people boolean DEFAULT false
) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
  UPDATE cases AS own SET
    card = $2, story = $3, tier = $4, act_by = $5, look_by = $6, due_on = $7, steps = $8,
    last_move_on = $9, version = own.version + 1,
    conflict = CASE WHEN $10 THEN NULL ELSE own.conflict END,
    conflict_on = CASE WHEN $10 THEN NULL ELSE own.conflict_on END
  WHERE own.request_id = $1
$$
"""
"""Store a new assessment; reset the conflict check for ``other_people`` (``store.reassess``)."""

WROTE = """
CREATE FUNCTION case_wrote(request text, wrote_on date) RETURNS void
LANGUAGE sql SECURITY DEFINER AS $$
  UPDATE cases SET replied_on = coalesce(replied_on, $2), waits_for = 'reply',
    version = version + 1
  WHERE request_id = $1
$$
"""
"""Record that the person wrote (``store.record_reply``)."""

TAKEN_BACK = """
CREATE FUNCTION case_taken_back(request text, asked_on date) RETURNS void
LANGUAGE sql SECURITY DEFINER AS $$
  UPDATE cases SET erase_asked_on = coalesce(erase_asked_on, $2), last_move_on = $2,
    version = version + 1
  WHERE request_id = $1
$$
"""
"""Record that the applicant withdrew a held case (``store.request_erasure``)."""

ERASED = """
CREATE FUNCTION case_erased(request text, erased_on date DEFAULT CURRENT_DATE) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  own cases;
  part record;
BEGIN
  SELECT * INTO own FROM cases WHERE request_id = request FOR UPDATE;
  IF NOT FOUND OR own.held_since IS NOT NULL THEN
    RETURN false;
  END IF;
  FOR part IN
    SELECT conrelid::regclass AS of, attname FROM pg_constraint
    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    WHERE contype = 'f' AND confrelid = 'cases'::regclass
  LOOP
    EXECUTE format('DELETE FROM %s WHERE %I = $1', part.of, part.attname) USING own.id;
  END LOOP;
  DELETE FROM outbox WHERE reference = own.reference AND origin_id IS NOT NULL
    AND state NOT IN ('claimed', 'sending');
  DELETE FROM outbox WHERE reference = own.reference AND origin_id IS NULL AND id NOT IN (
    SELECT busy.origin_id FROM outbox AS busy
    WHERE busy.reference = own.reference AND busy.origin_id IS NOT NULL);
  UPDATE stubs SET live = false, case_id = NULL, discard_on = erased_on + interval '7 years'
    WHERE case_id = own.id;
  DELETE FROM cases WHERE id = own.id;
  DELETE FROM requests WHERE id = request;
  RETURN true;
END $$
"""
"""Erase the case and all rows that refer to it, unless a legal hold keeps it; detach its stub
(``intake/actions/case/erase_case.py``).
"""

FUNCTIONS = (OWN, DATES, REWEIGHED, WROTE, TAKEN_BACK, ERASED)
NAMES = ("case_own", "case_dates", "case_reweighed", "case_wrote", "case_taken_back", "case_erased")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for function in FUNCTIONS:
        statement = function.replace("SECURITY DEFINER", AS_OWNER).replace(":", r"\:")
        op.execute(sa.text(statement))
    for name in NAMES:
        op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in NAMES:
        op.execute(f"DROP FUNCTION {name}")
