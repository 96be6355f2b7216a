"""Tell a team now and then how many requests wait in quarantine.

No other letter tells of their dates and messages, because a flood would then fill the mailboxes.
The digest about a flood comes first; this one repeats it as long as something waits.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from intake.cases import quarantine
from intake.keys import store as keys
from intake.outbox import digests, letters
from intake.settings import Settings
from intake.triage.tiers import Tier
from intake.upkeep.runs import QUARANTINE, last_run, record_run


def is_quarantine_email_due(settings: Settings, *, now: datetime) -> bool:
    """Return true if :func:`tell_quarantine` would queue a letter. Reads only."""
    every = timedelta(hours=settings.quarantine_email_hours)
    if not every or not quarantine.has_real_cases() or digests.has_held():
        return False
    last = last_run(QUARANTINE)
    return last is None or abs(now - last.at) >= every


def tell_quarantine(settings: Settings, *, today: date, now: datetime) -> int:
    """Queue one letter for each team with cases in quarantine; return their number.

    The teams are locked, so that two workers queue one letter. The caller commits.
    """
    waiting = [(team.id, quarantine.counts_in(team.id)) for team in keys.lock_teams()]
    if not is_quarantine_email_due(settings, now=now):
        return 0
    record_run(QUARANTINE, now=now)
    teams = [(team_id, figures) for team_id, figures in waiting if figures.requests]
    for team_id, figures in teams:
        tier = Tier.P0 if figures.urgent else Tier.P1
        due_on = figures.due_on or today
        letters.quarantine_waits(team_id=team_id, tier=tier, due_on=due_on, queued_on=today)
    return len(teams)
