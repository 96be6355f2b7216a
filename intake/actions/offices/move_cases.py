"""Give cases to an office: by hand, or by the rule where they came before the first office."""

from __future__ import annotations

from collections.abc import Collection

from intake.actions.offices.keep_offices import NoSuchOffice
from intake.actions.opening.actor import Actor
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


def move_many(by: Actor, references: Collection[str], office_id: str) -> BulkAct:
    """Move cases to an office. Skip those that it has already.

    An owner who does not work there loses the case. A walled case stays sealed to its named
    members, and is left out unless the member who acts is one of them. The office is told in one
    email, which names the most urgent case that is not invented, and goes out when the act can no
    longer be undone. Raise :class:`NoSuchOffice`.
    """
    team_id, member_id = by.team_id, by.member_id
    members_there = offices.members_by_office(team_id).get(office_id)
    if members_there is None:
        raise NoSuchOffice
    cases = bulk_changes.for_change(references, team_id=team_id, member_ids={member_id})
    moving = [case for case in cases if case.office_id != office_id]
    before = []
    for case in moving:
        previous = [case.office_id, case.assignee_id]
        owner = case.assignee_id if case.assignee_id in members_there else None
        office_cases.give_to(case, office_id, owner, on=by.day)
        before.append((case.id, case.version, previous))
        by.log(AuditAct.CASE_MOVED, case)
    if real := [case for case in moving if not case.invented]:
        first = min(real, key=lambda case: (bool(case.walled_keys), case.tier, case.due_on))
        letters.case_moved(
            team_id=team_id,
            reference=first.reference,
            tier=first.tier,
            due_on=first.due_on,
            queued_on=by.day,
            not_before=by.at + bulk_acts.UNDO_WITHIN,
        )
    left_out = len(set(references)) - len(cases)
    return bulk_acts.add("office", member_id=member_id, now=by.at, before=before, left_out=left_out)


def route_open_cases(by: Actor, *, after: str) -> tuple[int, str]:
    """Route open cases without an office by their state and languages. Owners stay.

    Cases that the member's keys do not open stay as they are. Return the number of those routed,
    and the id after which the next ones follow, which is empty if these were the last.
    """
    areas, routed = offices.areas_of(by.team_id), 0
    cases = office_cases.without_office(by.team_id, after=after, most=AT_ONCE)
    cards = read_cards(cases, by.reader)
    for case in cases:
        if (card := cards.get(case.id)) is None:
            continue
        language = clear_tag(card.form_language(case.language))
        if destination := route(areas, card.region, language):
            case.office_id, routed = destination.office_id, routed + 1
            by.log(AuditAct.CASE_ROUTED, case)
    return routed, cases[-1].id if len(cases) == AT_ONCE else ""
