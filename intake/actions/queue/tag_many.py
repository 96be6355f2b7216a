"""Add a tag to many cases, or remove it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader
from intake.actions.queue.proposals import standing_proposals, waiting_replacements
from intake.audit.acts import AuditAct
from intake.cases import bulk_changes
from intake.cases.models import Case
from intake.cases.tags import Tag
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct


def tag_many(
    references: Collection[str], reader: Reader, tag: Tag, *, off: bool, today: date, now: datetime
) -> BulkAct:
    """Add the tag to the cases, or with *off* remove it. Skip those where nothing changes.

    The request for a supervisor is not removed by the member whose proposal or correction waits for
    a colleague there.
    """
    team_id, member_id, before = reader.team_id, reader.member_id, []
    cases = bulk_changes.for_change(references, team_id=team_id, member_ids=(member_id,))
    if off and tag is Tag.ASK_SUPERVISOR:
        own = _waiting_for_another(cases, member_id)
        cases = [case for case in cases if case.id not in own]
    change = bulk_changes.take_tag if off else bulk_changes.put_tag
    for case in cases:
        if (tag in case.tagged) is not off:
            continue
        previous = case.tags
        change(case, tag, on=today)
        before.append((case.id, case.version, previous))
        log_act(AuditAct.CASE_TAGGED, case, reader, today=today, now=now)
    return bulk_acts.add(
        "untag" if off else "tag",
        member_id=member_id,
        now=now,
        before=before,
        left_out=len(set(references)) - len(cases),
    )


def _waiting_for_another(cases: Sequence[Case], member_id: str) -> set[str]:
    """Return the ids of the cases in which something of the member waits for a colleague."""
    ids = [case.id for case in cases]
    waiting = (*standing_proposals(ids).items(), *waiting_replacements(ids).items())
    return {case_id for case_id, author in waiting if author == member_id}
