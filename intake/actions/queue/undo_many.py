"""Undo an act on many cases within half a minute. Cases changed since are left as they are."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader
from intake.audit.acts import AuditAct
from intake.cases import bulk_changes, office_cases
from intake.desk_state import bulk_acts
from intake.outbox import dropping


class TooLate(Exception):
    """The half minute is over, or the act was undone before."""


def undo_many(act_id: str, reader: Reader, *, today: date, now: datetime) -> int:
    """Restore owner, office or tags of the cases; return how many. Raise :class:`TooLate`."""
    act = bulk_acts.find(act_id, member_id=reader.member_id)
    if act is None or not bulk_acts.may_be_undone(act, now=now):
        raise TooLate
    before = {case_id: (version, previous) for case_id, version, previous in act.before}
    undone = 0
    for case in bulk_changes.with_ids_for_change(list(before), team_id=reader.team_id):
        version, previous = before[case.id]
        if case.version != version:
            continue
        if act.kind == "assign":
            bulk_changes.give_to(case, previous, on=today)
        elif act.kind == "office":
            office_cases.give_to(case, *previous, on=today)
            dropping.drop_move_of(case.reference)
        else:
            bulk_changes.set_tags(case, previous, on=today)
        log_act(AuditAct.ACT_UNDONE, case, reader, today=today, now=now)
        undone += 1
    bulk_acts.drop(act)
    return undone
