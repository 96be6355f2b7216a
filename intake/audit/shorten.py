"""Take the oldest entries out of the log: the chain then begins at the first that is left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, delete, or_, select, update

from intake.audit.chain import ENTRIES, head_to_change
from intake.audit.links import Link
from intake.audit.verify import verify
from intake.extensions import db

YEARS = 2
"""So long an entry is kept, and then until the month is over: a proposal that a lawyer decides."""

AT_ONCE = 5000

ENDED_OF_MEMBER = and_(
    ENTRIES.c.ended.is_not(None), ENTRIES.c.member_id.is_not(None), ENTRIES.c.case_id.is_(None)
)
"""A password, a code or a key that opens nothing more, however long ago that was."""

UNCHAINED = {"seq": None, "previous": None, "hash": None}


class DoesNotHold(Exception):
    """The entries to be removed are not as they were chained: they stay, to be looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlived:
    """The oldest entries of the chain, up to ``upto``, and the cases that they tell of."""

    upto: Link
    cases: frozenset[str]
    more: bool


def kept_since(today: date) -> date:
    """The first day whose entries are kept: once a month it moves on by a month."""
    return date(today.year - YEARS, today.month, 1)


def outlived(*, before: date) -> Outlived | None:
    """What stands at the beginning of the chain and is older than this day; held until the end
    of the transaction. Raises :class:`DoesNotHold`.
    """
    head_to_change()
    young = select(ENTRIES.c.seq).where(ENTRIES.c.seq.is_not(None), ENTRIES.c.on >= before)
    oldest_kept = db.session.scalar(young.order_by(ENTRIES.c.seq).limit(1))
    old = select(ENTRIES.c.seq, ENTRIES.c.case_id).where(ENTRIES.c.seq.is_not(None))
    if oldest_kept is not None:
        old = old.where(ENTRIES.c.seq < oldest_kept)
    found = db.session.execute(old.order_by(ENTRIES.c.seq).limit(AT_ONCE)).all()
    if not found:
        return None
    followed = verify(at_most=len(found))
    if followed.broken or followed.upto.seq != found[-1].seq:
        raise DoesNotHold
    cases = frozenset(row.case_id for row in found if row.case_id)
    return Outlived(upto=followed.upto, cases=cases, more=len(found) == AT_ONCE)


def shorten(old: Outlived, *, standing: Collection[str]) -> int:
    """Remove them; what tells of a case that stands, or what a member had that was ended, is to be
    chained anew, at the end instead.

    Gives how many are gone.
    """
    among = ENTRIES.c.seq <= old.upto.seq
    kept = or_(ENTRIES.c.case_id.in_(standing), ENDED_OF_MEMBER)
    db.session.execute(update(ENTRIES).where(among, kept).values(UNCHAINED))
    gone = db.session.connection().execute(delete(ENTRIES).where(among)).rowcount
    head = head_to_change()
    head.first_seq, head.first_previous = old.upto.seq + 1, old.upto.hash
    head.checked = max(head.checked, old.upto.seq)
    return gone
