"""End, on a named day, the private keys of members that a password alone opens.

Members move to a device secret at their next sign-in. Those who have not moved by the day lose the
wrap of their key; they choose a new password with a link, and a colleague gives them access again.
A member without whom nobody could open cases, or manage the team, keeps theirs.
"""

from datetime import date, datetime, timedelta

from intake.actions.access.unlock_keys import is_tampered
from intake.actions.keys.grant_access import is_apart
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.keys.models import Team
from intake.sealing.signing import row_mac_of, set_row_mac
from intake.sealing.unlocking import needs_device
from intake.sessions import store as sessions
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.store import Act, may

LASTS = timedelta(days=30)
"""Time that old wraps stay after the first run of a release that ends them."""


def members_to_move(team_id: str) -> list[StaffMember]:
    """Return the working members whose private key their password alone opens."""
    return [
        member
        for member in staff.members_of(team_id)
        if member.wrapped_private_key and not needs_device(member.password_salt)
    ]


def end_old_wraps(*, today: date, now: datetime) -> int:
    """Name the day, end what is left on it, and make new keys due once all have moved.

    Return the number of wraps ended. The caller commits.
    """
    return sum(_end_in(team, today=today, now=now) for team in keys.teams())


def set_day(day: date) -> None:
    """Set the day on which old wraps end in every team where a member has not moved."""
    for team in keys.teams():
        if members_to_move(team.id):
            team.old_wraps_end_on = day


def _end_in(team: Team, *, today: date, now: datetime) -> int:
    to_move = members_to_move(team.id)
    if to_move and team.old_wraps_end_on is None:
        team.old_wraps_end_on = today + LASTS
    ended = 0
    if team.old_wraps_end_on is not None and team.old_wraps_end_on <= today:
        for member in to_move:
            if not is_tampered(member) and _others_suffice(team.id):
                # The log revokes the row as it was, so that restoring it is refused.
                revoked = row_mac_of(member)
                member.wrapped_private_key = b""
                set_row_mac(member)
                sessions.end_all_of(member.id)
                act = AuditAct.OLD_WRAP_ENDED
                log.record(act, on=today, member_id=member.id, at=now, ended=revoked)
                ended += 1
    # The keys of now were granted to keys that a password alone opens, or sign:
    is_old = team.old_wraps_end_on is not None or not is_apart(team.id)
    if ended == len(to_move) and is_old and keys.members_with_keys(team.id):
        team.keys_due_since = team.keys_due_since or today
        team.old_wraps_end_on = None
    return ended


def _others_suffice(team_id: str) -> bool:
    """Return true if members who have moved can open cases, and manage the team."""
    holders = keys.members_with_keys(team_id)
    moved = [member for member in staff.members_of(team_id) if needs_device(member.password_salt)]
    readers = [member for member in moved if may(member.roles, Act.HOLD_TEAM_KEYS)]
    return any(member.id in holders for member in readers) and any(
        may(member.roles, Act.MANAGE_TEAM) for member in moved
    )
