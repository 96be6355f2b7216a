"""Use two of the three recovery sheets: recover or renew a team's keys, or make new sheets.

After an older backup was restored they accept the epochs that the database shows.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from intake.actions.access.moment import Moment
from intake.actions.access.unlock_keys import NoLongerMay, lock_anew, open_newer_grants, still_may
from intake.actions.keys.grant_access import (
    NoKeysToGive,
    NoSigningKey,
    certify_members,
    give_epoch,
    give_signing_key,
    signing_key_of,
    sure_of,
    vouched_readers,
    vouched_signers,
    vouches_of,
)
from intake.actions.keys.init_keys import INVITATION_LASTS, add_epoch, add_recovery
from intake.actions.keys.renew_pair import reseal_walls
from intake.actions.law.publish import begin_epoch
from intake.actions.opening.case_keys import Actor, Reader
from intake.actions.opening.case_stubs import wrap_for_epoch
from intake.audit.acts import AuditAct
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import FirstInvitation
from intake.keys.seen_epochs import seen_epochs
from intake.sealing.opening import Opener, open_sealed, open_under
from intake.sealing.seal import Recipient, SealBroken, seal_to, seal_under
from intake.sealing.sheets import (
    Sheet,
    hand_over,
    new_sheets,
    pair_name,
    pair_place,
    pair_secret,
    sheet_proof,
)
from intake.sealing.teams import (
    PrivateKeys,
    TeamPrivate,
    first_invitation_place,
    new_private_keys,
    new_team_keys,
    recovery_place,
)
from intake.sealing.tokens import new_token, token_hash, token_text
from intake.sealing.wraps import RECOVERY
from intake.sessions import store as sessions
from intake.staff import store as staff
from intake.staff.store import Act, may


class SheetsOpenNothing(Exception):
    """These two sheets are sound, and belong to other keys than those of this database."""


def recover(first_sheet: Sheet, second_sheet: Sheet, moment: Moment, *, team_id: str) -> str:
    """Make an invitation that carries all the team's keys; return its token, which is not stored.

    The member who accepts it is administrator and supervisor, and can grant access to others.
    Earlier links of this kind end. Raise :class:`SheetsOpenNothing`,
    :class:`intake.sealing.sheets.OneSheetTwice` and ``UntrustedTeamKey``.
    """
    keys.lock_team(team_id)
    newest = keys.recipient_of(team_id, moment.installation).epoch
    _, held = open_all_keys(first_sheet, second_sheet, team_id, moment.installation)
    withdrawn = keys.withdraw_first_invitations(team_id)
    token, until = new_token(), moment.at + INVITATION_LASTS
    place = first_invitation_place(team_id, newest, moment.installation)
    everything = b"".join(held[epoch].to_bytes() for epoch in sorted(held))
    keys.add(
        FirstInvitation(
            token_hash=token_hash(token),
            team_id=team_id,
            epoch=newest,
            wrapped_team_keys=seal_under(token, everything, place),
            expires_at=until,
        )
    )
    for ended in withdrawn or [b""]:
        moment.log(AuditAct.KEYS_RECOVERED, ended=ended)
    return token_text(token)


def rotate(first_sheet: Sheet, second_sheet: Sheet, moment: Moment, *, team_id: str) -> int:
    """Open a new epoch for the team with two sheets; return its number.

    All members sign in again, and one of them reseals the cases on the desk. Administrators who
    can open cases get the signing key, also where none held it any more. Raise as
    :func:`recover` does.
    """
    keys.lock_team(team_id)
    _, held = open_all_keys(first_sheet, second_sheet, team_id, moment.installation)
    newest = keys.recipient_of(team_id, moment.installation).epoch
    number, _ = next_epoch(
        team_id,
        held[newest].sign_private,
        reading={epoch: private.hpke_private for epoch, private in held.items()},
        by_sheets=True,
        installation=moment.installation,
        now=moment.at,
    )
    for member in staff.members_of(team_id):
        sessions.end_all_of(member.id)
    moment.log(AuditAct.EPOCH_OPENED)
    return number


def open_recovery_keys(first_sheet: Sheet, second_sheet: Sheet, installation: str) -> PrivateKeys:
    """Return the recovery keys that two sheets open; raise :class:`SheetsOpenNothing`."""
    row = keys.recovery_sheet(pair_name(first_sheet, second_sheet))
    if row is None:
        raise SheetsOpenNothing
    return open_kept(first_sheet, second_sheet, row.sealed, installation)


def open_kept(
    first_sheet: Sheet, second_sheet: Sheet, sealed: bytes, installation: str
) -> PrivateKeys:
    """Return the recovery keys that are kept for two sheets; raise :class:`SheetsOpenNothing`."""
    place = pair_place(pair_name(first_sheet, second_sheet), installation)
    try:
        kept = open_under(pair_secret(first_sheet, second_sheet), sealed, place)
        return PrivateKeys.from_bytes(kept)
    except SealBroken:
        raise SheetsOpenNothing from None


def open_team_keys(
    team_id: str, recovery: PrivateKeys, installation: str
) -> dict[int, TeamPrivate]:
    """Return the private keys of all epochs of a team, opened with the recovery keys.

    Raise :class:`SheetsOpenNothing`, and ``UntrustedTeamKey`` where they are not the keys whose
    public halves are in the table.
    """
    try:
        opened = {
            epoch: TeamPrivate.from_bytes(
                open_sealed(
                    sealed, recovery.hpke_private, recovery_place(team_id, epoch, installation)
                )
            )
            for epoch, sealed in keys.sealed_to_recovery(team_id).items()
        }
    except SealBroken:
        raise SheetsOpenNothing from None
    epochs = keys.epochs_of(team_id)
    if any(opened[epoch.number].public_halves() != epoch.public for epoch in epochs):
        raise keys.UntrustedTeamKey
    return opened


def open_all_keys(
    first_sheet: Sheet, second_sheet: Sheet, team_id: str, installation: str
) -> tuple[PrivateKeys, dict[int, TeamPrivate]]:
    """Return the recovery keys, and a team's by epoch. Raise as the two functions above do."""
    recovery = open_recovery_keys(first_sheet, second_sheet, installation)
    return recovery, open_team_keys(team_id, recovery, installation)


