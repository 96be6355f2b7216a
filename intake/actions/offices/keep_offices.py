"""Add, change and remove the offices of a team."""

from __future__ import annotations

from collections.abc import Sequence, Set
from hashlib import sha256

from intake.actions.opening.actor import Actor
from intake.audit.acts import AuditAct
from intake.cases import office_cases
from intake.extensions import db, new_id
from intake.frozen import frozen
from intake.offices import store as offices
from intake.offices.models import Office
from intake.questionnaire.languages import IN_CLEAR
from intake.questionnaire.tidy import name_key
from intake.staff import store as staff
from intake.words import N_, Refused

MOST = 50
"""Offices that a team may have."""


class NoSuchOffice(Refused):
    """The team has no office of this id."""

    says = N_("This office was removed meanwhile. Choose another one.")


@frozen
class OfficePlan:
    """The content of an office. ``languages`` that clear columns may not name are left out."""

    name: str
    states: tuple[str, ...]
    languages: tuple[str, ...]
    member_ids: frozenset[str]
    is_default: bool


def office_version(office: Office, member_ids: Set[str]) -> str:
    """Return a name of the stored office for forms: part of a hash of its values."""
    lists = (list(office.states), list(office.languages), sorted(member_ids))
    return sha256(repr((office.name, *lists, office.is_default)).encode()).hexdigest()[:16]


def add_office(by: Actor, plan: OfficePlan) -> str:
    """Add an office and log who did; return its id. The first one is the default.

    Raise ``Refused``.
    """
    others = offices.all_for_change(by.team_id)
    if len(others) >= MOST:
        raise Refused(N_("The team has as many offices as the desk can keep."))
    office = Office(id=new_id(), team_id=by.team_id, is_default=not others)
    _save(office, plan, others)
    by.log(AuditAct.OFFICE_ADDED)
    return office.id


def change_office(by: Actor, office_id: str, plan: OfficePlan, *, version: str) -> None:
    """Change an office and log who did. *version* is :func:`office_version` as the form had it.

    The default office stays it until another is made it. Raise :class:`NoSuchOffice` or
    ``Refused``.
    """
    office, others = _office_among(offices.all_for_change(by.team_id), office_id)
    if version != office_version(office, offices.members_by_office(by.team_id)[office_id]):
        raise Refused(
            N_(
                "Another member changed this office meanwhile. Here is what you typed. Save again "
                "to replace the change."
            )
        )
    _save(office, plan, others)
    by.log(AuditAct.OFFICE_CHANGED)


def remove_office(by: Actor, office_id: str) -> int:
    """Remove an office and log who did; its cases go to the default one. Return their number.

    The default office is removed last: it gets the cases of the others. Then no case has one.
    Raise :class:`NoSuchOffice` or ``Refused``.
    """
    office, others = _office_among(offices.all_for_change(by.team_id), office_id)
    if office.is_default and others:
        raise Refused(N_("Make another office the default first: it gets the cases of this one."))
    moved = remove_rows(office_id, by.team_id)
    by.log(AuditAct.OFFICE_REMOVED)
    return moved


def remove_rows(office_id: str, team_id: str) -> int:
    """Delete an office, and give its cases to the default one; return their number.

    If it is itself the default, another becomes it; if it is the last, its cases get no office.
    """
    others = [office for office in offices.all_for_change(team_id) if office.id != office_id]
    successor = min(others, key=lambda office: (not office.is_default, office.id), default=None)
    if successor is not None and not successor.is_default:
        offices.set_default(team_id, successor.id)
    moved = office_cases.move_all(office_id, successor.id if successor else None, team_id=team_id)
    offices.remove(office_id)
    return moved


def _office_among(rows: Sequence[Office], office_id: str) -> tuple[Office, list[Office]]:
    """Return the office and the others."""
    office = next((row for row in rows if row.id == office_id), None)
    if office is None:
        raise NoSuchOffice
    return office, [row for row in rows if row is not office]


def _save(office: Office, plan: OfficePlan, others: Sequence[Office]) -> None:
    if name_key(plan.name) in {name_key(other.name) for other in others}:
        raise Refused(N_("Another office has this name."))
    if not plan.member_ids <= {member.id for member in staff.members_of(office.team_id)}:
        raise Refused(N_("One of these members left the team meanwhile. Look at the list again."))
    office.name, office.states = plan.name, list(plan.states)
    office.languages = [tag for tag in plan.languages if tag in IN_CLEAR]
    db.session.add(office)
    db.session.flush()
    offices.set_members(office.id, plan.member_ids)
    if plan.is_default and not office.is_default:
        offices.set_default(office.team_id, office.id)
