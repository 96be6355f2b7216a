"""Give a colleague the team's keys, after two people compared the fingerprint of theirs.

Volunteers hold none: grants of an older release end when they next sign in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from intake.actions.access.login_row_mac import verify_member_row
from intake.actions.access.recheck_permission import still_may
from intake.actions.opening.case_keys import Reader
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.keys.models import Grant
from intake.outbox import letters
from intake.sealing.seal import Recipient, seal_to
from intake.sealing.teams import TeamPrivate, fingerprint
from intake.sealing.unlocking import grant_place, vouch
from intake.sessions import store as sessions
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may
from intake.words import N_, Refused


class NotWaiting(Exception):
    """The member asks for no access: has it, needs none, left, or must choose a password first."""


class OtherKey(Refused):
    """The member's key is not the one whose fingerprint was compared."""

    says = N_("The fingerprint changed after this page loaded. Compare it again.")


class NoKeysToGive(Refused):
    """The member who is to give keys does not hold the team's newest ones."""

    says = N_("You do not have case access yet, so you cannot give it to others.")


def asks_for_access(member: StaffMember, *, holders: frozenset[str]) -> bool:
    """Return true if a member may open cases and has a key pair that nobody has vouched for."""
    works = member.disabled_on is None and may(member.roles, Act.OPEN_CASE)
    return works and bool(member.wrapped_private_key) and member.id not in holders


def has_ended(member: StaffMember) -> bool:
    """Return true if the wrap of a member's private key ended before they moved."""
    return bool(member.public_key) and not member.wrapped_private_key


def working_holders(team_id: str) -> frozenset[str]:
    """Return the ids of working members who hold the team's keys and can open their own."""
    able = {
        member.id
        for member in staff.members_of(team_id)
        if not has_ended(member) and may(member.roles, Act.HOLD_TEAM_KEYS)
    }
    return keys.members_with_keys(team_id) & able


def grant_access(
    member_id: str, giver: Reader, *, compared: str, today: date, now: datetime
) -> StaffMember:
    """Seal the keys of all the team's epochs to a member whose fingerprint is ``compared``.

    The member signs in anew and has them. For a member who holds them under a new key of their own,
    vouch for that key. Raise :class:`NotWaiting`, :class:`OtherKey`,
    :class:`NoKeysToGive`, ``UntrustedTeamKey`` where the team's keys are not the pinned ones, and
    ``BadRowMac`` or ``RowRevoked`` where the member's row is not the desk's; ``NoLongerMay`` where
    the giver was out at this very moment.
    """
    keys.lock_team(giver.team_id)
    still_may(giver.member_id, Act.GRANT_ACCESS)
    member = staff.find_for_change(member_id)
    unvouched = keys.members_with_unvouched_key(giver.team_id)
    holders = keys.members_with_keys(giver.team_id) - unvouched
    if member is None or member.team_id != giver.team_id:
        raise NotWaiting
    if not asks_for_access(member, holders=holders):
        raise NotWaiting
    if fingerprint(member.public_key) != compared:
        raise OtherKey
    verify_member_row(member)
    if member.id in unvouched:
        held = held_keys(giver)
        for grant in keys.grants_of(member.id):
            if grant.epoch in held:
                place = grant_place(
                    member.team_id, grant.epoch, member.id, installation=giver.installation
                )
                private = held[grant.epoch].vouch_private
                grant.vouched = vouch(private, member.public_key, place=place)
        log.record(AuditAct.KEY_COMPARED, on=today, member_id=giver.member_id, at=now)
        log.record(AuditAct.KEY_VOUCHED, on=today, member_id=member.id, at=now)
        return member
    give_keys(member, held_keys(giver), installation=giver.installation)
    sessions.lock_all_of(member.id, now=now)
    log.record(AuditAct.ACCESS_GRANTED, on=today, member_id=giver.member_id, at=now)
    log.record(AuditAct.GOT_ACCESS, on=today, member_id=member.id, at=now)
    letters.access_granted(team_id=member.team_id, queued_on=today)
    return member


def give_keys(member: StaffMember, held: Mapping[int, TeamPrivate], *, installation: str) -> None:
    """Grant these epochs of their team to a member, and vouch for the member's key in each."""
    keys.drop_grants_of(member.id)
    for epoch, private in held.items():
        give_epoch(member, epoch, private, installation=installation)


def give_epoch(member: StaffMember, epoch: int, private: TeamPrivate, *, installation: str) -> None:
    """Grant the reading key of one epoch to a member, and vouch for the member's key in it.

    Members who may give access get the vouching key too. The signing key is never among them. A
    volunteer gets no key, and only the vouch, by which cases are lent to them.
    """
    place = grant_place(member.team_id, epoch, member.id, installation=installation)
    recipient = Recipient(whose=member.id, public_key=member.public_key)
    holds = may(member.roles, Act.HOLD_TEAM_KEYS)
    granted = private.for_reader(vouches=may(member.roles, Act.GRANT_ACCESS))
    keys.add_grant(
        member_id=member.id,
        team_id=member.team_id,
        epoch=epoch,
        sealed=seal_to(recipient, granted.to_bytes(), context=place) if holds else b"",
        vouched=vouch(private.vouch_private, member.public_key, place=place),
    )


def held_keys(giver: Reader) -> dict[int, TeamPrivate]:
    """Return the epochs of which a member holds the reading and the vouching key.

    Raise :class:`NoKeysToGive` without those of the newest.
    """
    newest = keys.recipient_of(giver.team_id, pin=giver.installation).epoch
    held = {
        epoch: team_keys
        for epoch, team_keys in giver.keyring.of_team(giver.team_id).items()
        if team_keys.hpke_private and team_keys.vouch_private
    }
    if newest not in held:
        raise NoKeysToGive
    return held


def has_old_grants(member_id: str) -> bool:
    """Return true if the member is a volunteer and a grant still holds a key for them."""
    member = staff.find(member_id)
    return member is not None and bool(_old_grants(member))


def volunteers_with_keys(team_id: str) -> list[StaffMember]:
    """Return the volunteers of a team to whom a key of the team is still sealed."""
    return [member for member in staff.members_of(team_id) if _old_grants(member)]


def end_volunteer_grants(member: StaffMember, *, today: date, now: datetime) -> None:
    """Empty the grants of a volunteer and make new keys of the team due; the vouch stays.

    The caller has locked the team's keys. They are kept where nobody else could open its cases.
    """
    grants = _old_grants(member)
    if not grants or not working_holders(member.team_id):
        return
    ended = grants[-1].sealed
    for grant in grants:
        grant.sealed = b""
    team = keys.lock_team(member.team_id)
    team.keys_due_since = team.keys_due_since or today
    act = AuditAct.VOLUNTEER_GRANT_ENDED
    log.record(act, on=today, member_id=member.id, at=now, ended=ended)


def _old_grants(member: StaffMember) -> Sequence[Grant]:
    if may(member.roles, Act.HOLD_TEAM_KEYS):
        return ()
    return [grant for grant in keys.grants_of(member.id) if grant.sealed]
