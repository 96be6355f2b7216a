"""Invite a colleague; join with a password and a device secret, then a first second factor.

The invitation is used up only when the second factor is right. The browser that set a password
holds the link for a quarter of an hour; after that the link can be begun again elsewhere.
"""

from collections.abc import Sequence
from dataclasses import field, replace
from datetime import datetime

from intake.actions.access.moment import Moment
from intake.actions.access.unlock_keys import (
    RowRevoked,
    begin_session,
    halfway_place,
    lock_anew,
    own_link,
    still_may,
    verify_login_row,
    verify_member_row,
)
from intake.actions.accounts.change_password import NewKeys
from intake.actions.accounts.second_factors import Factor, add_passkey
from intake.actions.keys.grant_access import certify_members, give_keys, give_signing_key
from intake.actions.opening.case_keys import reader_of
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.frozen import frozen
from intake.keys import store as keys
from intake.sealing.opening import open_under
from intake.sealing.seal import Recipient, UnusableKey, seal_to, seal_under
from intake.sealing.signing import BadRowMac, row_mac_of, set_row_mac, verify_row_mac
from intake.sealing.teams import (
    epochs_up_to,
    fingerprint,
    first_invitation_place,
    first_sheets_place,
)
from intake.sealing.tokens import token_hash
from intake.sealing.unlocking import Keyring, pending_sheets_place
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import invitations, second_factor
from intake.staff import store as staff
from intake.staff.invitations import read_address
from intake.staff.models import Enrolment, Invitation, StaffMember
from intake.staff.passkeys import PasskeyAnswer
from intake.staff.store import Act, Role

FIRST_ROLES = (Role.ADMINISTRATOR, Role.SUPERVISOR)


class InvitationEnded(Exception):
    """The link was used, is held by another browser, has expired, or never existed.

    The reader is not told which.
    """


@frozen
class Invited:
    """An invitation that can be accepted.

    ``email`` is empty in the first invitation, whose member types it. ``member_id`` is the member
    who chooses a new password; it is empty for a new member. ``ends`` are the bytes whose
    fingerprint the log records when the invitation is used.
    """

    token_hash: bytes
    email: str
    roles: Sequence[str]
    team_id: str
    member_id: str = ""
    ends: bytes = field(default=b"", repr=False)


def invitation_of(token: bytes, moment: Moment, *, browser: bytes) -> Invited:
    """Return the invitation of this link; raise :class:`InvitationEnded` if it has ended here.

    Raise ``BadRowMac`` and ``RowRevoked`` where the desk did not make it, or where it was used, and
    ``invitations.InvitationWaits`` where it works later.

    Raise :class:`intake.keys.store.UntrustedTeamKey` where the team's keys are not the pinned ones:
    a new member must not join a team that another person controls.
    """
    invited = _invited(token_hash(token), moment.at)
    keys.recipient_of(invited.team_id, moment.installation)
    holder = invitations.held(invited.token_hash, now=moment.at)
    if holder is not None and holder.held_by != token_hash(browser):
        raise InvitationEnded
    return invited


def enrolment_of(token: bytes, *, browser: bytes, now: datetime) -> Enrolment | None:
    """Return the enrolment that this browser has begun with this link."""
    holder = invitations.held(token_hash(token), now=now)
    return holder if holder is not None and holder.held_by == token_hash(browser) else None


def begin_enrolment(
    invited: Invited, made: NewKeys, moment: Moment, *, email: str, browser: bytes, name: str = ""
) -> Enrolment:
    """Begin an enrolment for ``browser``; delete an earlier one of the same browser.

    Raise :class:`InvitationEnded` if another browser began first, and
    :class:`intake.staff.store.AddressTaken`.
    """
    _invited(invited.token_hash, moment.at)
    address = invited.email or email
    if not invited.member_id and staff.find_by_email(address, secrets=moment.secrets):
        raise staff.AddressTaken
    invitations.discard_ended(moment.at)
    invitations.release(invited.token_hash, held_by=token_hash(browser))
    enrolment = Enrolment(
        id=made.member_id,
        invitation_hash=invited.token_hash,
        held_by=token_hash(browser),
        email=address,
        name=name or None,
        password_salt=made.salt,
        password_check=made.check,
        public_key=made.pair.public,
        wrapped_private_key=made.wrapped_private_key,
        key_for_browser=seal_under(
            browser, made.pair.private, halfway_place(made.member_id, moment.installation)
        ),
        totp_secret=second_factor.new_secret(),
    )
    try:
        invitations.hold(enrolment, moment.at)
    except invitations.AlreadyHeld:
        raise InvitationEnded from None
    set_row_mac(enrolment)
    return enrolment


