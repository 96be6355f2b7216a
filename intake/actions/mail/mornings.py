"""Queue emails in the morning, of near dates and of due cases without an owner; tell of floods.

Mornings are those of the organisation’s time zone. Many requests are told of in one digest.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.actions.mail.case_recipients import case_recipients
from intake.cases import quarantine, side_lists
from intake.cases import store as cases
from intake.cases.models import Case
from intake.conflicts.stubs import case_links
from intake.diary.entries import deadlines_between, due_for_reminder, is_reminder_due, reminder_step
from intake.frozen import record
from intake.keys import store as keys
from intake.outbox import applicant_letters, letters, routing
from intake.outbox.applicant_letters import Recipient, parted
from intake.outbox.claims import TRIED_FOR
from intake.sealing.at_rest import Unreadable
from intake.settings import Settings
from intake.staff.absence import workers_by_owner
from intake.traffic import arrivals, counts
from intake.triage.deadlines import Tier
from intake.upkeep.runs import DIGEST_RUN, QUARANTINE, last_run, record_run

BEGINS = time(7)
"""Time of the morning emails. No change of the clocks falls on it."""


@record
class Morning:
    """A day whose morning has begun, and the last day before the next working day."""

    day: date
    until: date


def latest_morning(now: datetime, settings: Settings, holidays: Collection[date]) -> Morning:
    """Return the morning that began last before *now*.

    On a Friday it covers the days to Sunday, and before a holiday also the holiday: so what is due
    on a day without work is sent on the morning of the last working day before it.
    """
    local = now.astimezone(settings.time_zone)
    day = local.date() if local.time() >= BEGINS else local.date() - timedelta(days=1)
    return Morning(day, settings.staffed.last_day_before_next(day, holidays))


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next time at which morning emails are sent."""
    today = now.astimezone(zone).date()
    morning = datetime.combine(today, BEGINS, zone)
    return morning if morning > now else datetime.combine(today + timedelta(days=1), BEGINS, zone)


def remind(settings: Settings, morning: Morning) -> int:
    """Queue a letter for each date 30, 14, 7, 3 and 1 days before it (rule W6).

    A step on a day without work is reached on the working day before it. Return how many dates
    were handled. The letter contains the reference and the day; dates of a case on the same day
    have one letter together. No letter is queued for a closed,
    quarantined or invented case, nor on the day of receipt, which has a letter of its own. The
    teams are locked, so that two workers queue one letter for two dates of a day.
    """
    today = morning.day
    keys.lock_teams()
    due = due_for_reminder(today=today, until=morning.until, at_most=100)
    for entry in due:
        entry.reminded = reminder_step(entry.on, today=morning.until)
        case = cases.find_by_id(entry.case_id)
        if case is None or case.is_closed or case.is_aside:
            continue
        if case.received_on < today:
            _queue(case, entry.on, settings, today=today)
    return len(due)


def something_near(morning: Morning) -> bool:
    """Return true if :func:`remind` would do anything. Reads only."""
    return is_reminder_due(today=morning.day, until=morning.until)


def _queue(case: Case, due_on: date, settings: Settings, *, today: date) -> None:
    """Queue a letter for each reader; without one it waits for the first reader of the team."""
    if routing.has_reminder(case.reference, due_on=due_on, queued_on=today):
        return
    letter = letters.about_case(
        letters.REMINDER,
        team_id=case.team_id,
        reference=case.reference,
        tier=case.tier,
        due_on=due_on,
        queued_on=today,
        invented=case.invented,
    )
    readers = case_recipients(case, on=today)
    if letter and readers:
        sender = settings.mail_default_sender
        routing.to_each(letter, readers, sender=sender, try_until=today + TRIED_FOR)


