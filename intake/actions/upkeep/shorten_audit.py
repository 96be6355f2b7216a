"""Remove entries of more than two years from the audit log, unless their case still exists."""

from __future__ import annotations

from datetime import date

from intake.audit import log, shorten
from intake.audit.acts import AuditAct
from intake.cases import store as cases
from intake.frozen import frozen


@frozen
class Shortened:
    """The number of entries removed, and whether more may be left to remove."""

    removed: int
    more: bool


def shorten_audit(*, today: date) -> Shortened:
    """Remove some old entries. The caller commits. Raise ``ChangedEntries``.

    The history of a case that exists is kept, because it says which of its data was replaced.
    """
    old = shorten.old_entries(before=shorten.kept_since(today))
    if old is None:
        return Shortened(removed=0, more=False)
    removed = shorten.shorten(old, standing=cases.existing(old.cases))
    if removed:
        log.record(AuditAct.LOG_SHORTENED, on=today)
    return Shortened(removed=removed, more=old.more)
