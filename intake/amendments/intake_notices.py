"""Store the notice on the first page: which new cases the team takes on, and the odds.

One supervisor sets it, and the newest row is in force for two years. The id of a row is the
fingerprint of its values and the audit log names it: a row that was changed by other means says
nothing, and one that was added or removed shows.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select

from intake.amendments.models import IntakeNotice
from intake.eligibility.request import IntakeStatus
from intake.extensions import db, plain_rows
from intake.frozen import frozen

LASTS = timedelta(days=730)
"""The audit log names each younger row: one from before the log could be anybody's."""

FEWEST_ASKED = 50
"""Fewer people than this give no odds: a share of them says nothing."""

ROWS = IntakeNotice.__table__.c
ODDS = ("year", "asked", "helped")
ANY = select(ROWS.id).limit(1)
"""Read first on the first page of an applicant, because most teams never set a notice."""
NEWEST = (
    select(ROWS.id, ROWS.set_at, ROWS.status, ROWS.until, *(ROWS[name] for name in ODDS))
    .order_by(ROWS.set_at.desc(), ROWS.id)
    .limit(1)
)


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


@frozen
class SetNotice:
    """A notice as it is stored, and when it was set. The applicants' door may not read by whom."""

    id: str
    notice: Notice
    at: datetime

    @property
    def is_intact(self) -> bool:
        """Return true if the values are those under which the row was added."""
        return self.id == fingerprint(self.notice, self.at)


def in_force(*, today: date) -> Notice:
    """Return the newest notice, in which a pause that has ended is over."""
    last = newest()
    if last is None or not last.is_intact or last.at.date() < today - LASTS:
        return Notice()
    notice = last.notice
    if notice.status is IntakeStatus.PAUSED and (notice.until is None or notice.until <= today):
        return replace(notice, status=IntakeStatus.OPEN, until=None)
    return notice


def newest() -> SetNotice | None:
    """Return the notice that was set last; one that is not intact for values that are none."""
    if not plain_rows(ANY):
        return None
    try:
        id_, at, status, until, year, asked, helped = db.session.execute(NEWEST).one()
        notice = Notice(
            status=IntakeStatus(status), until=until, year=year, asked=asked, helped=helped
        )
        return SetNotice(id=id_, notice=notice, at=at)
    except ValueError:
        return SetNotice(id="", notice=Notice(), at=datetime.max.replace(tzinfo=UTC))


def add(notice: Notice, *, by: str, at: datetime) -> str:
    """Add a notice, which is then in force; return its id."""
    values = {name: getattr(notice, name) for name in ("status", "until", *ODDS)}
    row = IntakeNotice(id=fingerprint(notice, at), set_by=by, set_at=at, **values)
    db.session.add(row)
    return row.id


def fingerprint(notice: Notice, at: datetime) -> str:
    """Return the id of a notice: a part of the hash of its values and of when it was set."""
    values = (notice.status.value, notice.until, notice.year, notice.asked, notice.helped)
    written = "\n".join((*map(str, values), at.isoformat()))
    return sha256(f"intake notice\n{written}".encode()).hexdigest()[:32]