def begin_anew(token: bytes, *, browser: bytes) -> None:
    """Discard what this browser began, so that the link can be opened from the start."""
    invitations.release(token_hash(token), held_by=token_hash(browser))


def enrol_staff(
    factor: Factor, token: bytes, moment: Moment, *, browser: bytes, becomes: bytes
) -> StaffSession:
    """Verify the code or the new passkey, use up the invitation, and sign the member in.

    *factor* is the code or passkey, *becomes* the token of the new session.

    The first member gets the team's keys out of the invitation; a later one has none until a
    colleague grants them. Raise :class:`InvitationEnded`,
    :class:`intake.staff.second_factor.WrongCode` and :class:`intake.staff.store.AddressTaken`;
    then nothing may be committed. Raise ``BadRowMac`` and ``RowRevoked`` too.
    """
    invited = invitation_of(token, moment, browser=browser)
    enrolment = invitations.held(invited.token_hash, now=moment.at, to_change=True)
    if enrolment is None or enrolment.held_by != token_hash(browser):
        raise InvitationEnded
    verify_row_mac(enrolment)
    if isinstance(factor, PasskeyAnswer):
        step, enrolment.totp_secret = 0, second_factor.new_secret()  # not the one that was shown
    else:
        step = second_factor.step_of(factor, enrolment.totp_secret, after=0, now=moment.at)
    member = _join(enrolment, invited, moment, step=step)
    set_row_mac(member)
    if isinstance(factor, PasskeyAnswer):
        add_passkey(member, factor, moment)
    place = halfway_place(enrolment.id, moment.installation)
    own_private = open_under(browser, enrolment.key_for_browser or b"", place)
    keyring = replace(_use_up(token, member, moment), own_private=own_private)
    certify_members(reader_of(member, keyring, moment.installation))
    invitations.release(invited.token_hash, held_by=token_hash(browser))
    act = AuditAct.PASSWORD_CHOSEN if invited.member_id else AuditAct.JOINED
    moment.log(act, member.id, ended=invited.ends)
    return begin_session(member, keyring, becomes, moment)


def _invited(hashed: bytes, now: datetime) -> Invited:
    if first := keys.first_invitation(hashed, now):
        if log.has_ended(first.wrapped_team_keys):
            raise RowRevoked
        return Invited(
            token_hash=hashed,
            email="",
            roles=FIRST_ROLES,
            team_id=first.team_id,
            ends=first.wrapped_team_keys,
        )
    if later := invitations.find(hashed, now):
        ends = verify_login_row(later, *own_link(later))
        if later.starts_at is not None and now < later.starts_at:
            raise invitations.InvitationWaits(later.starts_at)
        return Invited(
            token_hash=hashed,
            email=later.email,
            roles=later.roles,
            team_id=later.team_id,
            member_id=later.member_id or "",
            ends=ends,
        )
    raise InvitationEnded


def _join(enrolment: Enrolment, invited: Invited, moment: Moment, *, step: int) -> StaffMember:
    if invited.member_id:
        member = staff.find_for_change(invited.member_id)
        if member is None or member.disabled_on is not None:
            raise InvitationEnded
        verify_member_row(member)
        return staff.renew(member, enrolment, step=step)
    member = StaffMember(
        id=enrolment.id,
        email=enrolment.email,
        name=enrolment.name,
        email_hash=moment.look_up(enrolment.email),
        team_id=invited.team_id,
        roles=list(invited.roles),
        wants_letters=True,
        joined_on=moment.day,
    )
    return staff.add(staff.renew(member, enrolment, step=step))


