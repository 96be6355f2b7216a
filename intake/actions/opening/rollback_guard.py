"""Refuse an older version of sealed data: the audit log knows what was replaced."""

from __future__ import annotations

from typing import ClassVar

from intake.audit import log
from intake.sealing.opening import SealBroken


class RolledBack(SealBroken):
    """The database holds an older version of this data, or data that was deleted."""

    code: ClassVar[str] = "rolled_back"


def reject_rollback(*sealed: bytes) -> None:
    """Raise :class:`RolledBack` if the log says that one of these was replaced or deleted.

    Asks the log once for all of them.
    """
    if log.has_ended(*sealed):
        raise RolledBack
