"""Refuse an older version of something sealed: the log says what was put an end to."""

from __future__ import annotations

from intake.audit import log
from intake.sealing.opening import SealBroken


class RolledBack(SealBroken):
    """An older version stands in place of the newest one, or what was taken away is there again."""


def reject_rollback(*sealed: bytes) -> None:
    """Pass where nobody put an end to any of these; by one look into the log. Raises
    :class:`RolledBack`.
    """
    if log.has_ended(*sealed):
        raise RolledBack
