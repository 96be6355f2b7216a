"""Add, find and change offices and their members."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set

from sqlalchemy import bindparam, select

from intake.extensions import all_rows, change_rows, db, delete_rows, plain_rows
from intake.frozen import frozen
from intake.offices.models import Office, OfficeMember
from intake.questionnaire.languages import clear_tag

ANY = select(Office.id).where(Office.team_id == bindparam("team_id")).limit(1)
"""Read first at each sending, because most teams have no offices."""

AREAS = (
    select(Office.id, Office.states, Office.languages, Office.is_default)
    .where(Office.team_id == bindparam("team_id"))
    .order_by(Office.id)
)
"""Built once, for each sending. It leaves out the names, which the applicants' door may not read.
"""

OF_TEAM = (
    select(Office)
    .where(Office.team_id == bindparam("team_id"))
    .order_by(Office.is_default.desc(), Office.name, Office.id)
)
"""Built once, because each page of the queue executes it."""


def areas_of(team_id: str) -> list[ServedArea]:
    """Return what each office of a team serves."""
    if not plain_rows(ANY, team_id=team_id):
        return []
    return [
        ServedArea(
            office_id=office_id,
            states=frozenset(states),
            languages=frozenset(languages),
            is_default=is_default,
        )
        for office_id, states, languages, is_default in db.session.execute(
            AREAS, {"team_id": team_id}
        )
    ]


def route_to(team_id: str, state: str, form_language: str) -> Route | None:
    """Return the office for a request; ``None`` if the team has no offices.

    Of languages only that of the form counts, as clear columns have it: the office of a case then
    tells nothing of a language that its row does not tell.
    """
    return route(areas_of(team_id), state, clear_tag(form_language))


def of_team(team_id: str) -> Sequence[Office]:
    """Return the offices of a team: the default one, then the others by name."""
    return db.session.scalars(OF_TEAM, {"team_id": team_id}).all()


def all_for_change(team_id: str) -> Sequence[Office]:
    """Return the offices of a team, locked and read again."""
    return all_rows(Office, Office.team_id == team_id, by=(Office.id,), lock=True)


def members_by_office(team_id: str) -> Mapping[str, Set[str]]:
    """Return the ids of the members of each office of a team, none for an empty one."""
    query = select(Office.id, OfficeMember.member_id).outerjoin(OfficeMember)
    members = dict[str, set[str]]()
    for office_id, member_id in db.session.execute(query.where(Office.team_id == team_id)):
        members.setdefault(office_id, set()).update(filter(None, [member_id]))
    return members


def set_members(office_id: str, member_ids: Collection[str]) -> None:
    """Store who works in the office: these members and no others."""
    delete_rows(OfficeMember, OfficeMember.office_id == office_id)
    db.session.add_all(
        OfficeMember(office_id=office_id, member_id=member_id) for member_id in sorted(member_ids)
    )
    db.session.flush()


def set_default(team_id: str, office_id: str) -> None:
    """Make this the one default office of the team."""
    change_rows(Office, Office.team_id == team_id, Office.id != office_id, is_default=False)
    change_rows(Office, Office.id == office_id, is_default=True)


def remove(office_id: str) -> None:
    """Delete an office to which no case belongs any more."""
    delete_rows(OfficeMember, OfficeMember.office_id == office_id)
    delete_rows(Office, Office.id == office_id)


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
    if anywhere := [area for area in areas if not area.states and language in area.languages]:
        best = min(anywhere, key=lambda area: len(area.languages))
        return Route(office_id=best.office_id, language=language)
    default = next((area for area in areas if area.is_default), None)
    return Route(office_id=default.office_id) if default else None


def _rank(area: ServedArea, language: str) -> int:
    if language in area.languages:
        return 0
    return 1 if not area.languages else 2
