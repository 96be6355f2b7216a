"""Count tries of networks in the database, so that all processes count together.

A window is counted in two fixed spans: the tries of the span before weigh as much as is left of
it, so that nobody gets twice the limit at the border of two spans.
"""

import math
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, text

from intake.extensions import db, delete_rows, first_row
from intake.traffic.models import TryCount

LONGEST = timedelta(hours=2)
"""Time after which no row counts any more: twice the longest window."""

_COUNT = text(
    "INSERT INTO try_counts (key, span, tries, until) VALUES (:key, :span, 1, :until)"
    " ON CONFLICT (key, span) DO UPDATE SET tries = try_counts.tries + 1"
    " WHERE try_counts.tries < :room RETURNING tries"
).bindparams(bindparam("until", type_=TryCount.until.type))


def hit(key: bytes, most: int, *, window: timedelta, now: datetime) -> bool:
    """Count a try unless *most* were counted within the window. Return whether it was counted.

    The caller commits.
    """
    span = _span(window, now)
    room = most - _weight_before(key, span, window=window, now=now)
    if room < 1:
        return False
    until = datetime.fromtimestamp((span + 2) * window.total_seconds(), UTC)
    row = {"key": key, "span": span, "room": room, "until": until}
    return db.session.execute(_COUNT, row).first() is not None


def tries_within(key: bytes, *, window: timedelta, now: datetime) -> int:
    """Return the tries that were counted within the window. Reads only."""
    span = _span(window, now)
    return _tries_of(key, span) + _weight_before(key, span, window=window, now=now)


def discard_old(now: datetime) -> None:
    """Delete the counts that are over, or that a clock set back left for too long."""
    far = (TryCount.until <= now) | (TryCount.until > now + LONGEST)
    delete_rows(TryCount, far)


def _span(window: timedelta, now: datetime) -> int:
    return int(now.timestamp() // window.total_seconds())


def _weight_before(key: bytes, span: int, *, window: timedelta, now: datetime) -> int:
    """Return the tries of the span before, as far as they still count.

    Round up, so that what may happen once in a window does not happen twice within it.
    """
    left = 1 - now.timestamp() % window.total_seconds() / window.total_seconds()
    return math.ceil(_tries_of(key, span - 1) * left)


def _tries_of(key: bytes, span: int) -> int:
    return first_row(TryCount.tries, TryCount.key == key, TryCount.span == span) or 0
