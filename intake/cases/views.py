"""The queue as addresses name it: views, order, filters and bands, and the place of a page."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from intake.frozen import frozen
from intake.words import Labelled


class View(Labelled):
    """A selection of open cases: by assignee, by turn, or those past their day."""

    ALL = "all", "All"
    MINE = "mine", "Mine"
    UNASSIGNED = "unassigned", "Unassigned"
    US = "us", "Waiting on us"
    """Waiting for us: the person has replied, or nothing is asked of them."""
    THEM = "them", "Waiting on applicant"
    REPLIES = "replies", "New replies"
    LATE = "late", "Overdue"


class Order(StrEnum):
    """The order of a whole view."""

    DUE = "due"
    """By the band of ``due_on``, within a band by tier."""
    MOVED = "moved"
    """By the day of the last change, the oldest first."""


class Call(StrEnum):
    """The state of a request for a call."""

    ASKED = "asked"
    """The applicant asked for a call, and none was logged since."""


EVERY_OFFICE = "all"
"""Value of the filter of offices that shows the cases of all."""


@frozen
class Filters:
    """Conditions on the cases of a view; an empty one is no condition.

    ``owner`` is a member's id, ``call`` a code of :class:`Call`; ``since`` and ``until`` are the
    first and last day of receipt. ``office`` is the id of one office, or ``EVERY_OFFICE``.
    ``facts`` are filters by facts of cards, sealed: which cases they leave is in ``Queue.only``.
    """

    tier: str = ""
    status: str = ""
    language: str = ""
    owner: str = ""
    tag: str = ""
    call: str = ""
    office: str = ""
    since: date | None = None
    until: date | None = None
    facts: str = ""

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the names of the filters that are set."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))

    def without(self, name: str) -> Filters:
        """Return the same filters without the one called *name*."""
        return replace(self, **{name: getattr(Filters(), name)})


@frozen
class Queue:
    """A query of the queue: the team, the member who reads it, view, filters, order, and day.

    ``hidden`` are the ids of walled cases that no key of this member opens; ``lent`` those of the
    cases that a volunteer may see, and ``None`` for members who may see all others. ``only`` are
    those that filters by facts of cards leave, and ``None`` without such filters; ``readable``
    leaves out cases whose answers may not be read.
    ``elsewhere`` are the ids of offices whose cases are left out, unless they are P0, the filters
    name an owner or offices, or the view is of the member's own cases. ``absent`` are the ids of
    owners for whom nobody works: their cases are among the unassigned.
    """

    team_id: str
    member_id: str
    view: View
    today: date
    filters: Filters = Filters()
    order: Order = Order.DUE
    hidden: tuple[str, ...] = ()
    lent: tuple[str, ...] | None = None
    only: frozenset[str] | None = None
    readable: bool = False
    elsewhere: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Return true if cases of other offices are left out."""
        filters = self.filters
        is_personal = self.view is View.MINE or filters.owner or filters.office
        return bool(self.elsewhere) and not is_personal

    def shows(self, case_id: str) -> bool:
        """Return true if the member may see this case at all."""
        return case_id not in self.hidden and (self.lent is None or case_id in self.lent)


class Band(Labelled):
    """Number of days until a case is due, in steps; the soonest first."""

    LATE = "late", "Overdue"
    TODAY = "today", "Today"
    NEXT_3 = "next_3", "Next 3 days"
    NEXT_7 = "next_7", "Next 7 days"
    NEXT_30 = "next_30", "Next 30 days"
    LATER = "later", "Later"


FARTHEST = {Band.LATE: -1, Band.TODAY: 0, Band.NEXT_3: 3, Band.NEXT_7: 7, Band.NEXT_30: 30}
"""The last day of each band, counted from today."""


def band_of(due_on: date, *, today: date) -> Band:
    """Return the band that contains the day *due_on*."""
    ahead = (due_on - today).days
    return next((band for band, days in FARTHEST.items() if ahead <= days), Band.LATER)


@lru_cache(maxsize=64)
def days_of(band: Band, *, today: date) -> tuple[date, date]:
    """Return the first and the last day of a band."""
    bands = list(Band)
    before = bands[bands.index(band) - 1] if band is not Band.LATE else None
    first = today + timedelta(FARTHEST[before] + 1) if before else date.min
    last = today + timedelta(FARTHEST[band]) if band in FARTHEST else date.max
    return first, last


SHAPE = re.compile(
    r"(?P<day>[\d-]{10})\.(?P<tier>P[0-4]f?)\.(?P<due_on>[\d-]{10})\.(?P<last_move_on>[\d-]{10})"
    r"\.(?P<id>[0-9a-f]{32})",
    re.ASCII,
)


@frozen
class Cursor:
    """The position after one row, in the order of the day ``day``, from which bands count.

    It consists of clear columns, so that an address may contain it. ``tier`` is the rank of the
    case: its tier, and for P0 whether it came in a flood.
    """

    day: date
    tier: str
    due_on: date
    last_move_on: date
    id: str

    def to_text(self) -> str:
        """Return the form for the address of the next page."""
        return f"{self.day}.{self.tier}.{self.due_on}.{self.last_move_on}.{self.id}"

    @classmethod
    def from_text(cls, text: str, *, today: date) -> Cursor | None:
        """Read :meth:`to_text`; return ``None`` for other text or for the order of another day."""
        match = SHAPE.fullmatch(text)
        if not match or match["day"] != today.isoformat():
            return None
        try:
            days = {
                name: date.fromisoformat(match[name]) for name in ("day", "due_on", "last_move_on")
            }
        except ValueError:
            return None
        return cls(tier=match["tier"], id=match["id"], **days)
