"""Chain the audit log, verify and shorten it: each entry holds the hash of the one before it.

An act writes an unchained entry, so that no act waits for another. Later one worker at a time
numbers the entries, and from then on none can be changed, removed or inserted unnoticed: every
number exists, every hash is right, and the end is where the head says. Where the oldest entries are
removed, the chain begins at the first one left.
"""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    Select,
    TextClause,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    text,
    update,
)

from intake.audit.models import IS_ROW_MISSING, IS_SEAL_BROKEN, AuditEntry, AuditHead
from intake.extensions import any_row, db, fetch, first_row, locking
from intake.frozen import frozen, record

AT_ONCE = 500
"""Entries that are chained in one transaction."""

THE_HEAD = "head"
ENTRIES = AuditEntry.__table__

_HEAD = select(AuditHead)

_BEGIN = text(
    "INSERT INTO audit_heads (id, seq, hash, checked) VALUES (:id, :seq, :hash, 0)"
    " ON CONFLICT (id) DO NOTHING"
)


def chain(now: datetime) -> bool:
    """Chain the next unchained entries in order; return whether more may be left."""
    head = head_to_change()
    last = Link(head.seq, head.hash)
    order = (ENTRIES.c.on, ENTRIES.c.at.nulls_first(), ENTRIES.c.id)  # as in a case's history
    query = select(ENTRIES).where(ENTRIES.c.seq.is_(None)).order_by(*order).limit(AT_ONCE)
    waiting = db.session.execute(query).mappings().all()
    # Entries that an intruder numbered beyond the end keep their numbers: verify() sees the gap.
    number = max(last.seq, db.session.scalar(select(func.max(ENTRIES.c.seq))) or 0)
    for entry in waiting:
        number += 1
        entry_hash = hash_of({**entry, "seq": number}, previous=last.hash)
        values = {"seq": number, "previous": last.hash, "hash": entry_hash}
        db.session.execute(update(ENTRIES).where(ENTRIES.c.id == entry["id"]).values(values))
        last = Link(number, entry_hash)
    head.seq, head.hash = last.seq, last.hash
    more = len(waiting) == AT_ONCE
    head.at = head.at if more else now
    return more


def head() -> AuditHead | None:
    """Return the head of the chain, or ``None`` before the worker first ran."""
    return db.session.scalar(_HEAD)


def head_to_change() -> AuditHead:
    """Return the head, created if necessary, and locked against other workers."""
    db.session.execute(_BEGIN, {"id": THE_HEAD, "seq": START.seq, "hash": START.hash})
    return db.session.scalars(locking(_HEAD)).one()


FORMAT = b"intake audit 1\n"
NOT_HASHED = frozenset({"previous", "hash"})
"""Columns that are not hashed with the others: they are the hash before, and the hash itself."""


@record
class Link:
    """A place in the chain: the number of the last entry, and its hash."""

    seq: int
    hash: bytes


START = Link(0, bytes(32))
"""The place before the first entry."""


def hash_of(entry: Mapping[str, Any], *, previous: bytes) -> bytes:
    """Return the hash of an entry: SHA-256 over the hash before it and all its columns.

    Empty columns are left out, so that a column that is added later changes no older hash.
    """
    values = {
        name: value for name, value in entry.items() if value is not None and name not in NOT_HASHED
    }
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), default=_as_json)
    return sha256(FORMAT + previous + text.encode()).digest()


