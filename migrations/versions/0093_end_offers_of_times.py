"""End the offers of times for a call, which applicants cannot choose any more.

What was offered stays sealed in the messages of its case. A case whose newest offer may still have
been open is marked as one whose applicant asked for a call, on the day of the offer, so that
``Work`` and the queue list it until a member calls. Calls that were chosen are booked, and stay.
"""

from pathlib import Path
from runpy import run_path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0095"

SINCE = {"sqlite": "date('now', '-60 days')", "postgresql": "CURRENT_DATE - 60"}
"""The day before which no offer can be open: its times were at most 60 days ahead."""

ASK_FOR_CALLS = """
UPDATE cases SET version = version + 1, call_asked_on = (
  SELECT max(offer."on") FROM audit_entries AS offer
  WHERE offer.case_id = cases.id AND offer.act = 'times_offered')
WHERE status NOT IN ('call_booked', 'closed') AND call_asked_on IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM diary_entries AS call
    WHERE call.case_id = cases.id AND call.kind = 'call' AND call.state = 'open')
  AND EXISTS (
    SELECT 1 FROM audit_entries AS offer
    WHERE offer.case_id = cases.id AND offer.act = 'times_offered' AND offer."on" >= {since}
      AND NOT EXISTS (
        SELECT 1 FROM audit_entries AS later WHERE later.case_id = offer.case_id
          AND (later.act = 'times_withdrawn' AND later.at > offer.at
            OR later.act = 'time_chosen' AND later."on" > offer."on")))
"""
"""An applicant's act has no time of day: a choice on the day of the offer is known by its call."""


def upgrade() -> None:
    since = SINCE[op.get_bind().dialect.name]
    op.execute(sa.text(ASK_FOR_CALLS.format(since=since)))
    for name in ("0086_call_slots.py", "0071_chosen_calls.py"):
        _older(name)["downgrade"]()


def downgrade() -> None:
    for name in ("0071_chosen_calls.py", "0086_call_slots.py"):
        _older(name)["upgrade"]()


def _older(name: str) -> dict[str, Any]:
    return run_path(str(Path(__file__).with_name(name)))
