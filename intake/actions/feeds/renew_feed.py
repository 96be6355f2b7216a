"""Renew a member's calendar feed in one of their own sessions, which can open the dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from intake.actions.access.login_row_mac import own_key, verify_login_row
from intake.actions.feeds.feed_dates import FeedContent, content_of, hash_of, own_dates
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.read_cards import read_cards
from intake.actions.queue.agenda import MOST, Agenda, DueDate
from intake.actions.queue.date_details import date_details
from intake.diary import feeds
from intake.diary.models import CalendarFeed
from intake.sealing.seal import Recipient, seal_to
from intake.sealing.tokens import feed_place
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may

RENEW_EVERY = timedelta(hours=1)


def due_dates(
    feed: CalendarFeed, agenda: Agenda, *, today: date, now: datetime
) -> Sequence[DueDate] | None:
    """Return the dates to seal anew; ``None`` if the feed is younger than an hour and the same."""
    dates = own_dates(agenda, today=today)
    is_young = feed.renewed_at is not None and abs(now - feed.renewed_at) < RENEW_EVERY
    return None if is_young and feed.dates_hash == hash_of(dates) else dates


def seal_dates(
    feed: CalendarFeed,
    member: StaffMember,
    dates: Sequence[DueDate],
    reader: Reader,
    *,
    now: datetime,
) -> bytes:
    """Return the dates, sealed to the feed's public key. Nothing is written.

    Raise ``BadRowMac`` or ``RowRevoked`` for a feed that the desk did not write.
    """
    verify_login_row(feed, own_key(member))
    content = _content(dates, reader, now=now)
    recipient = Recipient(whose=member.id, public_key=feed.public_key)
    place = feed_place(feed.id, installation=reader.installation)
    return seal_to(recipient, content.to_bytes(), context=place)


def save_dates(feed_id: str, sealed: bytes, dates: Sequence[DueDate], *, now: datetime) -> None:
    """Store what :func:`seal_dates` returned."""
    feeds.renew(feed_id, sealed, dates_hash=hash_of(dates), now=now)


def _content(dates: Sequence[DueDate], reader: Reader, *, now: datetime) -> FeedContent:
    """Return the content of the feed, with exact days and times where the reader may open them."""
    shown = dates[:MOST] if may(reader.roles, Act.OPEN_CASE) else ()
    details = date_details(shown, reader)
    times = {entry_id: date.time for entry_id, date in details.items() if date.time}
    return content_of(dates, _exact_days(shown, reader), times, now=now)


def _exact_days(dates: Sequence[DueDate], reader: Reader) -> Mapping[str, date]:
    early = [due for due in dates if due.entry.early]
    cards = read_cards(list({due.case.id: due.case for due in early}.values()), reader)
    return {
        due.entry.id: cards[due.case.id].exact_day(due.entry.on, early=True)
        for due in early
        if due.case.id in cards
    }
