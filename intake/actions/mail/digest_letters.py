"""Mark floods of requests, and tell of many requests in one digest."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake.cases import quarantine
from intake.conflicts.stubs import case_links
from intake.keys import store as keys
from intake.outbox import digests, letters
from intake.settings import Settings
from intake.traffic import arrivals, counts
from intake.triage.tiers import Tier
from intake.upkeep.runs import DIGEST_RUN, QUARANTINE, last_run, record_run

AT_ONCE = 500
"""Cases of crowded networks that are looked at in one run."""


@dataclass(slots=True)
class DigestTimer:
    """The time at which this worker first saw letters held; ``None`` while there are none."""

    held_since: datetime | None = None

    def is_due(self, *, now: datetime) -> bool:
        """Return true if letters were held for long enough, and no digest went out lately."""
        if not digests.has_held():
            self.held_since = None
            return False
        self.held_since = self.held_since or now
        last = last_run(DIGEST_RUN)
        is_early = last is not None and abs(now - last.at) < digests.BETWEEN
        return abs(now - self.held_since) >= digests.WAIT and not is_early


def mark_floods(most: int, *, now: datetime) -> int:
    """Mark the untouched cases of each network that sent more than *most* in an hour.

    The applicants' door puts those above the limit into quarantine; those before them, and each
    P0, stay in the queue, and letters tell of them. Return the number of those marked now. Forget
    the networks and the counted tries whose time is over.
    """
    arrivals.discard_old(now=now)
    counts.discard_old(now=now)
    if not most:
        return 0
    count, after = 0, ""
    while case_ids := arrivals.of_crowded_networks(most, now=now, at_most=AT_ONCE, after=after):
        count += quarantine.mark(set(case_ids) - case_links.among(case_ids))
        after = case_ids[-1]
    return count


def queue_digests(*, today: date, now: datetime) -> int:
    """Queue the digests, and record when; return the number of letters they stand for.

    A digest names the quarantine too, so that no email about that follows it soon.
    """
    record_run(DIGEST_RUN, now=now)
    if quarantine.has_real_cases():
        record_run(QUARANTINE, now=now)
    return digests.queue_digests(queued_on=today)


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
        due_on = figures.due_on or today
        letters.quarantine_waits(team_id=team_id, tier=Tier.P1, due_on=due_on, queued_on=today)
    return len(teams)
