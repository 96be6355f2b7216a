"""What time does: drafts die, sessions end, tiers rise. Needs no key; safe to run twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake.cases import store as cases
from intake.requests import store as requests
from intake.sessions import store as sessions
from intake.staff import invitations

DRAFTS_LIVE = timedelta(days=30)
"""How long a draft is kept after its last answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """How much was done."""

    drafts_discarded: int
    sessions_ended: int
    tiers_raised: int


def housekeep(*, today: date, now: datetime) -> Kept:
    """Do what is due, in the transaction of the door that called."""
    sessions.discard_ended(now=now)
    invitations.discard_ended(now=now)
    return Kept(
        drafts_discarded=requests.discard_old_drafts(before=today - DRAFTS_LIVE),
        sessions_ended=requests.end_expired_sessions(now=now),
        tiers_raised=cases.raise_tiers(today=today),
    )
