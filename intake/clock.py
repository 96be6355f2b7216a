"""The only source of time. Doors ask here and pass the answer down."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today(zone: ZoneInfo) -> date:
    """The calendar day in ``zone``: the day that law and queue go by."""
    return now().astimezone(zone).date()
