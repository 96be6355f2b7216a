"""Remember for an hour from which network each case was sent, to notice many from one.

The network is known by a keyed hash alone, and the time by steps of ten minutes.
"""

import hmac
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Integer, bindparam, func, select, text

from intake.extensions import all_rows, db, delete_rows, first_row, insert_rows, writer
from intake.traffic.models import Arrival, TryCount

WINDOW = timedelta(hours=1)
"""Time within which the cases of a network are counted together."""

STEP = timedelta(minutes=10)
"""Times are rounded up to this, so that none tells when a person sent."""

LABEL = b"intake network\n"
UNKNOWN = "unknown"
"""Stands for the network of visitors whose address is not known, such as those of an onion
service: together they are one network.
"""

ARRIVALS = Arrival.__table__.c
RECENT = select(func.count()).select_from(
    select(ARRIVALS.network)
    .where(
        ARRIVALS.network == bindparam("network"),
        ARRIVALS.until > bindparam("now", type_=ARRIVALS.until.type),
    )
    .limit(bindparam("most", type_=Integer))
    .subquery()
)
"""Built once, because each sending executes it."""


def network_hash(network: str, *, secret: str) -> bytes:
    """Return the keyed hash of a network such as ``203.0.113.0/24``; empty means unknown."""
    key = hmac.digest(secret.encode(), LABEL, sha256)
    return hmac.digest(key, (network or UNKNOWN).encode(), sha256)


def add(case_id: str, network: bytes, *, now: datetime) -> None:
    """Record that a case was sent from this network."""
    steps = -(-(now + WINDOW).timestamp() // STEP.total_seconds())  # rounded up to a whole one
    until = datetime.fromtimestamp(steps * STEP.total_seconds(), UTC)
    insert_rows(Arrival, [{"case_id": case_id, "network": network, "until": until}])


def is_above(network: bytes, most: int, now: datetime) -> bool:
    """Return true if *most* or more cases were sent from this network within the hour."""
    values = {"network": network, "now": now, "most": most}
    return (writer().scalar(RECENT, values) or 0) >= most


def of_crowded_networks(most: int, *, now: datetime, at_most: int, after: str = "") -> list[str]:
    """Return ids above *after* of cases from networks that sent more than *most* in the hour."""
    crowded = (
        select(Arrival.network)
        .where(Arrival.until > now)
        .group_by(Arrival.network)
        .having(func.count() > most)
    )
    next_ones = Arrival.until > now, Arrival.network.in_(crowded), Arrival.case_id > after
    return all_rows(Arrival.case_id, *next_ones, by=(Arrival.case_id,), most=at_most)


def forget(case_ids: Collection[str]) -> None:
    """Delete the rows of these cases, so that nothing counts them any more."""
    delete_rows(Arrival, Arrival.case_id.in_(case_ids))


def discard_old(now: datetime) -> None:
    """Delete the rows whose time is over, or that a clock set back left for too long."""
    far = (Arrival.until <= now) | (Arrival.until > now + WINDOW + STEP)
    delete_rows(Arrival, far)


KEY = sha256(b"intake: too many drafts").digest()
"""Key of the row. It is no network's, and every process knows it."""

LASTS = timedelta(minutes=3)
"""Time for which a note holds: two checks of the worker may fail."""

_NOTE = text(
    "INSERT INTO try_counts (key, span, tries, until) VALUES (:key, 0, 1, :until)"
    " ON CONFLICT (key, span) DO UPDATE SET until = :until"
).bindparams(bindparam("until", type_=TryCount.until.type))


def note(now: datetime) -> None:
    """Note that there are too many drafts now."""
    db.session.execute(_NOTE, {"key": KEY, "until": now + LASTS})


def is_noted(now: datetime) -> bool:
    """Return true if there were too many drafts within the last minutes."""
    until = first_row(TryCount.until, TryCount.key == KEY, TryCount.span == 0)
    return until is not None and until > now
