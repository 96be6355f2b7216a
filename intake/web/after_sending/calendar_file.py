"""A calendar file (RFC 5545) with one day, under a title that says nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

DAY_BEFORE = timedelta(days=-1)
MAKER = "-//intake//EN"


def calendar_of(day: date, *, title: str, uid: str, now: datetime) -> bytes:
    """Return a file with an appointment on this whole day, and an alarm the day before.

    *title* must be neutral: the phone shows it to whoever holds it. The file has no place, no
    text, and no name of the organisation.
    """
    from icalendar import Alarm, Calendar, Event  # 30 ms and 3 MiB for a few downloads a week

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", DAY_BEFORE)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("summary", title)
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
