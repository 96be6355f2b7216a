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
    reasons.append(load_words(suggestion.new_cases, suggestion.cases_a_week))
    suggested = {
        "id": suggestion.member_id,
        "name": names.of(suggestion.member_id),
        "reasons": reasons,
        "is_self": suggestion.member_id == reader.member_id,
    }
    return {"suggested": suggested}


def load_words(new_cases: int, cases_a_week: int | None) -> str:
    """Return how many new cases a member has this week, and how many they take."""
    if cases_a_week is None:
        return ngettext("%(num)s new case this week", "%(num)s new cases this week", new_cases)
    return gettext("%(count)s of %(most)s new cases this week", count=new_cases, most=cases_a_week)
