"""The signed-in member as actions take them, and the names of members on the desk."""

from collections.abc import Callable, Mapping, Sequence

from flask import g
from flask_babel import gettext

from intake import clock
from intake.actions.opening.card_packs import save_new_packs, save_rewraps, seal_new_packs
from intake.actions.opening.case_keys import Actor, Reader
from intake.actions.opening.sealed_rows import correct_row
from intake.actions.opening.search_cards import read_cards
from intake.actions.queue import show_many
from intake.actions.queue.change_many import able_owners
from intake.audit.acts import AuditAct
from intake.cases.card import Card
from intake.cases.models import Case
from intake.extensions import db, saving, writing
from intake.sessions import store as sessions
from intake.staff import store as staff
from intake.staff.absence import is_away
from intake.staff.models import StaffMember
from intake.staff.store import Role, shown_name
from intake.web.access import (
    current_member,
    installation,
    keyring,
    signed_in,
    tolerating_write_faults,
)
from intake.web.app_context import once_a_request, today


def current_reader() -> Reader:
    """Return the signed-in member with the team keys, which are opened for this request alone."""
    member = current_member()
    return Reader(
        member_id=member.id,
        team_id=member.team_id,
        roles=tuple(member.roles),
        keyring=keyring(),
        installation=installation(),
        today=today(),
    )


def actor_of(reader: Reader, version: int = 0) -> Actor:
    """Return the reader as a member who acts now, on the *version* of a case that a page showed."""
    return Actor(reader=reader, day=today(), at=clock.now(), version=version)


def save_packs(reader: Reader) -> None:
    """Save the packs of cards, and the wraps, that were made while this reader searched.

    These are transactions of their own: saving packs locks many cases, and two that then want one
    of them exclusively would wait for each other.
    """
    sealed = seal_new_packs(reader)
    with tolerating_write_faults("card packs not saved"):
        if reader.pack_work.rewraps:
            with saving():
                save_rewraps(reader)
        if sealed:
            with saving():
                save_new_packs(sealed, reader)


def cards_of(cases: Sequence[Case], reader: Reader) -> Mapping[str, Card]:
    """Return the cards of these cases, as ``read_cards`` does, and correct what clear rows hide.

    A case that was corrected is read again, so that the page shows the truth.
    """
    cards = read_cards(cases, reader)
    correct_rows(reader)
    return cards


def correct_rows(reader: Reader) -> None:
    """Write the truth into clear rows that said less than the cards that this reader opened."""
    false, reader.pack_work.false_rows = reader.pack_work.false_rows, []
    by = actor_of(reader)
    for case_id in false:
        with tolerating_write_faults("a false row was not corrected"), writing():
            if correct_row(by, case_id):
                db.session.commit()


def name_of(member_id: str | None) -> str:
    """Return the name of a member, also of one who left; empty for ``None`` and an unknown id."""
    return _named(member_id, shown_name)


def name_and_roles_of(member_id: str | None) -> str:
    """Return the same, followed by the roles in brackets."""
    return _named(member_id, name_with_roles)


def _named(member_id: str | None, show: Callable[[StaffMember], str]) -> str:
    """Return the name as *show* has it. Each member is looked up once a request."""
    names: dict[tuple[str | None, object], str] = g.setdefault("member_names", {})
    if member_id and (member_id, show) not in names:
        colleagues = {member.id: member for member in team_members()}
        member = colleagues.get(member_id) or staff.find(member_id)
        names[member_id, show] = show(member) if member else ""
    return names.get((member_id, show), "")


def assignable_members(case: Case | None = None) -> list[tuple[str, str]]:
    """Return id and name of each member to whom a case may be assigned, and who of them is away."""
    owners = able_owners(current_member().team_id, case)
    return [(id_, name_and_absence(member)) for id_, member in owners.items()]


def name_and_absence(member: StaffMember) -> str:
    """Return the name of a member, and whether they are away."""
    name = shown_name(member)
    return gettext("%(name)s (away)", name=name) if is_away(member, on=today()) else name


@once_a_request
def team_members() -> list[StaffMember]:
    """Return the members of the team who are not disabled."""
    return staff.members_of(current_member().team_id)


def roles_of(member: StaffMember) -> tuple[str, ...]:
    """Return the roles of a member in words."""
    return tuple(gettext(role.says) for role in Role if role in member.roles)


def name_with_roles(member: StaffMember) -> str:
    """Return the name of a member, followed by the roles in brackets."""
    return f"{shown_name(member)} ({', '.join(roles_of(member))})"


def record_shown(count: int) -> None:
    """Log once an hour that a page showed many cards; go on where nothing can be saved."""
    session, now = signed_in().session, clock.now()
    if count <= show_many.FEW or not sessions.is_list_due(session, now):
        return
    with tolerating_write_faults("a long page was not logged"), writing():
        if (locked := sessions.find(session.token_hash, now)) is not None:
            locked.listed_at = now
            act = AuditAct.LIST_SHOWN
            show_many.record_shown(act, locked, count, today=today(), now=now)
            db.session.commit()