def accept_epochs(first_sheet: Sheet, second_sheet: Sheet, installation: str) -> dict[str, int]:
    """Remember each team's newest epoch on this node, whatever it saw before; by team.

    The two sheets must open every epoch, which proves that their holders agree. Raise
    ``SheetsOpenNothing``, ``OneSheetTwice`` and ``UntrustedTeamKey`` where the signatures do not
    hold, and ``OSError`` if the file of seen epochs cannot be written.
    """
    recovery = open_recovery_keys(first_sheet, second_sheet, installation)
    accepted = {}
    for team in keys.teams():
        newest = keys.signed_epochs(team.id, installation)[-1]
        open_team_keys(team.id, recovery, installation)
        seen_epochs().accept(team.id, newest)
        accepted[team.name] = newest.number
    return accepted


def renew_sheets(
    first_sheet: Sheet, second_sheet: Sheet, moment: Moment
) -> tuple[Sheet, Sheet, Sheet]:
    """Replace the recovery keys and return their three sheets; old sheets open nothing any more.

    The old keys sign the new ones, so that the pin of the configuration stays. Every epoch is
    sealed to the new keys. Raise ``SheetsOpenNothing``, ``OneSheetTwice`` and
    ``UntrustedTeamKey``.
    """
    keys.recovery_recipient(moment.installation)
    old, new, sheets = (
        open_recovery_keys(first_sheet, second_sheet, moment.installation),
        new_private_keys(),
        new_sheets(),
    )
    recipient = Recipient(whose=RECOVERY, public_key=new.public_halves().hpke_public)
    for team in keys.teams():
        keys.lock_team(team.id)
        for number, private in open_team_keys(team.id, old, moment.installation).items():
            place = recovery_place(team.id, number, moment.installation)
            sealed = seal_to(recipient, private.to_bytes(), place)
            keys.reseal_epoch(team.id, number, sealed)
        reseal_walls(team.id, Opener(old.hpke_private), recipient, moment.installation)
    handover = hand_over(old, new.public_halves())
    add_recovery(new, sheets, handover=handover, installation=moment.installation, today=moment.day)
    moment.log(AuditAct.RECOVERY_SHEETS_RENEWED)
    return sheets


