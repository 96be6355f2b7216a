"""Route the open cases that have no office, as those that came before the first office."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.opening.case_keys import Reader
from intake.actions.opening.log_act import log_act
from intake.actions.opening.read_cards import read_cards
from intake.audit.acts import AuditAct
from intake.cases.offices import office_cases
from intake.offices import store as offices
from intake.offices.routing import route
from intake.questionnaire.languages import clear_tag

AT_ONCE = 200
"""Cases whose cards are read in one request."""


def route_open_cases(reader: Reader, *, after: str, today: date, now: datetime) -> tuple[int, str]:
    """Route open cases without an office by their state and languages. Owners stay.

    Cases that the reader's keys do not open stay as they are. Return the number of those routed,
    and the id after which the next ones follow, which is empty if these were the last.
    """
    areas = offices.areas_of(reader.team_id)
    cases = office_cases.without_office(reader.team_id, after=after, most=AT_ONCE)
    cards = read_cards(cases, reader)
    routed = 0
    for case in cases:
        card = cards.get(case.id)
        destination = card and route(
            areas, card.region, clear_tag(card.form_language(case.language))
        )
        if destination:
            case.office_id, routed = destination.office_id, routed + 1
            log_act(AuditAct.CASE_ROUTED, case, reader, today=today, now=now)
    return routed, cases[-1].id if len(cases) == AT_ONCE else ""
