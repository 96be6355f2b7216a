"""Settings of the practice: service area, income limit, retention, languages, time zone,
and what happens when very many requests come in.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intake.frozen import record
from intake.promises import KEPT_AT_MOST
from intake.settings.reading import UnsafeSettings, WholeNumber

INCOME_PERCENT = WholeNumber(
    default=200,
    least=1,
    most=1000,
    meaning="the income limit as a percentage of the federal poverty guideline",
)
RETENTION_DAYS = WholeNumber(
    default=90,
    least=1,
    most=KEPT_AT_MOST.days,
    meaning="the days for which a closed case is kept; the pages promise applicants no more",
)
QUARANTINE_ABOVE = WholeNumber(
    default=60,
    least=0,
    most=100_000,
    meaning="the new requests from one network in an hour above which new ones wait apart from the"
    " queue; 0 puts none apart",
)
QUARANTINE_EMAIL_HOURS = WholeNumber(
    default=24,
    least=0,
    most=720,
    meaning="the hours between two emails that say how many requests wait in quarantine;"
    " 0 sends none",
)
P0_ALARM_HOURS = WholeNumber(
    default=1,
    least=1,
    most=24,
    meaning="the staffed hours after which an email says that nobody opened a P0 request",
)
DIGEST_ABOVE = WholeNumber(
    default=30,
    least=0,
    most=100_000,
    meaning="the emails about new requests in an hour above which one email covers all others;"
    " 0 sends one for each",
)
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
STATE = re.compile(
    r"A[KLRSZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOPST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI"
    r"|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]"
)
"""Postal codes that the questionnaire offers for ``us_state``; a test compares the two."""


STAFFED = "Mo-Fr 09:00-17:00"


def service_area(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the postal codes of the states served; an empty tuple means all states."""
    codes = tuple(word.upper() for word in words)
    if codes == ("ALL",):
        return ()
    for code in codes:
        if not STATE.fullmatch(code):
            raise UnsafeSettings(
                "SERVICE_AREA must hold postal codes of states, such as NY,NJ, or all:"
                f" {code[:20]!r} is neither, so no applicant would be in the area."
            )
    return codes


def language_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tags of the languages offered, if each has the shape of one."""
    for tag in tags:
        if not LANGUAGE_TAG.fullmatch(tag):
            raise UnsafeSettings(
                "LANGUAGES must hold language tags, such as en,es,ar,fa-AF:"
                f" {tag[:20]!r} is not one."
            )
    return tags


def time_zone(name: str) -> ZoneInfo:
    """Return the zone in which days are counted."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # America alone is a folder of zones
        raise UnsafeSettings(
            "TIME_ZONE must be a time zone name, such as America/New_York: deadlines are counted "
            "in it."
        ) from None


NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
SHAPE = re.compile(r"(?P<days>[A-Za-z,-]+) (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)")


@record
class Staffed:
    """Days of the week (Monday is 0) and hours, in the organisation's time zone."""

    weekdays: frozenset[int]
    opens: time
    closes: time

    def is_staffed(self, day: date, holidays: Collection[date]) -> bool:
        """Return true for a staffed day of the week that is no holiday."""
        return day.weekday() in self.weekdays and day not in holidays

    def days_after(self, day: date, days: int, holidays: Collection[date]) -> date:
        """Return so many staffed days after *day*; the day itself, or the next, for none."""
        while not days and not self.is_staffed(day, holidays):
            day += timedelta(days=1)
        for _ in range(days):
            day += timedelta(days=1)
            while not self.is_staffed(day, holidays):
                day += timedelta(days=1)
        return day

    def last_day_before_next(self, day: date, holidays: Collection[date]) -> date:
        """Return the day before the next staffed day after *day*: on a Friday, the Sunday."""
        return self.days_after(day, 1, holidays) - timedelta(days=1)

    def hours_after(self, at: datetime, hours: int, holidays: Collection[date]) -> datetime:
        """Return the time by which so many staffed hours have passed since *at*, a local time."""
        left, day = timedelta(hours=hours), at.date()
        while True:
            opens = max(at, datetime.combine(day, self.opens, at.tzinfo))
            closes = datetime.combine(day, self.closes, at.tzinfo)
            if self.is_staffed(day, holidays) and opens < closes:
                if opens + left <= closes:
                    return opens + left
                left -= closes - opens
            day += timedelta(days=1)

    def time_between(
        self, first: datetime, last: datetime, holidays: Collection[date]
    ) -> timedelta:
        """Return the staffed time from *first* to *last*, two local times; none backwards."""
        total, day = timedelta(), first.date()
        while day <= last.date():
            if self.is_staffed(day, holidays):
                opens = max(first, datetime.combine(day, self.opens, first.tzinfo))
                closes = min(last, datetime.combine(day, self.closes, first.tzinfo))
                total += max(closes - opens, timedelta())
            day += timedelta(days=1)
        return total

    def is_over(self, now: datetime) -> bool:
        """Return true once none of the staffed hours of that day is left."""
        return now.time() >= self.closes


