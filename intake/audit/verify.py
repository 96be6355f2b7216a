"""Verify the chain: every number exists, every hash is right, the end is where the head says."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Date, Integer, Select, TextClause, bindparam, func, select

from intake.audit.chain import ENTRIES, START, Link, hash_of, head, head_to_change
from intake.audit.models import IS_ROW_MISSING, IS_SEAL_BROKEN, AuditEntry, AuditHead
from intake.extensions import db
from intake.frozen import frozen
from intake.rows import any_row, fetch, first_row

AT_ONCE = 5000
"""Entries that :func:`verify_some` verifies. After the last one the round begins again."""


@frozen
class Broken:
    """The first entry that is wrong: its number, its id if it exists, and the kind of fault.

    ``missing``: no entry has this number · ``changed``: the entry was changed after it was chained
    · ``cut_off``: entries are missing at the end, or come after it · ``before``: the entry comes
    before the first one that is left.
    """

    seq: int
    id: str
    why: str


@frozen
class Verified:
    """The place up to which the chain was verified, the first fault, and whether it is the end."""

    upto: Link
    broken: Broken | None
    at_end: bool


def verify(after: Link | None = None, *, at_most: int) -> Verified:
    """Verify at most *at_most* entries after a place, or from the beginning."""
    first = beginning()
    after = after or first
    early = select(ENTRIES.c.seq, ENTRIES.c.id).where(ENTRIES.c.seq <= first.seq)
    if stray := db.session.execute(early.order_by(ENTRIES.c.seq).limit(1)).first():
        fault = Broken(seq=stray.seq, id=stray.id, why="before")
        return Verified(upto=after, broken=fault, at_end=True)
    query = select(ENTRIES).where(ENTRIES.c.seq > after.seq).order_by(ENTRIES.c.seq)
    rows = db.session.execute(query.limit(at_most)).mappings().all()
    for row in rows:
        if broken := _broken(dict(row), after):
            return Verified(upto=after, broken=broken, at_end=True)
        after = Link(row["seq"], row["hash"])
    at_end = len(rows) < at_most
    return Verified(upto=after, broken=_cut_off(after) if at_end else None, at_end=at_end)


def verify_some(*, now: datetime) -> None:
    """Verify the next entries of the round, and store the first fault at its end."""
    chain_head = head_to_change()
    verified = verify(link_at(chain_head.checked), at_most=AT_ONCE)
    chain_head.checked = 0 if verified.at_end else verified.upto.seq
    if verified.at_end:
        chain_head.verified_at = now
        chain_head.broken = verified.broken.seq if verified.broken else None


def beginning() -> Link:
    """Return the place before the first entry that is left."""
    chain_head = head()
    if chain_head is None or chain_head.first_seq is None or chain_head.first_previous is None:
        return START
    return Link(chain_head.first_seq - 1, chain_head.first_previous)


def link_at(seq: int) -> Link:
    """Return the place after the entry with this number, or the beginning if there is none."""
    stored = first_row(AuditEntry.hash, AuditEntry.seq == seq)
    return Link(seq, stored) if stored else beginning()


def has_hash(head_hash: bytes) -> bool:
    """Return true if an entry has this hash, or the last one that was removed had it."""
    return head_hash == beginning().hash or any_row(AuditEntry, AuditEntry.hash == head_hash)


def _broken(row: dict[str, Any], before: Link) -> Broken | None:
    if row["seq"] != before.seq + 1:
        return Broken(seq=before.seq + 1, id="", why="missing")
    expected = hash_of(row, previous=before.hash)
    if row["previous"] == before.hash and row["hash"] == expected:
        return None
    return Broken(seq=row["seq"], id=row["id"], why="changed")


def _cut_off(last: Link) -> Broken | None:
    """Return a fault if the chain does not end at its head. An empty chain may have no head."""
    chain_head = head()
    end = Link(chain_head.seq, chain_head.hash) if chain_head else START
    if last == end:
        return None
    first = end.seq if last.seq == end.seq else min(last.seq, end.seq) + 1
    return Broken(seq=first, id="", why="cut_off")


LATE_AFTER = timedelta(minutes=5)
"""Entries that wait longer than this to be chained raise an alarm."""

ALARM_FOR = timedelta(days=30)
"""For this long a broken seal or a missing row raises an alarm."""

ENOUGH = 10_000
"""Counting entries that wait stops here."""

LAST_NUMBER = select(func.max(ENTRIES.c.seq))
WAITING = select(func.count()).select_from(
    select(ENTRIES.c.id)
    .where(ENTRIES.c.seq.is_(None))
    .limit(bindparam("at_most", type_=Integer))
    .subquery()
)
"""Built once, because each page of the queue executes them."""


def alarms(*, now: datetime) -> tuple[str, ...]:
    """Return the codes of all alarms.

    ``broken``: an entry of the chain was changed · ``unchained``: entries wait too long ·
    ``seal``: sealed data did not open · ``missing``: a row of a case is gone.
    """
    chain_head = head()
    checks = (
        ("broken", _is_broken(chain_head)),
        ("unchained", _is_late(chain_head, now=now)),
        ("seal", _was_logged(SEAL_BROKEN, now=now)),
        ("missing", _was_logged(ROW_MISSING, now=now)),
    )
    return tuple(code for code, is_raised in checks if is_raised)


def waiting(*, at_most: int = ENOUGH) -> int:
    """Count the entries that are not chained yet, up to *at_most*."""
    return fetch(WAITING, at_most=at_most).scalar() or 0


def _is_broken(chain_head: AuditHead | None) -> bool:
    """Return true if the worker found a changed entry, or the chain does not end at its head."""
    if chain_head is None:
        return _last_number() != START.seq
    end = Link(chain_head.seq, chain_head.hash)
    if chain_head.broken is not None or _last_number() != end.seq:
        return True
    return link_at(end.seq) != end


def _is_late(chain_head: AuditHead | None, *, now: datetime) -> bool:
    """Return true if entries wait that the worker should have chained.

    Also if it last chained them in the future, by a clock that was set back since.
    """
    chained_at = chain_head.at if chain_head else None
    is_overdue = chained_at is None or abs(now - chained_at) > LATE_AFTER
    return is_overdue and waiting(at_most=1) > 0


def _was_logged(query: Select[str], *, now: datetime) -> bool:
    """Return true if an act was logged in the last ``ALARM_FOR``."""
    return fetch(query, since=(now - ALARM_FOR).date()).scalar() is not None


def _last_number() -> int:
    return fetch(LAST_NUMBER).scalar() or beginning().seq


def _logged_since(act: TextClause) -> Select[str]:
    """Return the query for an entry of an act since a day."""
    since = bindparam("since", type_=Date)
    return select(ENTRIES.c.id).where(act, ENTRIES.c.on >= since).limit(1)


SEAL_BROKEN, ROW_MISSING = _logged_since(IS_SEAL_BROKEN), _logged_since(IS_ROW_MISSING)
