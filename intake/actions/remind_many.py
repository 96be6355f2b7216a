"""Remind of many cases on one day. A reminder is no look: only who opens a case has looked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from intake.actions.case_keys import CaseKey, NoKeyForCase, Reader, case_key
from intake.actions.keep_date import FARTHEST, NoSuchDay
from intake.audit import log
from intake.bulk_acts import store as bulk_acts
from intake.bulk_acts.models import BulkAct
from intake.cases import many
from intake.diary import entries
from intake.diary.models import Kind
from intake.extensions import new_id
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
    for case in many.for_change(references, team_id=reader.team_id):
        try:
            _note(case_key(case, reader), day)
        except (NoKeyForCase, SealBroken):
            continue
        many.remind(case, day, on=today)
        before.append((case.id, case.version, ""))
        log.record("reminder_set", on=today, member_id=reader.member_id, case_id=case.id, at=now)
    return bulk_acts.add(
        "remind",
        member_id=reader.member_id,
        now=now,
        before=before,
        left_out=len(set(references)) - len(before),
    )


def _note(key: CaseKey, day: date) -> None:
    entry_id = new_id()
    kept = {"rule": "", "kind": Kind.NEXT_LOOK.value, "note": ""}
    sealed = key.seal_json("diary", kept, row=entry_id)
    entries.add(id=entry_id, case_id=key.case.id, kind=Kind.NEXT_LOOK, on=day, sealed=sealed)
