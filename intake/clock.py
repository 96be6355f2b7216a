"""The only source of time. Doors read it and pass it down."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def today(zone: ZoneInfo) -> date:
    """Return the current day in *zone*, the day that law and queue use."""
    return now().astimezone(zone).date()
