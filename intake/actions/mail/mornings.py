"""Find the mornings on which emails to members are sent, in the organisation’s time zone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.settings import Settings

BEGINS = time(7)
"""Time of the morning emails. No change of the clocks falls on it."""


@dataclass(frozen=True, slots=True)
class Morning:
    """A day whose morning has begun, and the last day before the next working day."""

    day: date
    until: date


def latest_morning(now: datetime, settings: Settings, holidays: Collection[date]) -> Morning:
    """Return the morning that began last before *now*.

    On a Friday it covers the days to Sunday, and before a holiday also the holiday: so what is due
    on a day without work is sent on the morning of the last working day before it.
    """
    local = now.astimezone(settings.time_zone)
    day = local.date() if local.time() >= BEGINS else local.date() - timedelta(days=1)
    return Morning(day, settings.staffed.last_day_before_next(day, holidays))


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next time at which morning emails are sent."""
    today = now.astimezone(zone).date()
    morning = datetime.combine(today, BEGINS, zone)
    return morning if morning > now else datetime.combine(today + timedelta(days=1), BEGINS, zone)
