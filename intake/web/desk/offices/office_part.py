"""The office of a case in words, why it is this one, and the form that moves the case."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext

from intake.actions.case.open_case import OpenedCase
from intake.actions.offices.route_request import route_request
from intake.actions.opening.case_keys import Reader
from intake.cases.pipeline import Status
from intake.offices.routing import Route
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.where import us_state
from intake.staff.roles import Act, may
from intake.web.answers import shown, spoken_name
from intake.web.desk.common.view import current_offices, current_queue, query_of


def office_context(opened: OpenedCase, reader: Reader) -> dict[str, Any]:
    """Return the variables of ``desk/offices/office_part.html``; nothing for one without offices.

    The reason is that of today's offices: that of the day of sending may have been another.
    """
    names = {office.id: office.name for office in current_offices()}
    if not names:
        return {"office": None}
    return {"office": _office_of(opened, reader, names)}


def _office_of(opened: OpenedCase, reader: Reader, names: dict[str, str]) -> dict[str, Any]:
    case = opened.case
    destination = route_request(opened.card, opened.card.form_language(case.language), case.team_id)
    is_routed = destination is not None and destination.office_id == case.office_id
    others = [(id_, name) for id_, name in names.items() if id_ != case.office_id]
    may_move = may(reader.roles, Act.ASSIGN) and case.stage is not Status.CLOSED
    return {
        "name": names.get(case.office_id or "", ""),
        "reason": _reason(destination) if destination and is_routed else "",
        "would_be": names.get(destination.office_id, "") if destination and not is_routed else "",
        "others": others if may_move else [],
        "move_url": url_for("bulk_actions.move_to_office", **query_of(current_queue())),
    }


def _reason(destination: Route) -> str:
    state = (
        ", ".join(shown(ASYLUM.questions[us_state.id], destination.state))
        if destination.state
        else ""
    )
    language = spoken_name(destination.language) if destination.language else ""
    if state and language:
        return gettext(
            "It serves %(state)s, and forms in %(language)s.", state=state, language=language
        )
    if state:
        return gettext("It serves %(state)s.", state=state)
    if language:
        return gettext("It serves forms in %(language)s, in every state.", language=language)
    return gettext("No other office serves this state or language.")
