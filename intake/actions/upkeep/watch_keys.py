"""Each minute: look for refused team keys."""

from __future__ import annotations

import logging
from datetime import date

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.settings import Settings

logger = logging.getLogger(__name__)


def refused_teams(settings: Settings) -> frozenset[str]:
    """Return the teams whose keys do not chain to the pin or are older than this node has seen."""
    refused = set()
    for team in keys.teams():
        try:
            keys.recipient_of(team.id, pin=settings.recovery_fingerprint)
        except keys.UntrustedTeamKey:
            refused.add(team.id)
    return frozenset(refused)


def raise_alarm(*, today: date) -> None:
    """Record that a team's key is refused, so that the desk shows an alarm."""
    logger.error("team key refused")
    log.record(AuditAct.SEAL_BROKEN, on=today)
