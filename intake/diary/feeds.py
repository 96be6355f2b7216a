"""Store the calendar feeds of members."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from intake.diary.models import CalendarFeed
from intake.extensions import change_rows, db, delete_rows, first_row

OF_MEMBER = select(CalendarFeed).where(CalendarFeed.member_id == bindparam("member_id"))
"""Built once, because the pages of work, queue and diary execute it."""


def add(feed: CalendarFeed) -> CalendarFeed:
    """Add a feed; its member has no other."""
    db.session.add(feed)
    return feed


def find(address_hash: bytes) -> CalendarFeed | None:
    """Return the feed whose address has this hash."""
    return first_row(CalendarFeed, CalendarFeed.address_hash == address_hash)


def of_member(member_id: str) -> CalendarFeed | None:
    """Return the feed of a member."""
    return db.session.scalar(OF_MEMBER, {"member_id": member_id})


def renew(feed_id: str, sealed: bytes, *, dates_hash: bytes, now: datetime) -> None:
    """Store the sealed dates of a feed, unless it was revoked meanwhile."""
    values = {"sealed": sealed, "dates_hash": dates_hash, "renewed_at": now}
    change_rows(CalendarFeed, CalendarFeed.id == feed_id, **values)


def empty_of(member_id: str, *, before: datetime | None) -> None:
    """Delete the sealed dates of a member's feed, if they were sealed before this moment.

    ``None`` is after every moment. The address stays; the member's next session seals them anew.
    """
    change = update(CalendarFeed).where(CalendarFeed.member_id == member_id)
    if before is not None:
        change = change.where(CalendarFeed.renewed_at < before)
    change = change.execution_options(synchronize_session="fetch")
    db.session.execute(change.values(sealed=None, dates_hash=None))


def discard_of(member_id: str) -> None:
    """Delete the feed of a member."""
    delete_rows(CalendarFeed, CalendarFeed.member_id == member_id)
