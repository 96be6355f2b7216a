"""Move cases to another office: its members own them from then on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from intake.actions.offices.keep_offices import NoSuchOffice
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.log_act import log_act
from intake.audit.acts import AuditAct
from intake.cases import bulk_changes
from intake.cases.models import Case
from intake.cases.offices import office_cases
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.offices import store as offices
from intake.outbox import letters


def move_many(
    references: Collection[str], reader: Reader, office_id: str, *, today: date, now: datetime
) -> BulkAct:
    """Move cases to an office. Skip those that it has already.

    An owner who does not work there loses the case. A walled case stays sealed to its named
    members, and is left out unless the reader is one of them. The office is told in one email,
    which goes out when the act can no longer be undone. Raise :class:`NoSuchOffice`.
    """
    if office_id not in {office.id for office in offices.of_team(reader.team_id)}:
        raise NoSuchOffice
    members_there = offices.members_by_office(reader.team_id).get(office_id, frozenset())
    team_id, concerned = reader.team_id, {reader.member_id}
    cases = bulk_changes.for_change(references, team_id=team_id, member_ids=concerned)
    moving = [case for case in cases if case.office_id != office_id]
    before = []
    for case in moving:
        previous = [case.office_id, case.assignee_id]
        owner = case.assignee_id if case.assignee_id in members_there else None
        office_cases.give_to(case, office_id, owner, on=today)
        before.append((case.id, case.version, previous))
        log_act(AuditAct.CASE_MOVED, case, reader, today=today, now=now)
    tell_office(moving, today=today, now=now)
    left_out = len(set(references)) - len(cases)
    member_id = reader.member_id
    return bulk_acts.add("office", member_id=member_id, now=now, before=before, left_out=left_out)


def tell_office(cases: Sequence[Case], *, today: date, now: datetime) -> None:
    """Queue one letter, which names the most urgent of the cases that are not invented."""
    real = [case for case in cases if not case.invented]
    if real:
        first = min(real, key=lambda case: (bool(case.walled_keys), case.tier, case.due_on))
        letters.case_moved(
            team_id=first.team_id,
            reference=first.reference,
            tier=first.tier,
            due_on=first.due_on,
            queued_on=today,
            not_before=now + bulk_acts.UNDO_WITHIN,
        )
