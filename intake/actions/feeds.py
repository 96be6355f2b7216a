"""The dates of a member as a calendar feed: make its address, renew and read it, revoke it.

A session of the member can open the dates, and seals them for the feed. No session is needed to
read them, as an iCalendar file: the secret of its address is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import sha256
from typing import TYPE_CHECKING

from intake.actions.access.moment import Moment
from intake.actions.access.unlock_keys import own_key, verify_login_row
from intake.actions.lending import is_borrower
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.search_cards import read_cards
from intake.actions.queue.agenda import (
    MOST,
    Agenda,
    DueDate,
    date_details,
    dates_between,
    open_entry_ids,
)
from intake.audit.acts import AuditAct
from intake.cases.loans import lent_ids
from intake.cases.walls import walls_for
from intake.diary import feeds
from intake.diary.models import CalendarFeed, title_of
from intake.extensions import new_id
from intake.frozen import frozen
from intake.sealing.opening import open_sealed, open_under
from intake.sealing.seal import Recipient, new_pair, seal_to, seal_under
from intake.sealing.signing import row_mac_of, set_row_mac
from intake.sealing.tokens import feed_hash, feed_key_place, feed_place
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.store import Act, may

if TYPE_CHECKING:
    from icalendar import Event

AHEAD = timedelta(days=400)
"""Days after the day of the renewal that a feed shows. Open dates before it are all shown."""

RENEW_EVERY = timedelta(hours=1)
CALL_LASTS = timedelta(minutes=30)
FRESH = timedelta(hours=24)
"""Time after which a feed says that it was not renewed."""

MAKER = "-//intake//dates//EN"
NAME = "Case dates"
ALWAYS = (
    *(("prodid", MAKER), ("version", "2.0"), ("method", "PUBLISH")),
    *(("name", NAME), ("x-wr-calname", NAME), ("x-published-ttl", "PT1H")),
)
"""Properties of every file: its maker, its name, and how often to fetch it."""


@frozen
class FeedDate:
    """One date: its stable name, the title, the day, and the time of a call (``14:30``)."""

    uid: str
    title: str
    on: date
    time: str = ""


@frozen
class FeedContent:
    """The sealed content: the dates, the moment at which they were read, and whether some are cut.

    ``is_emptied`` is not sealed: the dates were deleted, and wait for the member's next session.
    """

    dates: tuple[FeedDate, ...]
    as_of: datetime
    is_cut: bool = False
    is_emptied: bool = False

    def to_bytes(self) -> bytes:
        """Return the content as JSON."""
        dates = [[row.uid, row.title, row.on.isoformat(), row.time] for row in self.dates]
        content = {"as_of": self.as_of.isoformat(), "cut": self.is_cut, "dates": dates}
        return json.dumps(content).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> FeedContent:
        """Return the content that :meth:`to_bytes` wrote."""
        read = json.loads(content)
        dates = [
            FeedDate(uid=uid, title=title, on=date.fromisoformat(on), time=at)
            for uid, title, on, at in read["dates"]
        ]
        as_of = datetime.fromisoformat(read["as_of"])
        return cls(dates=tuple(dates), as_of=as_of, is_cut=read["cut"])


class NoSuchFeed(Exception):
    """No address of a calendar feed has this secret, or its member may not see dates any more."""


def due_dates(
    feed: CalendarFeed, agenda: Agenda, *, today: date, now: datetime
) -> Sequence[DueDate] | None:
    """Return the dates to seal anew; ``None`` if the feed is younger than an hour and the same."""
    dates = dates_between(agenda, None, today + AHEAD)
    is_young = feed.renewed_at is not None and abs(now - feed.renewed_at) < RENEW_EVERY
    return None if is_young and feed.dates_hash == _hash_of(dates) else dates


def seal_dates(
    feed: CalendarFeed,
    member: StaffMember,
    dates: Sequence[DueDate],
    reader: Reader,
    now: datetime,
) -> bytes:
    """Return the dates, sealed to the feed's public key. Nothing is written.

    Raise ``BadRowMac`` or ``RowRevoked`` for a feed that the desk did not write.
    """
    verify_login_row(feed, own_key(member))
    content = _content(dates, reader, now)
    recipient = Recipient(whose=member.id, public_key=feed.public_key)
    place = feed_place(feed.id, reader.installation)
    return seal_to(recipient, content.to_bytes(), place)


def save_dates(feed_id: str, sealed: bytes, dates: Sequence[DueDate], now: datetime) -> None:
    """Store what :func:`seal_dates` returned."""
    feeds.renew(feed_id, sealed, dates_hash=_hash_of(dates), now=now)


def read_feed(token: bytes, *, installation: str, zone: tzinfo, now: datetime) -> bytes:
    """Return the dates as an iCalendar file. Raise :class:`NoSuchFeed`.

    Sealed dates that the member would no longer see are left out: those that are done, and those
    of a case that was closed, erased, walled or given to another member since. Raise
    ``SealBroken`` for a feed that was changed or put back.
    """
    feed = feeds.find(feed_hash(token))
    member = staff.find(feed.member_id) if feed else None
    if feed is None or member is None or member.disabled_on or not may(member.roles, Act.SEE_DIARY):
        raise NoSuchFeed
    verify_login_row(feed, own_key(member))
    content = _opened(feed, token, now, installation)
    content = _still_visible(content, member, today=now.astimezone(zone).date())
    return _calendar_text(content, zone=zone, now=now)


def _content(dates: Sequence[DueDate], reader: Reader, now: datetime) -> FeedContent:
    """Return the content of the feed, with exact days and times where the reader may open them."""
    listed = dates[:MOST]
    may_open = listed if reader.may(Act.OPEN_CASE) else ()
    details = date_details(may_open, reader)
    early = {due.case.id: due.case for due in may_open if due.entry.early}
    cards = read_cards(list(early.values()), reader)
    shown = []
    for due in listed:
        entry, on = due.entry, due.entry.on
        if entry.early and due.case.id in cards:
            on = cards[due.case.id].exact_day(on, early=True)
        detail = details.get(entry.id, {})
        kind, at = title_of(entry.kind, detail.get("set_by", "")), detail.get("time", "")
        title = f"{kind} {due.case.reference}"
        shown.append(FeedDate(uid=_uid_of(entry.id), title=title, on=on, time=at))
    return FeedContent(dates=tuple(shown), as_of=now, is_cut=len(dates) > MOST)


def _hash_of(dates: Sequence[DueDate]) -> bytes:
    """Return a hash of the clear columns of the dates, which changes whenever they do."""
    rows = [
        [due.entry.id, due.entry.on.isoformat(), due.entry.early, due.case.reference]
        for due in dates
    ]
    return sha256(json.dumps(rows).encode()).digest()


def _uid_of(entry_id: str) -> str:
    """Return the stable name of a date in calendar files, which does not tell the id of its row."""
    return sha256(b"feed date " + entry_id.encode()).hexdigest()[:32]


def _opened(feed: CalendarFeed, token: bytes, now: datetime, installation: str) -> FeedContent:
    if feed.sealed is None:
        return FeedContent(dates=(), as_of=feed.renewed_at or now, is_emptied=True)
    key_place = feed_key_place(feed.id, installation)
    private = open_under(token, feed.wrapped_private, key_place)
    place = feed_place(feed.id, installation)
    return FeedContent.from_bytes(open_sealed(feed.sealed, private, place))


def _still_visible(content: FeedContent, member: StaffMember, *, today: date) -> FeedContent:
    """Return the content without dates that are not open dates of the member's own cases now."""
    agenda = Agenda(
        team_id=member.team_id,
        owner_id=member.id,
        hidden=walls_for(member.team_id, member.id).hidden_ids,
        lent=lent_ids(member.id, today=today) if is_borrower(member) else None,
    )
    visible = {_uid_of(entry_id) for entry_id in open_entry_ids(agenda)}
    return replace(content, dates=tuple(row for row in content.dates if row.uid in visible))


