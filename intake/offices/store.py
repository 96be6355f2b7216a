"""Add, find and change offices and their members."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set

from sqlalchemy import bindparam, delete, select, update

from intake.extensions import db, locking, plain_rows
from intake.offices.models import Office, OfficeMember
from intake.offices.routing import Route, ServedArea, route
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
    query = select(Office).where(Office.team_id == team_id).order_by(Office.id)
    return db.session.scalars(locking(query)).all()


def members_by_office(team_id: str) -> Mapping[str, Set[str]]:
    """Return the ids of the members of each office of a team, none for an empty one."""
    query = select(Office.id, OfficeMember.member_id).outerjoin(OfficeMember)
    members = dict[str, set[str]]()
    for office_id, member_id in db.session.execute(query.where(Office.team_id == team_id)):
        members.setdefault(office_id, set()).update(filter(None, [member_id]))
    return members


def set_members(office_id: str, member_ids: Collection[str]) -> None:
    """Store who works in the office: these members and no others."""
    db.session.execute(delete(OfficeMember).where(OfficeMember.office_id == office_id))
    db.session.add_all(
        OfficeMember(office_id=office_id, member_id=member_id) for member_id in sorted(member_ids)
    )
    db.session.flush()


def set_default(team_id: str, office_id: str) -> None:
    """Make this the one default office of the team."""
    others = update(Office).where(Office.team_id == team_id, Office.id != office_id)
    db.session.execute(others.values(is_default=False))
    db.session.execute(update(Office).where(Office.id == office_id).values(is_default=True))


def remove(office_id: str) -> None:
    """Delete an office to which no case belongs any more."""
    db.session.execute(delete(OfficeMember).where(OfficeMember.office_id == office_id))
    db.session.execute(delete(Office).where(Office.id == office_id))
