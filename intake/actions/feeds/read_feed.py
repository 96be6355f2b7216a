"""Read a calendar feed with the secret in its address. No session is needed."""

from __future__ import annotations

from datetime import datetime, tzinfo

from intake.actions.access.login_row_mac import own_key, verify_login_row
from intake.actions.feeds.feed_dates import FeedContent, calendar_text
from intake.diary import feeds
from intake.diary.models import CalendarFeed
from intake.sealing.opening import open_sealed, open_under
from intake.sealing.tokens import feed_hash, feed_key_place, feed_place
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may


class NoSuchFeed(Exception):
    """No address of a calendar feed has this secret, or its member may not see dates any more."""


def read_feed(token: bytes, *, installation: str, zone: tzinfo, now: datetime) -> bytes:
    """Return the dates as an iCalendar file. Raise :class:`NoSuchFeed`.

    Raise ``SealBroken`` for a feed that was changed or put back.
    """
    feed = feeds.find(feed_hash(token))
    member = staff.find(feed.member_id) if feed else None
    if feed is None or member is None or not _may_see(member):
        raise NoSuchFeed
    verify_login_row(feed, own_key(member))
    content = _opened(feed, token, installation=installation, now=now)
    return calendar_text(content, zone=zone, now=now)


def _may_see(member: StaffMember) -> bool:
    return member.disabled_on is None and may(member.roles, Act.SEE_DIARY)


def _opened(feed: CalendarFeed, token: bytes, *, installation: str, now: datetime) -> FeedContent:
    if feed.sealed is None:
        return FeedContent(dates=(), as_of=now)
    key_place = feed_key_place(feed.id, installation=installation)
    private = open_under(token, feed.wrapped_private, context=key_place)
    place = feed_place(feed.id, installation=installation)
    return FeedContent.from_bytes(open_sealed(feed.sealed, private, context=place))
