"""Revoke unused links when a member leaves who may have kept them."""

from __future__ import annotations

from datetime import date

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sealing.row_mac import row_mac_of
from intake.staff import invitations


def end_links(team_id: str, *, today: date) -> None:
    """End all unused links of the team, to join it or for a new password.

    Whoever managed the team saw each of them once, and one is as good as an account.
    """
    for ended in invitations.withdraw_all(team_id):
        log.record(AuditAct.LINK_ENDED, on=today, ended=row_mac_of(ended))
