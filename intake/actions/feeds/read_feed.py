"""Read a calendar feed with the secret in its address. No session is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, tzinfo

from intake.actions.access.login_row_mac import own_key, verify_login_row
from intake.actions.feeds.feed_dates import FeedContent, calendar_text, uid_of
from intake.actions.lending.lend_case import is_borrower
from intake.actions.queue.agenda import Agenda, open_entry_ids
from intake.cases.loans import lent_ids
from intake.cases.walls import walls_for
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

    Sealed dates that the member would no longer see are left out: those that are done, and those
    of a case that was closed, erased, walled or given to another member since. Raise
    ``SealBroken`` for a feed that was changed or put back.
    """
    feed = feeds.find(feed_hash(token))
    member = staff.find(feed.member_id) if feed else None
    if feed is None or member is None or not _may_see(member):
        raise NoSuchFeed
    verify_login_row(feed, own_key(member))
    content = _opened(feed, token, installation=installation, now=now)
    content = _still_visible(content, member, today=now.astimezone(zone).date())
    return calendar_text(content, zone=zone, now=now)


def _may_see(member: StaffMember) -> bool:
    return member.disabled_on is None and may(member.roles, Act.SEE_DIARY)


def _opened(feed: CalendarFeed, token: bytes, *, installation: str, now: datetime) -> FeedContent:
    if feed.sealed is None:
        return FeedContent(dates=(), as_of=feed.renewed_at or now, is_emptied=True)
    key_place = feed_key_place(feed.id, installation=installation)
    private = open_under(token, feed.wrapped_private, context=key_place)
    place = feed_place(feed.id, installation=installation)
    return FeedContent.from_bytes(open_sealed(feed.sealed, private, context=place))


def _still_visible(content: FeedContent, member: StaffMember, *, today: date) -> FeedContent:
    """Return the content without dates that are not open dates of the member's own cases now."""
    agenda = Agenda(
        team_id=member.team_id,
        owner_id=member.id,
        hidden=walls_for(member.team_id, member.id).hidden_ids,
        lent=lent_ids(member.id, today=today) if is_borrower(member) else None,
    )
    visible = {uid_of(entry_id) for entry_id in open_entry_ids(agenda)}
    return replace(content, dates=tuple(row for row in content.dates if row.uid in visible))
