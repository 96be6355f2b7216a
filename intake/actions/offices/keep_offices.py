"""Add, change and remove the offices of a team."""

from collections.abc import Collection, Sequence, Set
from datetime import date
from hashlib import sha256

from intake.actions.opening.case_keys import Actor
from intake.actions.opening.search_cards import read_cards
from intake.audit.acts import AuditAct
from intake.cases import batches, loans
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.extensions import add_row, new_id
from intake.frozen import frozen
from intake.offices import store as offices
from intake.offices.models import Office
from intake.offices.store import route
from intake.outbox import letters
from intake.questionnaire.languages import IN_CLEAR, clear_tag
from intake.questionnaire.tidy import name_key
from intake.staff import store as staff
from intake.staff.absence import works
from intake.staff.store import Act, may
from intake.words import Refused

MOST = 50
"""Offices that a team may have."""


class NoSuchOffice(Refused):
    """The team has no office of this id."""

    says = "This office was removed meanwhile. Choose another one."


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
        raise Refused("The team has as many offices as the desk can keep.")
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
            "Another member changed this office meanwhile. Here is what you typed. Save again "
            "to replace the change."
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
        raise Refused("Make another office the default first: it gets the cases of this one.")
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
    moved = loans.move_all(office_id, successor.id if successor else None, team_id=team_id)
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
        raise Refused("Another office has this name.")
    if not plan.member_ids <= {member.id for member in staff.members_of(office.team_id)}:
        raise Refused("One of these members left the team meanwhile. Look at the list again.")
    office.name, office.states = plan.name, list(plan.states)
    office.languages = [tag for tag in plan.languages if tag in IN_CLEAR]
    add_row(office)
    offices.set_members(office.id, plan.member_ids)
    if plan.is_default and not office.is_default:
        offices.set_default(office.team_id, office.id)


AT_ONCE = 200
"""Cases whose cards are read in one request."""


def move_many(by: Actor, references: Collection[str], office_id: str) -> BulkAct:
    """Move cases to an office. Skip those that it has already.

    An owner who does not work there loses the case. A walled case stays sealed to its named
    members, and is left out unless the member who acts is one of them. The office is told in one
    email, which names the most urgent case that is not invented, and goes out when the act can no
    longer be undone. Raise :class:`NoSuchOffice`.
    """
    team_id, member_id = by.team_id, by.member_id
    members_there = offices.members_by_office(team_id).get(office_id)
    if members_there is None:
        raise NoSuchOffice
    cases = batches.for_change(references, team_id=team_id, member_ids={member_id})
    moving = [case for case in cases if case.office_id != office_id]
    before = []
    for case in moving:
        previous = [case.office_id, case.assignee_id]
        owner = case.assignee_id if case.assignee_id in members_there else None
        loans.give_to(case, office_id, owner, on=by.day)
        before.append((case.id, case.version, previous))
        by.log(AuditAct.CASE_MOVED, case)
    if real := [case for case in moving if not case.invented]:
        first = min(real, key=lambda case: (bool(case.walled_keys), case.tier, case.due_on))
        letters.to_team(
            letters.CASE_MOVED,
            team_id=team_id,
            reference=first.reference,
            tier=first.tier,
            due_on=first.due_on,
            queued_on=by.day,
            not_before=by.at + bulk_acts.UNDO_WITHIN,
        )
    left_out = len(set(references)) - len(cases)
    return bulk_acts.add("office", member_id=member_id, now=by.at, before=before, left_out=left_out)


def route_open_cases(by: Actor, *, after: str) -> tuple[int, str]:
    """Route open cases without an office by their state and languages. Owners stay.

    Cases that the member's keys do not open stay as they are. Return the number of those routed,
    and the id after which the next ones follow, which is empty if these were the last.
    """
    areas, routed = offices.areas_of(by.team_id), 0
    cases = loans.without_office(by.team_id, after=after, most=AT_ONCE)
    cards = read_cards(cases, by.reader)
    for case in cases:
        if (card := cards.get(case.id)) is None:
            continue
        language = clear_tag(card.form_language(case.language))
        if destination := route(areas, card.region, language):
            case.office_id, routed = destination.office_id, routed + 1
            by.log(AuditAct.CASE_ROUTED, case)
    return routed, cases[-1].id if len(cases) == AT_ONCE else ""


def offices_elsewhere(team_id: str, member_id: str, *, today: date) -> tuple[str, ...]:
    """Return the ids of the offices in which the member does not work, but another does today.

    An office in which nobody who may open cases works today is not among them, so that all see its
    cases. Return nothing for a member without an office.
    """
    members = offices.members_by_office(team_id)
    if not any(member_id in ids for ids in members.values()):
        return ()
    present = _present(team_id, today=today)
    others = (office for office, ids in members.items() if member_id not in ids and ids & present)
    return tuple(sorted(others))


def colleagues_at(office_id: str | None, team_id: str, *, today: date) -> frozenset[str]:
    """Return the ids of those who work today in an office and may open cases.

    If there is nobody, no office or only one, return those of the whole team.
    """
    present, members = _present(team_id, today=today), offices.members_by_office(team_id)
    if office_id is None or len(members) < 2:
        return present
    return present & members.get(office_id, frozenset()) or present


def _present(team_id: str, *, today: date) -> frozenset[str]:
    return frozenset(
        member.id
        for member in staff.members_of(team_id)
        if may(member.roles, Act.HOLD_TEAM_KEYS) and works(member, on=today)
    )
