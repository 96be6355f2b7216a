"""Settings of the practice: service area, income limit, retention, languages, time zone,
and what happens when very many requests come in.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intake.promises import KEPT_AT_MOST
from intake.settings.reading import UnsafeSettings, WholeNumber
from intake.settings.staffed import NotHours, Staffed, staffed_hours

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


def staffed_days(text: str) -> Staffed:
    """Return the days and hours in which a person reads requests."""
    try:
        return staffed_hours(text)
    except NotHours:
        raise UnsafeSettings(
            "STAFFED must hold days and hours, such as Mo-Fr 09:00-17:00:"
            f" {text[:40]!r} does not, and nobody could say when a request is read."
        ) from None


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
