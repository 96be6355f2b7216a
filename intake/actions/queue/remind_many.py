"""Set a reminder on many cases for one day. A reminder does not count as a review."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date, datetime

from intake.actions.assessment.add_dates import NewDate, add_dates
from intake.actions.case.set_follow_up import FARTHEST, NoSuchDay
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.log_act import log_act
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.audit.acts import AuditAct
from intake.cases import bulk_changes
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.diary.coming import step_reached
from intake.diary.models import Kind

logger = logging.getLogger(__name__)


def remind_many(
    references: Collection[str], reader: Reader, day: date, *, today: date, now: datetime
) -> BulkAct:
    """Add *day* to the diary of each case, which is then due on it at the latest.

    A case that does not open with the reader's keys is left out and logged. Raise ``NoSuchDay``.
    """
    if not today <= day <= today + FARTHEST:
        raise NoSuchDay
    new = NewDate(kind=Kind.NEXT_LOOK, on=day, reminded=step_reached(day, today=today))
    member_id, before = reader.member_id, []
    for case in bulk_changes.for_change(
        references, team_id=reader.team_id, member_ids=(member_id,)
    ):
        try:
            key = case_key(case, reader)
        except NOT_OPENED as failure:
            log_not_opened(logger, "no reminder set", failure, case_id=case.id)
            continue
        date_id = add_dates(case.id, [new], key.seal_date)
        bulk_changes.remind(case, day, on=today)
        before.append((case.id, case.version, ""))
        log_act(AuditAct.REMINDER_SET, case, reader, today=today, now=now, made=date_id)
    return bulk_acts.add(
        "remind",
        member_id=member_id,
        now=now,
        before=before,
        left_out=len(set(references)) - len(before),
    )
