"""Keep each P0 in the queue's indexes, and let a person come back whose case was closed as junk.

Rows stay as they are: a P0 that waits in quarantine is in the queue from now on, because the
queue's conditions say so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0108"

DUE = ("tier", "due_on", "last_move_on", "id", "status")
FILTERED = ("language", "received_on", "tags", "office_id")
QUEUES = {
    "ix_cases_queue": (*DUE, *FILTERED),
    "ix_cases_queue_of_assignee": ("assignee_id", *DUE, "waits_for", *FILTERED),
    "ix_cases_queue_of_turn": ("waits_for", *DUE, "assignee_id", *FILTERED),
    "ix_cases_queue_of_language": (*("language", *DUE, "waits_for", "assignee_id", *FILTERED[1:]),),
    "ix_cases_queue_by_last_move": (
        *("last_move_on", "id", "status", "tier", "due_on", "waits_for", "assignee_id", *FILTERED),
    ),
    "ix_cases_queue_of_calls": (*DUE, "waits_for", "assignee_id", *FILTERED, "call_asked_on"),
}
"""Columns of the indexes of the queue, after that of the team and before the day of quarantine."""

BEFORE, NOW = "quarantined_on IS NULL", "(quarantined_on IS NULL OR tier = 'P0')"

CAME_BACK = """
CREATE FUNCTION case_came_back(proof bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE cases SET status = 'new', close_reason = NULL, closed_on = NULL, quarantined_on = NULL,
    tags = CASE WHEN tags LIKE '% came_back %' THEN tags
      ELSE coalesce(nullif(tags, ''), ' ') || 'came_back ' END,
    version = version + 1
  WHERE status = 'closed' AND close_reason = 'spam' AND quarantined_on IS NOT NULL
    AND request_id = (
      SELECT coalesce(joined_to, id) FROM requests
      WHERE token_hash = sha256($1) OR code_auth = sha256($1))
$$
"""
"""Put a case that was closed as junk into the queue (``store.come_back``)."""


def upgrade() -> None:
    _create_indexes(NOW)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(CAME_BACK))
        op.execute("REVOKE ALL ON FUNCTION case_came_back FROM PUBLIC")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION case_came_back")
    _create_indexes(BEFORE)


def _create_indexes(not_aside: str) -> None:
    for name, columns in QUEUES.items():
        is_asked = " AND call_asked_on IS NOT NULL" if name == "ix_cases_queue_of_calls" else ""
        where = sa.text(f"status <> 'closed' AND {not_aside}{is_asked}")
        names = ["team_id", *columns, "quarantined_on"]
        op.drop_index(name, "cases")
        op.create_index(name, "cases", names, sqlite_where=where, postgresql_where=where)
