"""A request for a call in words, for the mailbox and the desk."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_time, get_timezone_name
from flask_babel import get_locale, gettext

from intake.actions.opening.case_messages import CallRequest, OpenMessage
from intake.questionnaire.asylum.reach import safe_times
from intake.web.app_context import settings
from intake.web.filters import long_date_with_weekday

TIMES = {option.code: option.says for option in safe_times.options}


def call_lines(call: CallRequest) -> list[str]:
    """Return the request, line by line, in the reader's language."""
    times = ", ".join(gettext(TIMES[code]) for code in call.times if code in TIMES)
    lines = [gettext("Please call me."), gettext("Safe times: %(times)s", times=times)]
    if call.language:
        lines.append(gettext("Language: %(language)s", language=call.language))
    if call.phone:
        lines.append(gettext("Number: %(phone)s", phone=call.phone))
    return lines


def older_time_line(message: OpenMessage) -> str:
    """Return what a message of an older release says of times for a call; empty for another."""
    if message.offers_times:
        return gettext("The times for a call that we offered are no longer open.")
    if not message.chosen_time:
        return ""
    zone, locale = settings().time_zone, get_locale()
    begins = datetime.fromisoformat(message.chosen_time).replace(tzinfo=zone)
    chosen = gettext(
        "%(day)s, %(time)s (%(zone)s)",
        day=long_date_with_weekday(begins.date()),
        time=format_time(begins, "short", tzinfo=zone, locale=locale),
        zone=get_timezone_name(begins, locale=locale, zone_variant="generic"),
    )
    return gettext("Please call me at this time: %(time)s", time=chosen)
