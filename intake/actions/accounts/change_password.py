"""Change one's own password, and the device secret where a device or a sheet was lost.

Each change renews the member's key pair too: what an older copy of the database opens with the old
password opens nothing that is sealed to the member afterwards.
"""

from __future__ import annotations

from dataclasses import field
from hashlib import sha256

from intake.actions.access.moment import Moment
from intake.actions.access.unlock_keys import (
    begin_session,
    open_grants,
    own_link,
    still_may,
    verify_login_row,
    verify_member_row,
)
from intake.actions.accounts.sign_in import Unlocked, WrongPassword, account_of
from intake.actions.feeds import end_feed
from intake.actions.keys.grant_access import working_holders
from intake.actions.keys.renew_pair import drop_wraps, holds_last_wrap, lock_keys_of, renew_pair
from intake.actions.people.plan_work import let_cases_go
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.extensions import new_id
from intake.frozen import frozen
from intake.keys import store as keys
from intake.keys.models import Team
from intake.outbox import letters
from intake.sealing.seal import Pair, seal_under
from intake.sealing.sheets import new_device_secret
from intake.sealing.signing import row_mac_of, set_row_mac
from intake.sealing.tokens import token_hash
from intake.sealing.unlocking import (
    member_key_place,
    member_wrap,
    new_member_pair,
    new_password_salt,
    password_halves,
)
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import invitations, login_throttle, passkeys, recovery_codes
from intake.staff import store as staff
from intake.staff.models import Invitation, StaffMember
from intake.staff.passwords import stretching_place
from intake.staff.store import Act
from intake.words import Missing, Refused


def change_password(
    unlocked: Unlocked, made: NewKeys, moment: Moment, *, becomes: bytes, new_sheet: bool = False
) -> StaffSession:
    """Store the new password and key pair, end every session, and begin one for *becomes*.

    *new_sheet* says that a device or the sheet was lost: the device secret is another too, the
    sign-in sheet is shown anew, other browsers ask for it, and the calendar address ends.
    Raise ``WrongPassword`` where the password was changed or reset
    meanwhile, ``BadRowMac``, ``RowRevoked``, and ``SealBroken`` where something that was sealed to
    the member does not open; then nothing may be committed.
    """
    lock_keys_of(unlocked.account.member_id)
    member = staff.find_for_change(unlocked.account.member_id)
    if member is None or account_of(member) != unlocked.account or member.disabled_on is not None:
        raise WrongPassword
    ended = verify_member_row(member)
    if new_sheet:
        end_feed(member, moment)
    renew_pair(member, unlocked.private_key, made.pair, moment.installation)
    member.password_salt = made.salt
    member.password_check = made.check
    member.wrapped_private_key = made.wrapped_private_key
    if new_sheet:
        member.sheet_kept_on = None
        passkeys.forget_devices(member.id)
    set_row_mac(member)
    sessions.end_all_of(member.id)
    login_throttle.forget(moment.look_up(member.email))
    moment.log(AuditAct.PASSWORD_CHANGED, member.id, ended=ended)
    keyring = open_grants(member.id, made.pair.private, moment.installation)
    return begin_session(member, keyring, becomes, moment)


@frozen
class NewKeys:
    """A member's id, key pair, and the columns of the row that hold them.

    ``device`` and the private half of ``pair`` are not stored.
    """

    member_id: str
    salt: bytes = field(repr=False)
    check: bytes = field(repr=False)
    pair: Pair
    wrapped_private_key: bytes = field(repr=False)
    device: bytes = field(repr=False)


def new_keys(
    password: str, *, installation: str, member_id: str = "", device: bytes = b""
) -> NewKeys:
    """Stretch a password; make a key pair under it and the device secret, or under a new one.

    Wait for a slot first, for at most ten seconds: :class:`intake.staff.passwords.TooBusy`.
    """
    member_id, salt, pair = member_id or new_id(), new_password_salt(), new_member_pair()
    device = device or new_device_secret()
    with stretching_place():
        halves = password_halves(password, salt)
    place = member_key_place(member_id, installation)
    wrap = member_wrap(halves.wrap, device)
    return NewKeys(
        member_id=member_id,
        salt=salt,
        check=sha256(halves.check).digest(),
        pair=pair,
        wrapped_private_key=seal_under(wrap, pair.private, place),
        device=device,
    )


class NoColleague(Missing):
    """There is no such colleague: of another team, gone, or the one who asked."""


class LastKeys(Refused):
    """Nobody else can open the team's cases, or a walled one: only the printed sheets could."""

    says = (
        "No one else could open the team's cases, or a walled one. First give a colleague access, "
        "or let one in on the case under Wall. If this member can no longer sign in, only the "
        "recovery sheets help."
    )


