"""Recover with two of the three recovery sheets: a first invitation, or a new epoch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from intake.actions.keys.init_keys import INVITATION_LASTS
from intake.actions.keys.open_epoch import next_epoch
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.keys.models import FirstInvitation
from intake.sealing.keysets import PrivateKeys
from intake.sealing.opening import SealBroken, open_sealed, open_under
from intake.sealing.recovery import pair_name, pair_place, pair_secret
from intake.sealing.seal import seal_under
from intake.sealing.sheets import Sheet
from intake.sealing.teams import TeamPrivate, first_invitation_place, recovery_place
from intake.sealing.tokens import new_token, token_hash, token_text
from intake.sessions import store as sessions
from intake.staff import store as staff


class SheetsOpenNothing(Exception):
    """These two sheets are sound, and belong to other keys than those of this database."""


@dataclass(frozen=True, kw_only=True, slots=True)
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
