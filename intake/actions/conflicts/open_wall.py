"""Take the wall of a case down with two recovery sheets, where no named member can."""

from __future__ import annotations

from datetime import date

from intake.actions.conflicts.standing_decision import hold_without_wall
from intake.actions.keys.recover import open_recovery_keys, open_team_keys
from intake.actions.opening.case_keys import CaseKey, Reader, wrap_for
from intake.actions.opening.case_notes import read_notes
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store, walls
from intake.keys import store as keys
from intake.sealing.opening import open_sealed
from intake.sealing.sheets import Sheet
from intake.sealing.unlocking import Keyring
from intake.sealing.wraps import RECOVERY, walled_place


class NoWallThere(Exception):
    """The team has no walled case with this reference."""


def open_wall(
    first_sheet: Sheet,
    second_sheet: Sheet,
    reference: str,
    *,
    team_id: str,
    installation: str,
    today: date,
) -> None:
    """Wrap the key of a walled case for the team again.

    A case that only the wall had freed of its conflict is on hold again. Raise
    :class:`NoWallThere`, ``SheetsOpenNothing``, ``OneSheetTwice``, ``UntrustedTeamKey``, and
    ``SealBroken`` where the wrap or a note is damaged.
    """
    keys.lock_team(team_id)
    recovery = open_recovery_keys(first_sheet, second_sheet, installation=installation)
    team_keys = open_team_keys(team_id, recovery, installation=installation)
    try:
        case = store.find_for_change(reference, team_id=team_id)
    except store.NoSuchCase:
        raise NoWallThere from None
    sealed, ended = walls.wraps_of(case).get(RECOVERY), case.walled_keys
    if not sealed or not ended:
        raise NoWallThere
    place = walled_place(case.id, case.request_id, RECOVERY, installation=installation)
    key = open_sealed(sealed, recovery.hpke_private, context=place)
    newest = max(team_keys)
    opened = CaseKey(case=case, key=key, installation=installation)
    wrap_for(
        newest,
        opened,
        _reader(team_id, newest, team_keys[newest].hpke_private, installation),
    )
    store.touch(case, on=today)
    log.record(AuditAct.WALL_TAKEN_DOWN, on=today, case_id=case.id, ended=ended)
    if hold_without_wall(case, read_notes(opened), today=today):
        log.record(AuditAct.CONFLICT_STANDS, on=today, case_id=case.id)


def _reader(team_id: str, epoch: int, team_key: bytes, installation: str) -> Reader:
    """Return a reader who holds the newest key of the team, and is no member."""
    keyring = Keyring(member_id="", team_keys={(team_id, epoch): team_key})
    return Reader(
        member_id="", team_id=team_id, roles=(), keyring=keyring, installation=installation
    )
