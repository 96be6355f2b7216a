"""Open the times and interpreters of booked calls that a list of dates shows."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.actions.queue.agenda import DueDate
from intake.diary.models import Kind
from intake.staff.roles import Act, may

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class CallDetails:
    """The time of a call (``14:30``) and the name of its interpreter; each may be empty."""

    time: str = ""
    interpreter: str = ""


def call_details(dates: Sequence[DueDate], reader: Reader) -> Mapping[str, CallDetails]:
    """Return entry id to the details of each call among the dates, where the reader opens it."""
    if not may(reader.roles, Act.OPEN_CASE):
        return {}
    calls = [due for due in dates if due.entry.kind == Kind.CALL and due.case.may_be_read]
    return {due.entry.id: _details_of(due, reader) for due in calls}


def _details_of(due: DueDate, reader: Reader) -> CallDetails:
    """Return the details of a call; empty ones where the case does not open."""
    try:
        (content,) = case_key(due.case, reader).open_rows("diary", [due.entry])
    except NOT_OPENED as failure:
        log_not_opened(logger, "call not opened", failure, case_id=due.case.id)
        return CallDetails()
    return CallDetails(time=content.get("time", ""), interpreter=content.get("interpreter", ""))
