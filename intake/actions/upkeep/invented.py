"""Add the invented colleagues of a demonstration, and erase them and every invented case."""

from __future__ import annotations

from datetime import date

from intake.actions.case.erase_case import erase_batch
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.invented import some_invented
from intake.desk_state import bulk_acts
from intake.reports import tallies
from intake.sealing.row_mac import set_row_mac
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Role

AT_ONCE = 50
"""Cases in one transaction, so that a running server never waits long."""

ADDRESSES = {role: f"invented-{role}@example.org" for role in Role}
"""An address of ``example.org`` reaches nobody (RFC 2606)."""


def invented_colleague(role: Role, name: str, *, team_id: str, today: date) -> StaffMember:
    """Return the team's invented colleague of this role, added if there is none.

    It has neither password nor keys and is disabled from its first day: nobody can sign in as it,
    no letter goes to it, and no real case can be assigned to it.
    """
    for member in _colleagues():
        if member.email == ADDRESSES[role] and member.team_id == team_id:
            return member
    member = StaffMember(
        email=ADDRESSES[role],
        name=name,
        team_id=team_id,
        roles=[role.value],
        password_salt=b"",
        password_check=b"",
        public_key=b"",
        wrapped_private_key=b"",
        totp_secret="",
        totp_last_step=0,
        wants_letters=False,
        joined_on=today,
        disabled_on=today,
    )
    set_row_mac(member)
    return staff.add(member)


def erase_invented(*, today: date) -> int:
    """Erase some invented cases and everything that belongs to them; return how many.

    A legal hold does not stop this, because no real person or proceeding needs it. The invented
    colleagues go with the last cases.
    """
    invented = some_invented(at_most=AT_ONCE)
    for case in invented:
        log.record(AuditAct.INVENTED_CASE_ERASED, on=today, case_id=case.id)
    erase_batch(invented, today=today)
    if not invented:
        tallies.drop_invented()
        for member in _colleagues():
            bulk_acts.drop_all_of(member.id)
            staff.erase(member)
    return len(invented)


def note_demo(act: AuditAct, count: int, *, today: date) -> None:
    """Log how many invented cases were added or removed."""
    log.record(act, on=today, count=count)


def _colleagues() -> list[StaffMember]:
    """Return the members with an invented address who never had a key.

    A real member always has a key pair, or had one until a reset.
    """
    return [
        member
        for member in staff.everybody()
        if member.email in ADDRESSES.values()
        and member.disabled_on is not None
        and not member.password_check
    ]
