"""What offices add to a case and to the lists. Each part is empty until a team has two offices."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext

from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Reader
from intake.cases.pipeline import Status
from intake.offices.routing import Route
from intake.offices.store import route_to
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.where import us_state
from intake.staff.roles import Act, may
from intake.web.answers import shown, spoken_name
from intake.web.desk.common.view import current_offices, current_queue, offices_left_out, query_of


def offices_listed(all_url: str) -> dict[str, Any] | None:
    """Return the offices that a list of this member has; ``None`` if it leaves none out."""
    if not (left_out := offices_left_out()):
        return None
    names = tuple(office.name for office in current_offices() if office.id not in left_out)
    return {"names": names, "all_url": all_url}


def office_part(opened: OpenedCase, reader: Reader) -> dict[str, Any] | None:
    """Return the office of a case, why it is this one, and where the case can be moved.

    The reason is that of today's offices: that of the day of sending may have been another.
    """
    if not (names := {office.id: office.name for office in current_offices()}):
        return None
    case, card = opened.case, opened.card
    destination = route_to(case.team_id, card.region, card.form_language(case.language))
    is_routed = destination is not None and destination.office_id == case.office_id
    may_move = may(reader.roles, Act.ASSIGN) and case.stage is not Status.CLOSED
    return {
        "name": names.get(case.office_id or "", ""),
        "reason": _reason(destination) if destination and is_routed else "",
        "would_be": names.get(destination.office_id, "") if destination and not is_routed else "",
        "others": [item for item in names.items() if may_move and item[0] != case.office_id],
        "move_url": url_for("bulk_actions.move_to_office", **query_of(current_queue())),
    }


def _reason(destination: Route) -> str:
    language = spoken_name(destination.language) if destination.language else ""
    if destination.state:
        state = ", ".join(shown(ASYLUM.questions[us_state.id], destination.state))
        if language:
            return gettext(
                "It serves %(state)s, and forms in %(language)s.", state=state, language=language
            )
        return gettext("It serves %(state)s.", state=state)
    if language:
        return gettext("It serves forms in %(language)s, in every state.", language=language)
    return gettext("No other office serves this state or language.")
