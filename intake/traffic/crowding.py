"""Note that there are very many unsent requests, so that new ones begin in turns.

The worker, which may count requests, writes one row each minute while there are too many; the
applicants' door, which may not, reads it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, select, text

from intake.extensions import db
from intake.traffic.models import TryCount

KEY = sha256(b"intake: too many drafts").digest()
"""Key of the row. It is no network's, and every process knows it."""

LASTS = timedelta(minutes=3)
"""Time for which a note holds: two checks of the worker may fail."""

_NOTE = text(
    "INSERT INTO try_counts (key, span, tries, until) VALUES (:key, 0, 1, :until)"
    " ON CONFLICT (key, span) DO UPDATE SET until = :until"
).bindparams(bindparam("until", type_=TryCount.until.type))


def note(*, now: datetime) -> None:
    """Note that there are too many drafts now."""
    db.session.execute(_NOTE, {"key": KEY, "until": now + LASTS})


def is_noted(*, now: datetime) -> bool:
    """Return true if there were too many drafts within the last minutes."""
    query = select(TryCount.until).where(TryCount.key == KEY, TryCount.span == 0)
    until = db.session.scalar(query)
    return until is not None and until > now
