"""Remove the oldest entries; the chain then begins at the first one left."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, delete, or_, select, update

from intake.audit.chain import ENTRIES, Link, head_to_change
from intake.audit.verify import verify
from intake.extensions import db
from intake.frozen import frozen

YEARS = 2
"""Years for which an entry is kept, and then until the end of the month. A lawyer decides it."""

AT_ONCE = 5000

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
    rows = db.session.execute(older.order_by(ENTRIES.c.seq).limit(AT_ONCE)).all()
    if not rows:
        return None
    verified = verify(at_most=len(rows))
    if verified.broken or verified.upto.seq != rows[-1].seq:
        raise ChangedEntries
    cases = frozenset(row.case_id for row in rows if row.case_id)
    return OldEntries(upto=verified.upto, cases=cases, more=len(rows) == AT_ONCE)


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
