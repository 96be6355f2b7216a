"""The suggested owner of a case in words, with the facts on which the suggestion rests."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Reader
from intake.actions.people.case_owner import suggested_owner
from intake.staff.roles import Act, may
from intake.web.answers import spoken_name
from intake.web.app_context import today
from intake.web.desk.common.reader import MemberNames


def owner_context(opened: OpenedCase, reader: Reader) -> dict[str, Any]:
    """Return the suggestion as ``suggested``: ``None`` if the case has an owner at work."""
    if not may(reader.roles, Act.ASSIGN):
        return {"suggested": None}
    suggestion = suggested_owner(opened.case, opened.card, today=today())
    if suggestion is None:
        return {"suggested": None}
    names = MemberNames(opened.case.team_id, with_roles=True)
    reasons = []
    if suggestion.language:
        reasons.append(gettext("Speaks %(language)s", language=spoken_name(suggestion.language)))
    if suggestion.state:
        reasons.append(gettext("Works in %(state)s", state=suggestion.state))
    if suggestion.cases_a_week is None:
        count = suggestion.new_cases
        reasons.append(ngettext("%(num)s new case this week", "%(num)s new cases this week", count))
    else:
        reasons.append(
            gettext(
                "%(count)s of %(most)s new cases this week",
                count=suggestion.new_cases,
                most=suggestion.cases_a_week,
            )
        )
    suggested = {
        "id": suggestion.member_id,
        "name": names.of(suggestion.member_id),
        "reasons": reasons,
        "is_self": suggestion.member_id == reader.member_id,
    }
    return {"suggested": suggested}
