"""Times for a call in words, for the mailbox and the desk."""

from __future__ import annotations

from babel.dates import format_time, get_timezone_name
from flask_babel import get_locale, gettext

from intake.actions.opening.case_messages import OpenMessage
from intake.actions.slots.open_offer import Slot
from intake.web.app_context import settings
from intake.web.filters import long_date_with_weekday


def slot_text(slot: Slot) -> str:
    """Return day, time and time zone, such as *Tuesday 1 December 2026, 2:30 PM (Eastern Time)*."""
    zone, locale = settings().time_zone, get_locale()
    begins = slot.begins(zone)
    return gettext(
        "%(day)s, %(time)s (%(zone)s)",
        day=long_date_with_weekday(slot.on),
        time=format_time(begins, "short", tzinfo=zone, locale=locale),
        zone=get_timezone_name(begins, locale=locale, zone_variant="generic"),
    )


def time_lines(message: OpenMessage) -> list[str] | None:
    """Return a message that offers, withdraws or chooses times, by line; ``None`` for another."""
    if message.chose:
        chosen = slot_text(Slot.from_text(message.chose.slot))
        return [gettext("Please call me at this time: %(time)s", time=chosen)]
    if message.offered is None:
        return None
    if not message.offered:
        return [gettext("The times for a call that we offered are no longer open.")]
    times = [slot_text(Slot.from_text(text)) for text in message.offered]
    return [gettext("We can call you at one of these times:"), *times]
