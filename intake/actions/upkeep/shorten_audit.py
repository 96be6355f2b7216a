"""What was done more than two years ago leaves the log, unless its case still stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from intake.audit import log, shorten
from intake.audit.acts import AuditAct
from intake.cases import store as cases


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortened:
    """How many entries are gone, and whether more may be left to remove."""

    removed: int
    more: bool


def shorten_audit(*, today: date) -> Shortened:
    """Remove some; in the transaction of the door that called.

    The history of a case that stands stays with it, and with that what of it was ended and how
    often it was told anew. Raises ``DoesNotHold``.
    """
    old = shorten.outlived(before=shorten.kept_since(today))
    if old is None:
        return Shortened(removed=0, more=False)
    removed = shorten.shorten(old, standing=cases.existing(old.cases))
    if removed:
        log.record(AuditAct.LOG_SHORTENED, on=today)
    return Shortened(removed=removed, more=old.more)