def _calendar_text(content: FeedContent, *, zone: tzinfo, now: datetime) -> bytes:
    """Return the content as an iCalendar file (RFC 5545), which says how old it is."""
    from icalendar import Calendar  # 30 ms and 3 MiB, which applicants' processes never need

    age = _age(content, zone=zone, now=now)
    calendar = Calendar()
    for name, value in (*ALWAYS, ("description", age), ("x-wr-caldesc", age)):
        calendar.add(name, value)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    as_of = content.as_of.astimezone(UTC)
    note = FeedDate(uid="as-of", title=age, on=now.astimezone(zone).date())
    for row in (note, *content.dates):
        calendar.add_component(_event(row, zone=zone, as_of=as_of))
    text: bytes = calendar.to_ical()
    return text


def _age(content: FeedContent, *, zone: tzinfo, now: datetime) -> str:
    """Return a sentence that says of when the dates are, and how many are overdue.

    It also says that they are old, cut or emptied.
    """
    as_of = content.as_of.astimezone(zone)
    day = f"{as_of.day} {as_of:%B %Y, %H:%M}"
    if content.is_emptied:
        return f"Dates are being renewed: sign in to the desk to see them (last as of {day})"
    says = f"Dates as of {day}"
    if now - content.as_of > FRESH:
        says = f"Not up to date: dates as of {day}. Sign in to the desk to renew them"
    today = now.astimezone(zone).date()
    if overdue := sum(row.on < today for row in content.dates):
        says = f"{says}. Overdue dates: {overdue}. See the diary"
    return f"{says}. Only the first {MOST} dates are listed" if content.is_cut else says


def _event(row: FeedDate, *, zone: tzinfo, as_of: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", row.uid)
    event.add("dtstamp", as_of)
    if row.time:
        starts = datetime.combine(row.on, time.fromisoformat(row.time), zone).astimezone(UTC)
        event.add("dtstart", starts)
        event.add("dtend", starts + CALL_LASTS)
    else:
        event.add("dtstart", row.on)
    event.add("summary", row.title)
    event.add("transp", "OPAQUE" if row.time else "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def make_feed(member: StaffMember, token: bytes, moment: Moment) -> None:
    """Add the feed that *token* opens, in place of the member's older one.

    The token is stored nowhere: the server can find the feed by it, and seal dates for it.
    """
    staff.find_for_change(member.id)
    end_feed(member, moment)
    pair, feed_id = new_pair(), new_id()
    place = feed_key_place(feed_id, moment.installation)
    feed = CalendarFeed(
        id=feed_id,
        member_id=member.id,
        address_hash=feed_hash(token),
        public_key=pair.public,
        wrapped_private=seal_under(token, pair.private, place),
        made_on=moment.day,
    )
    set_row_mac(feed, own_key(member))
    feeds.add(feed)
    moment.log(AuditAct.CALENDAR_MADE, member.id)


def end_feed(member: StaffMember, moment: Moment) -> bool:
    """Delete the member's feed, so that its address opens nothing; return true if there was one.

    The audit log knows the row from then on, so that it opens nothing if it is put back.
    """
    feed = feeds.of_member(member.id)
    if feed is None:
        return False
    ended = row_mac_of(feed) or feed.id.encode()
    feeds.discard_of(member.id)
    act = AuditAct.CALENDAR_REVOKED
    moment.log(act, member.id, ended=ended)
    return True
