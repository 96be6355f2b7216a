"""Remind of many cases on one day. A reminder is no look: only who opens a case has looked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from intake.actions.case.add_dates import NewDate, add_dates
from intake.actions.case.set_follow_up import FARTHEST, NoSuchDay
from intake.actions.opening.case_keys import NoKeyForCase, Reader, case_key
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import bulk_changes
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.diary.models import Kind
from intake.sealing.opening import SealBroken


def remind_many(
    references: Collection[str], reader: Reader, day: date, *, today: date, now: datetime
) -> BulkAct:
    """The day stands in the diary of each case, which is due then at the latest.

    A case that does not open with the reader's keys is left out. Raises ``NoSuchDay``.
    """
    if not today <= day <= today + FARTHEST:
        raise NoSuchDay
    before = []
    for case in bulk_changes.for_change(references, team_id=reader.team_id):
        try:
            key = case_key(case, reader)
        except (NoKeyForCase, SealBroken):
            continue
        made = add_dates(case.id, [NewDate(kind=Kind.NEXT_LOOK, on=day)], key.seal_date)
        bulk_changes.remind(case, day, on=today)
        before.append((case.id, case.version, ""))
        who = reader.member_id
        log.record(
            AuditAct.REMINDER_SET, on=today, member_id=who, case_id=case.id, at=now, made=made
        )
    return bulk_acts.add(
        "remind",
        member_id=reader.member_id,
        now=now,
        before=before,
        left_out=len(set(references)) - len(before),
    )
