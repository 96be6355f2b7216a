"""Open what a list of dates shows of calls, and of dates that look the same otherwise."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.actions.queue.agenda import DueDate
from intake.diary.models import Kind
from intake.staff.roles import Act, may

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class DateDetails:
    """The time of a call (``14:30``) and the name of its interpreter; the rule of a deadline.

    Each may be empty.
    """

    time: str = ""
    interpreter: str = ""
    rule: str = ""


def date_details(dates: Sequence[DueDate], reader: Reader) -> Mapping[str, DateDetails]:
    """Return entry id to the details of each date that needs them, where the reader opens it.

    These are calls, and several dates of one kind, day and case: their rules tell them apart.
    """
    if not may(reader.roles, Act.OPEN_CASE):
        return {}
    alike = Counter(_appearance(due) for due in dates)
    shown = [
        due
        for due in dates
        if due.case.may_be_read and (due.entry.kind == Kind.CALL or alike[_appearance(due)] > 1)
    ]
    return {due.entry.id: _details_of(due, reader) for due in shown}


def _appearance(due: DueDate) -> tuple[object, ...]:
    return due.case.id, due.entry.kind, due.entry.on


def _details_of(due: DueDate, reader: Reader) -> DateDetails:
    """Return the details of a date; empty ones where the case does not open."""
    try:
        (content,) = case_key(due.case, reader).open_rows("diary", [due.entry])
    except NOT_OPENED as failure:
        log_not_opened(logger, "date not opened", failure, case_id=due.case.id)
        return DateDetails()
    return DateDetails(
        time=content.get("time", ""),
        interpreter=content.get("interpreter", ""),
        rule=content.get("rule", ""),
    )