def _as_json(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat()


VERIFIED_AT_ONCE = 5000
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


def verify_some(now: datetime) -> None:
    """Verify the next entries of the round, and store the first fault at its end."""
    chain_head = head_to_change()
    verified = verify(link_at(chain_head.checked), at_most=VERIFIED_AT_ONCE)
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


def alarms(now: datetime) -> tuple[str, ...]:
    """Return the codes of all alarms.

    ``broken``: an entry of the chain was changed · ``unchained``: entries wait too long ·
    ``seal``: sealed data did not open · ``missing``: a row of a case is gone.
    """
    chain_head = head()
    checks = (
        ("broken", _is_broken(chain_head)),
        ("unchained", _is_late(chain_head, now)),
        ("seal", _was_logged(SEAL_BROKEN, now)),
        ("missing", _was_logged(ROW_MISSING, now)),
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


def _is_late(chain_head: AuditHead | None, now: datetime) -> bool:
    """Return true if entries wait that the worker should have chained.

    Also if it last chained them in the future, by a clock that was set back since.
    """
    chained_at = chain_head.at if chain_head else None
    is_overdue = chained_at is None or abs(now - chained_at) > LATE_AFTER
    return is_overdue and waiting(at_most=1) > 0


def _was_logged(query: Select[str], now: datetime) -> bool:
    """Return true if an act was logged in the last ``ALARM_FOR``."""
    return fetch(query, since=(now - ALARM_FOR).date()).scalar() is not None


def _last_number() -> int:
    return fetch(LAST_NUMBER).scalar() or beginning().seq


def _logged_since(act: TextClause) -> Select[str]:
    """Return the query for an entry of an act since a day."""
    since = bindparam("since", type_=Date)
    return select(ENTRIES.c.id).where(act, ENTRIES.c.on >= since).limit(1)


SEAL_BROKEN, ROW_MISSING = _logged_since(IS_SEAL_BROKEN), _logged_since(IS_ROW_MISSING)


YEARS = 2
"""Years for which an entry is kept, and then until the end of the month. A lawyer decides it."""

REMOVED_AT_ONCE = 5000

ENDED_OF_MEMBER = and_(
    ENTRIES.c.ended.is_not(None), ENTRIES.c.member_id.is_not(None), ENTRIES.c.case_id.is_(None)
)
"""Entries that revoke a password, a code or a key. They are never removed."""

UNCHAINED = {"seq": None, "previous": None, "hash": None}


class ChangedEntries(Exception):
    """Some entries to remove were changed since they were chained. They stay, to be examined."""


@frozen
class OldEntries:
    """The oldest entries of the chain, up to ``upto``, and the ids of their cases."""

    upto: Link
    cases: frozenset[str]
    more: bool


def kept_since(today: date) -> date:
    """Return the first day whose entries are kept. It is always the first of a month."""
    return date(today.year - YEARS, today.month, 1)


def old_entries(*, before: date) -> OldEntries | None:
    """Return entries at the beginning of the chain that are older than a day, or ``None``.

    Lock the head until the end of the transaction. Raise :class:`ChangedEntries`.
    """
    head_to_change()
    younger = select(ENTRIES.c.seq).where(ENTRIES.c.seq.is_not(None), ENTRIES.c.on >= before)
    first_kept = db.session.scalar(younger.order_by(ENTRIES.c.seq).limit(1))
    older = select(ENTRIES.c.seq, ENTRIES.c.case_id).where(ENTRIES.c.seq.is_not(None))
    if first_kept is not None:
        older = older.where(ENTRIES.c.seq < first_kept)
    rows = db.session.execute(older.order_by(ENTRIES.c.seq).limit(REMOVED_AT_ONCE)).all()
    if not rows:
        return None
    verified = verify(at_most=len(rows))
    if verified.broken or verified.upto.seq != rows[-1].seq:
        raise ChangedEntries
    cases = frozenset(row.case_id for row in rows if row.case_id)
    return OldEntries(upto=verified.upto, cases=cases, more=len(rows) == REMOVED_AT_ONCE)


def shorten(old: OldEntries, *, standing: Collection[str]) -> int:
    """Remove old entries; return how many.

    Those of the cases in *standing*, and those in ``ENDED_OF_MEMBER``, become unchained instead, to
    be chained again at the end.
    """
    is_old = ENTRIES.c.seq <= old.upto.seq
    is_kept = or_(ENTRIES.c.case_id.in_(standing), ENDED_OF_MEMBER)
    db.session.execute(update(ENTRIES).where(is_old, is_kept).values(UNCHAINED))
    removed = db.session.connection().execute(delete(ENTRIES).where(is_old)).rowcount
    head = head_to_change()
    head.first_seq, head.first_previous = old.upto.seq + 1, old.upto.hash
    head.checked = max(head.checked, old.upto.seq)
    return removed
