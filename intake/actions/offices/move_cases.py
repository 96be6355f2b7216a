"""Give cases to an office: by hand, or by the rule where they came before the first office."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from intake.actions.offices.keep_offices import NoSuchOffice
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.read_cards import read_cards
from intake.audit.acts import AuditAct
from intake.cases import bulk_changes, office_cases
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.offices import store as offices
from intake.offices.routing import route
from intake.outbox import letters
from intake.questionnaire.languages import clear_tag

AT_ONCE = 200
"""Cases whose cards are read in one request."""


def move_many(
    references: Collection[str], reader: Reader, office_id: str, *, today: date, now: datetime
) -> BulkAct:
    """Move cases to an office. Skip those that it has already.

    An owner who does not work there loses the case. A walled case stays sealed to its named
    members, and is left out unless the reader is one of them. The office is told in one email,
    which names the most urgent case that is not invented, and goes out when the act can no longer
    be undone. Raise :class:`NoSuchOffice`.
    """
    team_id, concerned = reader.team_id, {reader.member_id}
    members_there = offices.members_by_office(team_id).get(office_id)
    if members_there is None:
        raise NoSuchOffice
    cases = bulk_changes.for_change(references, team_id=team_id, member_ids=concerned)
    moving = [case for case in cases if case.office_id != office_id]
    before = []
    for case in moving:
        previous = [case.office_id, case.assignee_id]
        owner = case.assignee_id if case.assignee_id in members_there else None
        office_cases.give_to(case, office_id, owner, on=today)
        before.append((case.id, case.version, previous))
        log_act(AuditAct.CASE_MOVED, case, reader, today=today, now=now)
    if real := [case for case in moving if not case.invented]:
        first = min(real, key=lambda case: (bool(case.walled_keys), case.tier, case.due_on))
        letters.case_moved(
            team_id=team_id,
            reference=first.reference,
            tier=first.tier,
            due_on=first.due_on,
            queued_on=today,
            not_before=now + bulk_acts.UNDO_WITHIN,
        )
    left_out = len(set(references)) - len(cases)
    member_id = reader.member_id
    return bulk_acts.add("office", member_id=member_id, now=now, before=before, left_out=left_out)


def route_open_cases(reader: Reader, *, after: str, today: date, now: datetime) -> tuple[int, str]:
    """Route open cases without an office by their state and languages. Owners stay.

    Cases that the reader's keys do not open stay as they are. Return the number of those routed,
    and the id after which the next ones follow, which is empty if these were the last.
    """
    areas, routed = offices.areas_of(reader.team_id), 0
    cases = office_cases.without_office(reader.team_id, after=after, most=AT_ONCE)
    cards = read_cards(cases, reader)
    for case in cases:
        if (card := cards.get(case.id)) is None:
            continue
        language = clear_tag(card.form_language(case.language))
        if destination := route(areas, card.region, language):
            case.office_id, routed = destination.office_id, routed + 1
            log_act(AuditAct.CASE_ROUTED, case, reader, today=today, now=now)
    return routed, cases[-1].id if len(cases) == AT_ONCE else ""
