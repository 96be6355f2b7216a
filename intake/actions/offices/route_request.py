"""Find the office for a request, by the state on its card and the language of its form."""

from __future__ import annotations

from intake.cases.card import Card
from intake.offices import store as offices
from intake.offices.routing import Route, route
from intake.questionnaire.languages import clear_tag


def route_request(card: Card, form_language: str, team_id: str) -> Route | None:
    """Return the office for the request on this card; ``None`` if the team has no offices.

    Of languages only that of the form counts, as clear columns have it: the office of a case then
    tells nothing of a language that its row does not tell.
    """
    areas = offices.areas_of(team_id)
    return route(areas, card.region, clear_tag(form_language)) if areas else None
