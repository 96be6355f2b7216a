"""Accept the epochs that the database shows, after an older backup was restored."""

from __future__ import annotations

from intake.actions.keys.recover import open_recovery_keys, open_team_keys
from intake.keys import store as keys
from intake.keys.seen_epochs import seen_epochs
from intake.sealing.sheets import Sheet


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
