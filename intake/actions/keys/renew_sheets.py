"""Make new recovery sheets with two old ones, or prove that a sheet is one of the newest."""

from __future__ import annotations

from datetime import date

from intake.actions.keys.recover import open_recovery_keys, open_team_keys
from intake.actions.keys.reseal_walls import reseal_walls
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.extensions import new_id
from intake.keys import store as keys
from intake.keys.models import RecoveryKey
from intake.sealing.keysets import PrivateKeys
from intake.sealing.opening import Opener
from intake.sealing.recovery import (
    hand_over,
    kept_under_pairs,
    new_recovery_keys,
    self_signature,
    sheet_proof,
)
from intake.sealing.seal import Recipient, seal_to
from intake.sealing.sheets import Sheet, new_sheets
from intake.sealing.teams import recovery_place
from intake.sealing.wraps import RECOVERY


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
    for team in keys.teams():
        keys.lock_team(team.id)
        _reseal(team.id, old, new, installation=installation)
        reseal_walls(
            team.id,
            Opener(old.hpke_private),
            Recipient(whose=RECOVERY, public_key=new.public_halves().hpke_public),
            installation=installation,
        )
    _add(new, hand_over(old, new.public_halves()), sheets, installation=installation, today=today)
    log.record(AuditAct.RECOVERY_SHEETS_RENEWED, on=today)
    return sheets


def is_newest_sheet(sheet: Sheet, *, installation: str) -> bool:
    """Return true if this is one of the newest sheets; open nothing. Raise :class:`NoProof`."""
    proof = keys.recovery_sheet(sheet.name)
    if proof is None:
        raise NoProof
    return proof.sealed == sheet_proof(sheet, installation=installation)


def _reseal(team_id: str, old: PrivateKeys, new: PrivateKeys, *, installation: str) -> None:
    recipient = Recipient(whose="recovery", public_key=new.public_halves().hpke_public)
    for number, private in open_team_keys(team_id, old, installation=installation).items():
        place = recovery_place(team_id, number, installation=installation)
        keys.reseal_epoch(team_id, number, seal_to(recipient, private.to_bytes(), context=place))


def _add(
    new: PrivateKeys,
    handover: bytes,
    sheets: tuple[Sheet, Sheet, Sheet],
    *,
    installation: str,
    today: date,
) -> None:
    public, previous = new.public_halves(), keys.recovery_key()
    keys.add_recovery(
        RecoveryKey(
            id=new_id(),
            number=previous.number + 1 if previous else 1,
            hpke_public=public.hpke_public,
            sign_public=public.sign_public,
            signature=self_signature(new),
            handover=handover,
            made_on=today,
        ),
        kept_under_pairs(new, sheets, installation=installation),
        {sheet.name: sheet_proof(sheet, installation=installation) for sheet in sheets},
    )
