"""Route a request to an office by its state and language; the most specific office gets it.

The rule is pure: the same offices, state and language give the same office.
"""

from __future__ import annotations

from collections.abc import Sequence

from intake.frozen import frozen


@frozen
class ServedArea:
    """The states and languages that an office serves.

    Without states it serves its languages in any state; without languages, its states in any
    language. With neither it gets what is moved to it and, as the default, what no other
    office serves.
    """

    office_id: str
    states: frozenset[str]
    languages: frozenset[str]
    is_default: bool


@frozen
class Route:
    """An office, with the state and the language for which it gets the request.

    Both are empty for the default office, which gets what no other serves.
    """

    office_id: str
    state: str = ""
    language: str = ""


def route(areas: Sequence[ServedArea], state: str, language: str) -> Route | None:
    """Return the office for a request; ``None`` if the team has no default office.

    Of the offices that serve the *state*, one that names the *language* comes first, then one that
    names no language, then the others; among equals the one with fewer states. If none serves the
    state, an office for the language in any state gets it, then the default office.
    """
    if in_state := [area for area in areas if state and state in area.states]:
        best = min(in_state, key=lambda area: (_rank(area, language), len(area.states)))
        shared = language if language in best.languages else ""
        return Route(office_id=best.office_id, state=state, language=shared)
    return _route_anywhere(areas, language)


def _route_anywhere(areas: Sequence[ServedArea], language: str) -> Route | None:
    """Return an office for the language in any state, else the default one."""
    if anywhere := [area for area in areas if not area.states and language in area.languages]:
        best = min(anywhere, key=lambda area: len(area.languages))
        return Route(office_id=best.office_id, language=language)
    default = next((area for area in areas if area.is_default), None)
    return Route(office_id=default.office_id) if default else None


def _rank(area: ServedArea, language: str) -> int:
    if language in area.languages:
        return 0
    return 1 if not area.languages else 2
