"""The notice on the first page: which new cases the team takes on, and the odds.

One supervisor sets it, and the newest one is in force for two years.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from intake.amendments import published
from intake.eligibility.request import IntakeStatus
from intake.frozen import frozen

LASTS = timedelta(days=730)
"""Nobody reads odds or a pause of years ago."""

FEWEST_ASKED = 50
"""Fewer people than this give no odds: a share of them says nothing."""


@frozen
class Notice:
    """A notice to everyone who may ask for help. ``until`` is the day on which a pause ends.

    Of ``asked`` people who asked for help in ``year``, ``helped`` got a lawyer here.
    """

    status: IntakeStatus = IntakeStatus.OPEN
    until: date | None = None
    year: int | None = None
    asked: int | None = None
    helped: int | None = None

    def of_ten(self, *, today: date) -> int | None:
        """Return how many of ten people got a lawyer here last year, rounded to the nearest.

        Return ``None`` for an older year, and where fewer than ``FEWEST_ASKED`` asked.
        """
        if self.year is None or self.asked is None or self.helped is None:
            return None
        if self.year < today.year - 1 or self.asked < FEWEST_ASKED:
            return None
        return (self.helped * 20 + self.asked) // (self.asked * 2)


def in_force(*, today: date) -> Notice:
    """Return the newest notice, in which a pause that has ended is over."""
    if not (changes := published.in_force().changes("notice")):
        return Notice()
    last, said = changes[-1], changes[-1].content
    if last.approved is None or last.approved.on < today - LASTS:
        return Notice()
    until = date.fromisoformat(said["until"]) if said["until"] else None
    notice = Notice(status=IntakeStatus(said["status"]), until=until, **said["odds"])
    if notice.status is IntakeStatus.PAUSED and (until is None or until <= today):
        return replace(notice, status=IntakeStatus.OPEN, until=None)
    return notice


def content_of(notice: Notice) -> dict[str, Any]:
    """Return a notice as it is published."""
    return {
        "status": notice.status.value,
        "until": notice.until and notice.until.isoformat(),
        "odds": {name: getattr(notice, name) for name in ("year", "asked", "helped")},
    }
