"""The dates of a calendar feed: as clear rows, as sealed content, and as an iCalendar file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import sha256
from typing import TYPE_CHECKING

from intake.actions.queue.agenda import MOST, Agenda, DueDate, dates_between
from intake.diary.models import Kind

if TYPE_CHECKING:
    from icalendar import Event

AHEAD = timedelta(days=400)
"""Days after the day of the renewal that a feed shows. Open dates before it are all shown."""

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

TITLE: Mapping[Kind, str] = {
    Kind.ACT_BY: "Act by",
    Kind.PLAN_BY: "Start preparing",
    Kind.NEXT_LOOK: "Follow up",
    Kind.CALL: "Call",
}
"""The neutral title of each kind; the reference of the case follows it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedDate:
    """One date: its stable name, the title, the day, and the time of a call (``14:30``)."""

    uid: str
    title: str
    on: date
    time: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
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


def own_dates(agenda: Agenda, *, today: date) -> Sequence[DueDate]:
    """Return the open dates that a feed shows, the oldest first, and one more if some are cut."""
    return dates_between(agenda, None, today + AHEAD)


def hash_of(dates: Sequence[DueDate]) -> bytes:
    """Return a hash of the clear columns of the dates, which changes whenever they do."""
    rows = [
        [due.entry.id, due.entry.on.isoformat(), due.entry.early, due.case.reference]
        for due in dates
    ]
    return sha256(json.dumps(rows).encode()).digest()


def content_of(
    dates: Sequence[DueDate],
    exact_days: Mapping[str, date],
    times: Mapping[str, str],
    *,
    now: datetime,
) -> FeedContent:
    """Return the content of a feed; *exact_days* and *times* are by the id of the entry."""
    shown = tuple(
        _feed_date(due, exact_days.get(due.entry.id, due.entry.on), times.get(due.entry.id, ""))
        for due in dates[:MOST]
    )
    return FeedContent(dates=shown, as_of=now, is_cut=len(dates) > MOST)


def uid_of(entry_id: str) -> str:
    """Return the stable name of a date in calendar files, which does not tell the id of its row."""
    return sha256(b"feed date " + entry_id.encode()).hexdigest()[:32]


def _feed_date(due: DueDate, on: date, at: str) -> FeedDate:
    title = f"{TITLE[Kind(due.entry.kind)]} {due.case.reference}"
    return FeedDate(uid=uid_of(due.entry.id), title=title, on=on, time=at)


def calendar_text(content: FeedContent, *, zone: tzinfo, now: datetime) -> bytes:
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
