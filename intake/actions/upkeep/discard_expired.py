"""Discard what has expired: drafts, sessions, invitations, loans and stubs; raise tiers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from intake import promises
from intake.actions.application.repair_sent_flag import repair_before_discarding
from intake.actions.upkeep.end_old_wraps import end_old_wraps
from intake.cases import loans
from intake.cases import store as cases
from intake.conflicts import stubs
from intake.desk_state import bulk_acts
from intake.frozen import frozen
from intake.keys import store as keys
from intake.requests import store as requests
from intake.sessions import store as sessions
from intake.staff import invitations
from intake.traffic import place_answers
from intake.upkeep.server_errors import discard_old_errors


@frozen
class Discarded:
    """The number of rows changed; ``more`` says that sessions are left to end."""

    drafts_discarded: int
    sessions_ended: int
    tiers_raised: int
    more: bool


def discard_expired(tiers: Mapping[str, str], *, today: date, now: datetime) -> Discarded:
    """Discard what has expired, and give cases these *tiers* by their ids. The caller commits."""
    sessions.discard_ended(now=now)
    invitations.discard_ended(now=now)
    keys.discard_ended_first_invitations(now=now)
    bulk_acts.discard_old(now=now)
    discard_old_errors(now=now)
    place_answers.discard_old(today=today)
    end_old_wraps(today=today, now=now)
    loans.end_over(today=today)
    stubs.discard_old(today=today)
    before = today - promises.DRAFT_DAYS
    repair_before_discarding(before=before, today=today, now=now)
    ended = requests.end_expired_sessions(now=now)
    return Discarded(
        drafts_discarded=requests.discard_old_drafts(before=before, now=now),
        sessions_ended=ended,
        tiers_raised=sum(cases.raise_tier(id_, tier, on=today) for id_, tier in tiers.items()),
        more=ended == requests.ENDED_AT_ONCE,
    )