def tell_no_owner(settings: Settings, morning: Morning) -> int:
    """Queue one letter for each team with such a case, once a day; return how many were queued.

    A case counts that is due by the end of *morning*: on a Friday also one that is due on Sunday.
    A case of the same day has the letter about the new request. The teams are locked, so that two
    workers queue one letter. The caller commits.
    """
    queued = 0
    for team in keys.lock_teams():
        workers = workers_by_owner(team.id, on=morning.day)
        case = side_lists.most_urgent(
            team.id,
            owner_ids=[owner_id for owner_id, worker_id in workers.items() if worker_id],
            due_by=morning.until,
            received_before=morning.day,
        )
        if case is None:
            continue
        letter = letters.no_owner(
            team_id=team.id,
            reference=case.reference,
            tier=case.tier,
            due_on=case.due_on,
            queued_on=morning.day,
        )
        if letter is None:
            continue
        queued += 1
        if readers := case_recipients(case, on=morning.day):
            sender, try_until = settings.mail_default_sender, morning.day + TRIED_FOR
            routing.to_each(letter, readers, sender=sender, try_until=try_until)
    return queued


STEPS = (1, 7)
"""Days before a date on which its applicant is reminded."""


def remind_applicants(*, today: date) -> int:
    """Queue an email seven days and one day before a date; return how many were queued.

    An applicant gets at most one in a day. The caller commits. The teams are locked, so that two
    housekeepers queue one email for a date.
    """
    keys.lock_teams()
    tomorrow, last = today + timedelta(days=STEPS[0]), today + timedelta(days=STEPS[-1])
    entries = deadlines_between(tomorrow, last)
    recipients = cases.reminder_recipients({entry.case_id for entry in entries})
    by_id = {case.id: case for case in recipients if case.received_on < today}
    queued = 0
    for entry in entries:
        case = by_id.get(entry.case_id)
        if not case or not case.reminder_address or isinstance(case.reminder_address, Unreadable):
            continue
        step = next(step for step in STEPS if (entry.on - today).days <= step)
        language, address = parted(case.reminder_address)
        recipient = Recipient(
            team_id=case.team_id,
            reference=case.reference,
            address=address,
            language=language,
        )
        queued += applicant_letters.date_near(
            recipient, entry_id=entry.id, days=step, queued_on=today
        )
    return queued


AT_ONCE = 500
"""Cases of crowded networks that are looked at in one run."""


@dataclass(slots=True)
class DigestTimer:
    """The time at which this worker first saw letters held; ``None`` while there are none."""

    held_since: datetime | None = None

    def is_due(self, *, now: datetime) -> bool:
        """Return true if letters were held for long enough, and no digest went out lately."""
        if not routing.has_held():
            self.held_since = None
            return False
        self.held_since = self.held_since or now
        last = last_run(DIGEST_RUN)
        is_early = last is not None and abs(now - last.at) < routing.BETWEEN
        return abs(now - self.held_since) >= routing.WAIT and not is_early


def mark_floods(most: int, now: datetime) -> int:
    """Mark the untouched cases of each network that sent more than *most* in an hour.

    The applicants' door puts those above the limit into quarantine; those before them, and each
    P0, stay in the queue, and letters tell of them. Return the number of those marked now. Forget
    the networks and the counted tries whose time is over.
    """
    arrivals.discard_old(now)
    counts.discard_old(now)
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
    return routing.queue_digests(queued_on=today)


def is_quarantine_email_due(settings: Settings, now: datetime) -> bool:
    """Return true if :func:`tell_quarantine` would queue a letter. Reads only."""
    every = timedelta(hours=settings.quarantine_email_hours)
    if not every or not quarantine.has_real_cases() or routing.has_held():
        return False
    last = last_run(QUARANTINE)
    return last is None or abs(now - last.at) >= every


def tell_quarantine(settings: Settings, now: datetime) -> int:
    """Queue one letter for each team with cases in quarantine; return their number.

    The teams are locked, so that two workers queue one letter. The caller commits.
    """
    waiting = [(team.id, quarantine.counts_in(team.id)) for team in keys.lock_teams()]
    if not is_quarantine_email_due(settings, now):
        return 0
    record_run(QUARANTINE, now=now)
    today = settings.day_of(now)
    teams = [(team_id, figures) for team_id, figures in waiting if figures.requests]
    for team_id, figures in teams:
        due_on = figures.due_on or today
        letters.to_team(
            letters.QUARANTINE, team_id=team_id, tier=Tier.P1, due_on=due_on, queued_on=today
        )
    return len(teams)
