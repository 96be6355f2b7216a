"""Queue reminders of near dates, for the owner of the case and the supervisors."""

from __future__ import annotations

from datetime import date, timedelta
from email.utils import parseaddr

from intake.actions.mail.case_recipients import case_recipients
from intake.actions.mail.mornings import Morning
from intake.cases import store as cases
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.diary import coming
from intake.keys import store as keys
from intake.outbox import letters, routing
from intake.settings import Settings

AT_ONCE = 100


def remind(settings: Settings, morning: Morning, *, days: int) -> int:
    """Queue a letter for each date 30, 14, 7, 3 and 1 days before it (rule W6).

    A step on a day without work is reached on the working day before it. Return how many dates
    were handled. The letter contains the reference and the day; dates of a case on the same day
    have one letter together. It is tried for so many *days*. No letter is queued for a closed,
    quarantined or invented case, nor on the day of receipt, which has a letter of its own. The
    teams are locked, so that two workers queue one letter for two dates of a day.
    """
    today = morning.day
    keys.lock_teams()
    due = coming.due_for_reminder(today=today, until=morning.until, at_most=AT_ONCE)
    for entry in due:
        entry.reminded = coming.reminder_step(entry.on, today=morning.until)
        case = cases.find_by_id(entry.case_id)
        if case is None or not _needs_reminders(case) or case.received_on >= today:
            continue
        _queue(case, entry.on, settings, today=today, days=days)
    return len(due)


def something_near(morning: Morning) -> bool:
    """Return true if :func:`remind` would do anything. Reads only."""
    return coming.is_reminder_due(today=morning.day, until=morning.until)


def _queue(case: Case, due_on: date, settings: Settings, *, today: date, days: int) -> None:
    """Queue a letter for each reader; without one it waits for the first reader of the team."""
    if routing.has_reminder(case.reference, due_on=due_on, queued_on=today):
        return
    letter = letters.reminder(
        team_id=case.team_id,
        reference=case.reference,
        tier=case.tier,
        due_on=due_on,
        queued_on=today,
        invented=case.invented,
    )
    readers = case_recipients(case, on=today)
    if letter and readers:
        host = parseaddr(settings.mail_default_sender)[1].rpartition("@")[2] or "localhost"
        routing.to_each(letter, readers, host=host, try_until=today + timedelta(days=days))


def _needs_reminders(case: Case) -> bool:
    return case.stage is not Status.CLOSED and case.quarantined_on is None