def staffed_hours(text: str) -> Staffed:
    """Read ``Mo-Fr 09:00-17:00`` or ``Mo,We 10:00-14:00``; raise ``UnsafeSettings``."""
    with suppress(ValueError):
        if shape := SHAPE.fullmatch(text.strip()):
            opens, closes = (time.fromisoformat(shape[name]) for name in ("opens", "closes"))
            weekdays = frozenset().union(*(_weekdays(part) for part in shape["days"].split(",")))
            if opens < closes:
                return Staffed(weekdays, opens, closes)
    raise UnsafeSettings(
        "STAFFED must hold days and hours, such as Mo-Fr 09:00-17:00:"
        f" {text[:40]!r} does not, and nobody could say when a request is read."
    )


def _weekdays(part: str) -> frozenset[int]:
    first, _, last = part.partition("-")
    begin = NAMES.index(first)
    length = (NAMES.index(last or first) - begin) % 7 + 1  # Su-Th goes on after Sunday
    return frozenset((begin + day) % 7 for day in range(length))


DEFAULT = staffed_hours("Mo-Fr 09:00-17:00")


MOST_BYTES = 32 * 1024
"""Each visitor on a prepaid phone pays for the logo once."""
BEGINNINGS = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".webp": (b"RIFF",),
    ".svg": (b"<svg", b"<?xml"),
}
"""First bytes of each kind of file that a logo may be."""
ACTIVE_SVG = re.compile(
    rb"<script|<foreignObject|<!ENTITY|<!DOCTYPE|\son\w+\s*=|javascript:|@import"
    rb"|href\s*=\s*[\"'](?!#)|url\(\s*[\"']?(?!#)",
    re.IGNORECASE,
)
"""Whatever lets an SVG run code or load something from elsewhere."""


def logo_file(path: str) -> Path | None:
    """Return the file of the logo, or ``None`` if there is none. Raise ``UnsafeSettings``."""
    if not path:
        return None
    file = Path(path).absolute()
    try:
        with file.open("rb") as picture:
            content = picture.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        raise UnsafeSettings(
            "ORGANISATION_LOGO must name a file that this user can read. Check the path, or remove"
            " the setting: pages then show the name alone."
        ) from None
    if not content.startswith(BEGINNINGS.get(file.suffix, ())):
        raise UnsafeSettings(
            "ORGANISATION_LOGO must be an SVG, PNG, JPEG or WebP picture whose name ends in .svg,"
            " .png, .jpg or .webp."
        )
    if file.suffix == ".svg" and ACTIVE_SVG.search(content):
        raise UnsafeSettings(
            "ORGANISATION_LOGO contains scripts, or refers to other files or sites. Export it as a"
            " plain SVG, or use a PNG."
        )
    if len(content) > MOST_BYTES:
        raise UnsafeSettings(
            f"ORGANISATION_LOGO is larger than {MOST_BYTES // 1024} KB, which every visitor would"
            " have to load. Save the picture smaller."
        )
    return file
