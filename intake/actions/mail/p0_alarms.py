"""Email again about a P0 case that nobody opened: its owner, and then those above.

Both emails are counted in staffed hours from the worker's first sight of the case, so that a night
rings nobody. A worker that was away catches up with one email, to the readers of both.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta

from intake.actions.mail.case_recipients import alarm_recipients, who_may_see
from intake.actions.reports.count_case import count_seen
from intake.cases import alarms
from intake.cases import store as cases
from intake.cases.models import Case
from intake.keys import store as keys
from intake.outbox import letters, routing
from intake.outbox.claims import TRIED_FOR, Letter
from intake.outbox.routing import EmailReader
from intake.reports.tallies import LONGER, MINUTES
from intake.settings import Settings
from intake.triage.deadlines import Tier

MOST = 5
"""Cases of a team of which an hour has emails of their own; one email tells of more."""

STEP = timedelta(minutes=10)
"""Times are rounded up to this, so that none tells when a person sent."""


def sound_alarms(settings: Settings, holidays: Collection[date], now: datetime) -> int:
    """Queue the emails that are due; return of how many cases.

    The teams are locked, so that two workers queue one email. The caller commits.
    """
    teams = keys.lock_teams()
    ended = alarms.tidy(now)
    alarms.begin(next_at=time_to_ring(now, settings, holidays))
    told = sum(_sound(team.id, settings, holidays, now) for team in teams)
    between, here = settings.staffed.time_between, now.astimezone(settings.time_zone)
    for team_id, step, next_at in ended:
        # The staffed time for which the alarm stood, at least as long as it really did:
        there = next_at.astimezone(settings.time_zone)
        stood = (step + 1) * (timedelta(hours=settings.p0_alarm_hours) + STEP)
        stood += between(there, here, holidays) - between(here, there, holidays)
        minutes = stood / timedelta(minutes=1)
        within = next((str(most) for most in MINUTES if minutes <= most), LONGER)
        count_seen(team_id, within, today=here.date())
    return told


def still_concerns(letter: Letter) -> bool:
    """Return true if nobody opened the case yet, and the reader of the letter may see it."""
    team_id = routing.team_of(letter.id)
    if not alarms.still_rings(team_id, letter.reference):
        return False
    matches = cases.with_references([letter.reference], team_id=team_id)
    reader = routing.reader_of(letter.id)
    return all(reader in {member.id for member in who_may_see(case)} for case in matches)


def time_to_ring(at: datetime, settings: Settings, holidays: Collection[date]) -> datetime:
    """Return the time one step after *at*, in staffed hours, rounded up."""
    local, hours = at.astimezone(settings.time_zone), settings.p0_alarm_hours
    later = settings.staffed.hours_after(local, hours, holidays).astimezone(UTC)
    return later + -(later - datetime.min.replace(tzinfo=UTC)) % STEP


def _sound(team_id: str, settings: Settings, holidays: Collection[date], now: datetime) -> int:
    """Queue the emails of a team: one for each case, or one for all that are due above the limit.

    Above it, the next ones wait until the emails before them are an hour old.
    """
    just_told = alarms.count_told(team_id, since=now - alarms.HOUR)
    if just_told > MOST:
        return 0
    today, late = settings.day_of(now), 0
    readers_of = list[tuple[Case, Mapping[str, EmailReader]]]()
    known = dict[tuple[object, ...], Mapping[str, EmailReader]]()
    for alarm, case in alarms.due(team_id, now):
        after = time_to_ring(alarm.next_at or now, settings, holidays)
        steps = (
            (alarm.step + 1,) if alarm.step or after > now else (alarms.OWNER, alarms.SUPERVISORS)
        )
        alike = (case.assignee_id, case.walled_keys, case.conflict, *steps)
        if alike not in known:  # a flood of junk has one answer for all
            told = [reader for step in steps for reader in alarm_recipients(case, step, on=today)]
            known[alike] = {reader.key: reader for reader in told}
        if not (readers := known[alike]):
            continue  # nobody may see it yet: the desk shows it, and it is tried again
        alarm.step, alarm.told_at = steps[-1], now
        alarm.next_at = after if alarm.step == alarms.OWNER else None
        late += alarm.next_at is None
        readers_of.append((case, readers))
    if just_told + len(readers_of) <= MOST:
        emails = [(case.reference, [case], readers) for case, readers in readers_of]
    else:
        everybody = {key: reader for _, readers in readers_of for key, reader in readers.items()}
        emails = [("", [case for case, _ in readers_of], everybody)]
    for reference, about, readers in emails:
        letter = letters.to_team(
            letters.P0_UNOPENED,
            team_id=team_id,
            reference=reference,
            tier=Tier.P0,
            due_on=min(case.due_on for case in about),
            queued_on=today,
        )
        sender, try_until = settings.mail_default_sender, today + TRIED_FOR
        routing.to_each(letter, list(readers.values()), sender=sender, try_until=try_until)
    if late:
        count_seen(team_id, LONGER, today=today, count=late)
    return len(readers_of)