def is_newest_sheet(sheet: Sheet, installation: str) -> bool:
    """Return true if this is one of the newest sheets; open nothing."""
    proof = keys.recovery_sheet(sheet.name)
    return proof is not None and proof.sealed == sheet_proof(sheet, installation)


def open_due_epoch(by: Actor, token: bytes) -> Actor:
    """Open the next epoch if it is due, in the caller's transaction; return the member with it.

    Where the member may not, or the keys are not sound, it stays due, and what else the transaction
    changes stands.
    """
    if keys.due_since(by.team_id) is not None:
        not_now = NoKeysToGive, NoLongerMay, keys.UntrustedTeamKey
        with suppress(*not_now):
            signing_key_of(by.reader)
            with db.session.begin_nested():
                return replace(by, reader=open_epoch(by, token))
    return by


class NobodyHolds(NoKeysToGive):
    """No member who is here could open what new keys seal."""


def open_epoch(by: Actor, token: bytes) -> Reader:
    """Open the next epoch as an administrator; return the reader with its keys.

    All sessions go on: each request opens newer grants. Raise ``NoSigningKey``,
    :class:`NobodyHolds`, ``NoLongerMay``, and ``UntrustedTeamKey`` where the chain is not sound.
    """
    opener, team_id = by.reader, by.team_id
    keys.lock_team(team_id)
    _, signing = signing_key_of(opener)
    still_may(opener.member_id, Act.MANAGE_TEAM)
    held = opener.keyring.of_team(team_id)
    number, _ = next_epoch(
        team_id,
        signing.sign_private,
        reading={epoch: key.hpke_private for epoch, key in held.items() if key.hpke_private},
        sure=sure_of(opener),
        installation=opener.installation,
        now=by.at,
    )
    by.log(AuditAct.EPOCH_OPENED)
    older = opener.keyring.sign_keys.items()
    signed = {epoch: key for epoch, key in older if epoch[0] != team_id}
    keyring = open_newer_grants(replace(opener.keyring, sign_keys=signed), opener.installation)
    if (team_id, number) not in keyring.sign_keys:
        raise NoSigningKey
    lock_anew(keyring, token, by.at, opener.installation)
    opened = replace(opener, keyring=keyring)
    certify_members(opened)
    begin_epoch(replace(by, reader=opened))
    return opened


def next_epoch(
    team_id: str,
    sign_private: bytes,
    *,
    reading: Mapping[int, bytes],
    sure: frozenset[str] = frozenset(),
    by_sheets: bool = False,
    installation: str,
    now: datetime,
) -> tuple[int, TeamPrivate]:
    """Make new keys for the team, sign them, and seal them to the recovery key and the members.

    Members who hold keys now and whose own key was vouched for, or who are *sure*, get theirs;
    others ask anew. *reading* are reading keys by epoch, to wrap the stub key anew. Old grants stay
    until all cases are resealed; old signing keys go at once.
    """
    team = keys.lock_team(team_id)
    newest = keys.recipient_of(team_id, installation).epoch
    vouches = vouches_of(team_id, newest, installation=installation, sure=sure)
    readers = vouched_readers(vouches)
    signers = vouched_signers(vouches, by_sheets=by_sheets)
    if not any(may(member.roles, Act.HOLD_TEAM_KEYS) for member in readers):
        raise NobodyHolds
    number, private_keys = newest + 1, new_team_keys()
    add_epoch(team_id, number, private_keys, sign_private, installation=installation, opened_at=now)
    for member in readers:
        give_epoch(member, number, private_keys, installation)
    for member in signers:
        give_signing_key(member, number, private_keys, installation)
    keys.drop_signing_grants_before(team_id, number)
    wrap_for_epoch(
        team_id, reading, private_keys.hpke_private, epoch=number, installation=installation
    )
    team.keys_due_since = None
    return number, private_keys


def request_keys(by: Actor) -> None:
    """Make new keys of the member's team due, as they are when a member leaves.

    Raise ``NoLongerMay``.
    """
    team = keys.lock_team(by.team_id)
    still_may(by.member_id, Act.MANAGE_TEAM)
    if team.keys_due_since is None:
        team.keys_due_since = by.day
        by.log(AuditAct.NEW_KEYS_REQUESTED)