def _use_up(token: bytes, member: StaffMember, moment: Moment) -> Keyring:
    """Delete the invitation; if it is the first one, give the member the team's keys.

    Raise :class:`BadRowMac` where those are not the team's.
    """
    first = keys.first_invitation(token_hash(token), moment.at)
    own = fingerprint(member.public_key)
    if first is None:
        invitations.discard(token_hash(token))
        return Keyring(member_id=member.id, team_keys={}, own=own)
    team_id, epoch = first.team_id, first.epoch
    place = first_invitation_place(team_id, epoch, moment.installation)
    team_bytes = open_under(token, first.wrapped_team_keys, place)
    try:
        held = epochs_up_to(epoch, team_bytes)
        public = {number: team_keys.public_halves() for number, team_keys in held.items()}
    except UnusableKey:
        raise BadRowMac from None
    # New keys end earlier invitations: whoever has older keys alone could write one with those.
    stored = {known.number: known.public for known in keys.epochs_of(team_id)}
    is_newest = bool(public) and epoch == max(stored, default=0)
    if not is_newest or any(stored.get(number) != key for number, key in public.items()):
        raise BadRowMac
    give_keys(member, held, moment.installation)
    give_signing_key(member, epoch, held[epoch], moment.installation)
    sheets = b""
    if first.wrapped_sheets is not None:  # kept until the member confirms that they are printed
        place = first_sheets_place(team_id, moment.installation)
        sheets = open_under(token, first.wrapped_sheets, place)
        recipient = Recipient(whose=member.id, public_key=member.public_key)
        pending = pending_sheets_place(member.id, moment.installation)
        keys.add_pending_sheets(member.id, seal_to(recipient, sheets, pending))
    keys.discard_first_invitation(first)
    keyring = Keyring(member_id=member.id, team_keys={}, own=own, sheets=sheets)
    for number, team_keys in held.items():
        keyring = keyring.with_epoch((team_id, number), team_keys)
    return keyring


def invite_staff(
    email: str,
    roles: Sequence[Role],
    token: bytes,
    moment: Moment,
    *,
    team_id: str,
    by: StaffMember | None = None,
) -> Invitation:
    """Add an invitation for the holder of the token to join with this address within 72 hours.

    A link that was made for this address before ends: of two, nobody would know which is used.
    *by* is the member who invites, or nobody at the command line. Raise
    :class:`intake.staff.invitations.NotAnAddress`, :class:`intake.staff.store.AddressTaken`, and
    ``NoLongerMay`` where *by* was disabled or got other roles meanwhile.
    """
    if by is not None:
        keys.lock_team(team_id)
        still_may(by.id, Act.MANAGE_TEAM)
    address = read_address(email)
    if staff.find_by_email(address, secrets=moment.secrets):
        raise staff.AddressTaken
    invitations.discard_ended(moment.at)
    withdrawn = invitations.withdraw(address, secrets=moment.secrets, now=moment.at)
    for ended in [row_mac_of(row) for row in withdrawn] or [b""]:
        moment.log(AuditAct.INVITED, ended=ended)
    invitation = Invitation(
        token_hash=token_hash(token),
        email=address,
        roles=[str(role) for role in roles],
        team_id=team_id,
        expires_at=moment.at + invitations.LASTS,
    )
    set_row_mac(invitation)
    return invitations.add(invitation)


def confirm_sign_in_sheet(member: StaffMember, moment: Moment) -> None:
    """Note that the member typed groups of their sign-in sheet: it is not shown again."""
    member.sheet_kept_on = moment.day
    moment.log(AuditAct.SIGN_IN_SHEET_KEPT, member.id)


def confirm_recovery_sheets(keyring: Keyring, token: bytes, moment: Moment) -> None:
    """Delete the secrets of the recovery sheets, of which the first member typed groups.

    The member's other sessions end, because their keyrings hold the secrets too.
    """
    keys.discard_pending_sheets(keyring.member_id)
    sessions.end_others(keyring.member_id, but=token_hash(token))
    lock_anew(replace(keyring, sheets=b""), token, moment.at, moment.installation)
    moment.log(AuditAct.RECOVERY_SHEETS_TAKEN, keyring.member_id)
