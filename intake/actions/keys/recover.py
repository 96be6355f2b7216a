"""Use two of the three recovery sheets: recover or renew a team's keys, or make new sheets.

After an older backup was restored they accept the epochs that the database shows.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime

from intake.actions.keys.init_keys import INVITATION_LASTS, add_recovery
from intake.actions.keys.open_epoch import next_epoch
from intake.actions.keys.renew_pair import reseal_walls
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.frozen import frozen
from intake.keys import store as keys
from intake.keys.models import FirstInvitation
from intake.keys.seen_epochs import seen_epochs
from intake.sealing.keysets import PrivateKeys
from intake.sealing.opening import Opener, SealBroken, open_sealed, open_under
from intake.sealing.recovery import (
    hand_over,
    new_recovery_keys,
    pair_name,
    pair_place,
    pair_secret,
    sheet_proof,
)
from intake.sealing.seal import Recipient, seal_to, seal_under
from intake.sealing.sheets import Sheet, new_sheets
from intake.sealing.teams import TeamPrivate, first_invitation_place, recovery_place
from intake.sealing.tokens import new_token, token_hash, token_text
from intake.sealing.wraps import RECOVERY
from intake.sessions import store as sessions
from intake.staff import store as staff


class SheetsOpenNothing(Exception):
    """These two sheets are sound, and belong to other keys than those of this database."""


@frozen
class Recovered:
    """A link like the first member's: shown once, and not stored."""

    invitation_token: str = field(repr=False)


def recover(
    first_sheet: Sheet,
    second_sheet: Sheet,
    *,
    team_id: str,
    installation: str,
    today: date,
    now: datetime,
) -> Recovered:
    """Make an invitation that carries all the team's keys, in the transaction of the caller.

    The member who accepts it is administrator and supervisor, and can grant access to others.
    Earlier links of this kind end. Raise :class:`SheetsOpenNothing`,
    :class:`intake.sealing.recovery.OneSheetTwice` and ``UntrustedTeamKey``.
    """
    keys.lock_team(team_id)
    newest = keys.recipient_of(team_id, pin=installation).epoch
    held = _opened(first_sheet, second_sheet, team_id, installation=installation)
    withdrawn = keys.withdraw_first_invitations(team_id)
    token, until = new_token(), now + INVITATION_LASTS
    place = first_invitation_place(team_id, newest, installation=installation)
    everything = b"".join(held[epoch].to_bytes() for epoch in sorted(held))
    keys.add_first_invitation(
        FirstInvitation(
            token_hash=token_hash(token),
            team_id=team_id,
            epoch=newest,
            wrapped_team_keys=seal_under(token, everything, context=place),
            expires_at=until,
        )
    )
    for ended in withdrawn or [b""]:
        log.record(AuditAct.KEYS_RECOVERED, on=today, ended=ended)
    return Recovered(invitation_token=token_text(token))


def rotate(
    first_sheet: Sheet,
    second_sheet: Sheet,
    *,
    team_id: str,
    installation: str,
    today: date,
    now: datetime,
) -> int:
    """Open a new epoch for the team with two sheets; return its number.

    All members sign in again, and one of them reseals the cases on the desk. Administrators who
    can open cases get the signing key, also where none held it any more. Raise as
    :func:`recover` does.
    """
    keys.lock_team(team_id)
    held = _opened(first_sheet, second_sheet, team_id, installation=installation)
    newest = keys.recipient_of(team_id, pin=installation).epoch
    number, _ = next_epoch(
        team_id,
        held[newest].sign_private,
        reading={epoch: private.hpke_private for epoch, private in held.items()},
        by_sheets=True,
        installation=installation,
        now=now,
    )
    for member in staff.members_of(team_id):
        sessions.end_all_of(member.id)
    log.record(AuditAct.EPOCH_OPENED, on=today)
    return number


