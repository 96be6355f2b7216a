"""Queue reminders of near dates, for the owner of the case and the supervisors."""

from __future__ import annotations

from datetime import date, timedelta
from email.utils import parseaddr

from intake.cases import store as cases
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.diary import coming
from intake.outbox import letters, routing
from intake.outbox.models import OutboxEmail
from intake.outbox.routing import Reader
from intake.sealing.at_rest import Unreadable
from intake.settings import Settings
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Role

AT_ONCE = 100


def remind(settings: Settings, *, today: date, days: int) -> int:
    """Queue a letter for each date 30, 14, 7, 3 and 1 days before it (rule W6).

    Return how many dates were handled. The letter contains the reference and the day. If a case
    has no owner and the team no supervisor, the whole team gets it. No letter is queued for a
    closed, quarantined or invented case, nor on the day of receipt, which has a letter of its own.
    """
    host = parseaddr(settings.mail_default_sender)[1].rpartition("@")[2] or "localhost"
    due = coming.due_for_reminder(today=today, at_most=AT_ONCE)
    for entry in due:
        entry.reminded = coming.reminder_step(entry.on, today=today)
        case = cases.find_by_id(entry.case_id)
        if case is None or not _needs_reminders(case) or case.received_on == today:
            continue
        readers = _readers(case)
        if readers and (letter := _letter(case, entry.on, today=today)):
            routing.to_each(letter, readers, host=host, try_until=today + timedelta(days=days))
    return len(due)


def something_near(*, today: date) -> bool:
    """Return True if :func:`remind` would do anything. Reads only."""
    return coming.is_reminder_due(today=today)


def _letter(case: Case, due_on: date, *, today: date) -> OutboxEmail | None:
    return letters.reminder(
        team_id=case.team_id,
        reference=case.reference,
        tier=case.tier,
        due_on=due_on,
        queued_on=today,
        invented=case.invented,
    )


def _needs_reminders(case: Case) -> bool:
    return case.stage is not Status.CLOSED and case.quarantined_on is None


def _readers(case: Case) -> list[Reader]:
    members = [member for member in staff.members_of(case.team_id) if member.wants_letters]
    recipients = [member for member in members if _is_responsible(member, case)] or members
    return [
        Reader(key=member.id, address=member.email)
        for member in recipients
        if not isinstance(member.email, Unreadable)
    ]


def _is_responsible(member: StaffMember, case: Case) -> bool:
    return member.id == case.assignee_id or Role.SUPERVISOR in member.roles