def reset_password(member_id: str, token: bytes, moment: Moment, *, by: StaffMember) -> Invitation:
    """Delete the member's password and keys; whoever has *token* may choose new ones in a day.

    The member is told by email, so that an unwanted reset is noticed while the link waits. Another
    administrator may confirm it earlier (``confirm_reset``). No case is lost: cases are sealed to
    the team, and a colleague gives access to the new keys. Until then the member opens none, so
    that theirs become unassigned. Raise :class:`NoColleague`,
    :class:`LastKeys`, ``BadRowMac``, ``RowRevoked``, and ``NoLongerMay`` where *by* was disabled or
    got other roles meanwhile.
    """
    _, member = lock_colleague(member_id, by)
    is_only = working_holders(member.team_id) == {member.id}
    if is_only or holds_last_wrap(member.team_id, member.id):
        raise LastKeys
    ended = verify_member_row(member)
    sessions.end_all_of(member.id)
    keys.drop_grants_of(member.id)
    keys.drop_signing_grants_of(member.id)
    drop_wraps(member.team_id, member.id)
    invitations.discard_of(member.id)
    staff.forget_password(member)
    set_row_mac(member)
    recovery_codes.discard_of(member.id)
    passkeys.discard_of(member.id)
    end_feed(member, moment)
    let_cases_go(member, moment, by_id=by.id)
    moment.log(AuditAct.PASSWORD_RESET, by.id)
    moment.log(AuditAct.LOST_ACCESS, member.id, ended=ended)
    letters.to_member(letters.PASSWORD_RESET, member.id, member.team_id, queued_on=moment.day)
    invitations.discard_ended(moment.at)
    starts_at = moment.at + invitations.RESET_WAITS
    invitation = Invitation(
        token_hash=token_hash(token),
        email=member.email,
        roles=list(member.roles),
        team_id=member.team_id,
        starts_at=starts_at,
        expires_at=starts_at + invitations.LASTS,
        member_id=member.id,
        asked_by=by.id,
    )
    set_row_mac(invitation, *own_link(invitation))
    return invitations.add(invitation)


def lock_colleague(member_id: str, by: StaffMember) -> tuple[Team, StaffMember]:
    """Lock the team's keys, then return it and the colleague whom *by* manages.

    Raise :class:`NoColleague`, and ``NoLongerMay``.
    """
    team = keys.lock_team(by.team_id)
    still_may(by.id, Act.MANAGE_TEAM)
    member = staff.find_for_change(member_id)
    if member is None or member.team_id != by.team_id or member.id == by.id:
        raise NoColleague
    if member.disabled_on is not None:
        raise NoColleague
    return team, member


BECAME_ADMINISTRATOR = (AuditAct.JOINED, AuditAct.GOT_OTHER_ROLES, AuditAct.PASSWORD_CHOSEN)
"""Acts by which one administrator could make another account confirm for them."""


class NothingToConfirm(Refused):
    """No reset link of this colleague waits: it was used, was ended, or ran out."""

    says = "There is no link to confirm or end: it was used, ended or expired."


def confirm_reset(member_id: str, link_id: str, moment: Moment, *, by: StaffMember) -> None:
    """End the wait of the colleague's reset link; confirming twice changes nothing.

    *link_id* names the link that *by* was shown, so that no other one that was made meanwhile is
    confirmed. Raise :class:`NothingToConfirm`, ``Refused``,
    ``NoLongerMay``, ``BadRowMac`` and ``RowRevoked``.
    """
    link = _find_link(member_id, moment, by=by)
    if link_id != invitations.link_id(link):
        raise NothingToConfirm
    ended = verify_login_row(link, *own_link(link))
    if by.id in (link.asked_by, link.member_id):
        raise Refused("You asked for this reset, so another administrator must confirm it.")
    since = moment.at - invitations.RESET_WAITS
    both = (by.id, link.asked_by or "")
    if any(log.did_since(who, BECAME_ADMINISTRATOR, since=since) for who in both):
        raise Refused(
            "Two administrators who have both been here for a day must agree. One of you "
            "joined, or got a new role or password, since yesterday."
        )
    if link.starts_at is None:
        return
    link.starts_at = None
    set_row_mac(link, *own_link(link))
    moment.log(AuditAct.RESET_CONFIRMED, by.id, ended=ended)


def end_reset(member_id: str, moment: Moment, *, by: StaffMember) -> None:
    """End the colleague's reset link; they have no password until another reset.

    Raise :class:`NothingToConfirm` and ``NoLongerMay``.
    """
    link = _find_link(member_id, moment, by=by)
    moment.log(AuditAct.LINK_ENDED, by.id, ended=row_mac_of(link))
    invitations.discard_of(member_id)


def _find_link(member_id: str, moment: Moment, *, by: StaffMember) -> Invitation:
    """Return the colleague's reset link, locked behind the team's lock."""
    keys.lock_team(by.team_id)
    still_may(by.id, Act.MANAGE_TEAM)
    link = invitations.reset_of(member_id, now=moment.at, to_change=True)
    if link is None or link.team_id != by.team_id:
        raise NothingToConfirm
    return link


def end_links(team_id: str, moment: Moment) -> None:
    """End all unused links of the team, to join it or for a new password.

    Whoever managed the team saw each of them once, and one is as good as an account.
    """
    for ended in invitations.withdraw_all(team_id):
        moment.log(AuditAct.LINK_ENDED, ended=row_mac_of(ended))