def open_recovery_keys(
    first_sheet: Sheet, second_sheet: Sheet, *, installation: str
) -> PrivateKeys:
    """Return the recovery keys that two sheets open; raise :class:`SheetsOpenNothing`."""
    pair = pair_name(first_sheet, second_sheet)
    row = keys.recovery_sheet(pair)
    if row is None:
        raise SheetsOpenNothing
    place = pair_place(pair, installation=installation)
    try:
        return PrivateKeys.from_bytes(
            open_under(pair_secret(first_sheet, second_sheet), row.sealed, context=place)
        )
    except SealBroken:
        raise SheetsOpenNothing from None


def open_team_keys(
    team_id: str, recovery: PrivateKeys, *, installation: str
) -> dict[int, TeamPrivate]:
    """Return the private keys of all epochs of a team, opened with the recovery keys.

    Raise :class:`SheetsOpenNothing`, and ``UntrustedTeamKey`` where they are not the keys whose
    public halves are in the table.
    """
    try:
        opened = {
            epoch: TeamPrivate.from_bytes(
                open_sealed(
                    sealed,
                    recovery.hpke_private,
                    context=recovery_place(team_id, epoch, installation=installation),
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


def _opened(
    first_sheet: Sheet, second_sheet: Sheet, team_id: str, *, installation: str
) -> dict[int, TeamPrivate]:
    recovery = open_recovery_keys(first_sheet, second_sheet, installation=installation)
    return open_team_keys(team_id, recovery, installation=installation)


def accept_epochs(first_sheet: Sheet, second_sheet: Sheet, *, installation: str) -> dict[str, int]:
    """Remember each team's newest epoch on this node, whatever it saw before; by team.

    The two sheets must open every epoch, which proves that their holders agree. Raise
    ``SheetsOpenNothing``, ``OneSheetTwice`` and ``UntrustedTeamKey`` where the signatures do not
    hold, and ``OSError`` if the file of seen epochs cannot be written.
    """
    recovery = open_recovery_keys(first_sheet, second_sheet, installation=installation)
    accepted = {}
    for team in keys.teams():
        newest = keys.signed_epochs(team.id, pin=installation)[-1]
        open_team_keys(team.id, recovery, installation=installation)
        seen_epochs().accept(team.id, newest)
        accepted[team.name] = newest.number
    return accepted


class NoProof(Exception):
    """These sheets were made before sheets could be proven: only new ones can."""


def renew_sheets(
    first_sheet: Sheet, second_sheet: Sheet, *, installation: str, today: date
) -> tuple[Sheet, Sheet, Sheet]:
    """Replace the recovery keys and return their three sheets; old sheets open nothing any more.

    The old keys sign the new ones, so that the pin of the configuration stays. Every epoch is
    sealed to the new keys. Raise ``SheetsOpenNothing``, ``OneSheetTwice`` and
    ``UntrustedTeamKey``.
    """
    keys.recovery_recipient(pin=installation)
    old, new, sheets = (
        open_recovery_keys(first_sheet, second_sheet, installation=installation),
        new_recovery_keys(),
        new_sheets(),
    )
    recipient = Recipient(whose=RECOVERY, public_key=new.public_halves().hpke_public)
    for team in keys.teams():
        keys.lock_team(team.id)
        for number, private in open_team_keys(team.id, old, installation=installation).items():
            place = recovery_place(team.id, number, installation=installation)
            sealed = seal_to(recipient, private.to_bytes(), context=place)
            keys.reseal_epoch(team.id, number, sealed)
        reseal_walls(team.id, Opener(old.hpke_private), recipient, installation=installation)
    handover = hand_over(old, new.public_halves())
    add_recovery(new, sheets, handover=handover, installation=installation, today=today)
    log.record(AuditAct.RECOVERY_SHEETS_RENEWED, on=today)
    return sheets


def is_newest_sheet(sheet: Sheet, *, installation: str) -> bool:
    """Return true if this is one of the newest sheets; open nothing. Raise :class:`NoProof`."""
    proof = keys.recovery_sheet(sheet.name)
    if proof is None:
        raise NoProof
    return proof.sealed == sheet_proof(sheet, installation=installation)
