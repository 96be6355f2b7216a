"""Remind applicants of their dates by email, where they asked for it and allowed email.

The email says only that it is the reminder they asked for. Which dates come up stays in the diary,
whose days are clear; the address is encrypted at rest in the row of the case, where
:func:`intake.actions.case.tell_applicant.store_reminder_address` writes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from intake.cases import store as cases
from intake.cases.models import Case
from intake.diary import coming
from intake.diary.models import DiaryEntry
from intake.keys import store as keys
from intake.outbox import applicant_letters
from intake.outbox.addresses import parted
from intake.outbox.applicant_letters import Recipient
from intake.sealing.at_rest import Unreadable

STEPS = (1, 7)
"""Days before a date on which its applicant is reminded."""


def remind_applicants(*, today: date) -> int:
    """Queue an email seven days and one day before a date; return how many were queued.

    An applicant gets at most one in a day. The caller commits. The teams are locked, so that two
    housekeepers queue one email for a date.
    """
    keys.lock_teams()
    tomorrow, last = today + timedelta(days=STEPS[0]), today + timedelta(days=STEPS[-1])
    entries = coming.deadlines_between(tomorrow, last)
    recipients = cases.reminder_recipients({entry.case_id for entry in entries})
    by_id = {case.id: case for case in recipients if case.received_on < today}
    return sum(_remind(by_id[entry.case_id], entry, today=today) for entry in _of(entries, by_id))


def _of(entries: Iterable[DiaryEntry], by_id: dict[str, Case]) -> list[DiaryEntry]:
    return [entry for entry in entries if entry.case_id in by_id]


def _remind(case: Case, entry: DiaryEntry, *, today: date) -> bool:
    if not case.reminder_address or isinstance(case.reminder_address, Unreadable):
        return False
    days_left = (entry.on - today).days
    step = next(step for step in STEPS if days_left <= step)
    language, address = parted(case.reminder_address)
    recipient = Recipient(
        team_id=case.team_id,
        reference=case.reference,
        address=address,
        language=language or case.language,
    )
    return applicant_letters.date_near(recipient, entry_id=entry.id, days=step, queued_on=today)
