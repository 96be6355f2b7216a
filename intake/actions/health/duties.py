"""Checks of what must be done again and again: backups, housekeeping, erasing, reviews."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from intake.actions.health.check import Check, Moment
from intake.amendments.approved import law_book
from intake.amendments.places import places_in_force
from intake.cases.erasing import overdue_erasures
from intake.cases.models import Case
from intake.conflicts import stubs
from intake.extensions import db
from intake.referrals.places import overdue
from intake.upkeep import runs

BACKUP_OLD_AFTER = timedelta(hours=26)
"""A backup is made each night, and may take two hours."""

HOUSEKEEPING_LATE_AFTER, HOUSEKEEPING_OLD_AFTER = timedelta(hours=3), timedelta(hours=26)
"""Housekeeping runs once an hour."""

ENOUGH = 1000
"""Overdue cases that are counted at most."""


def check_backup(moment: Moment) -> Check:
    """Report the age of the last backup that was restored and compared.

    Without one, invented cases are no loss.
    """
    if (run := runs.last_run(runs.BACKUP)) is None:
        has_cases = db.session.scalar(select(Case.id).where(~Case.invented).limit(1)) is not None
        return Check(code="backup", finding="never" if has_cases else "none_yet")
    age = moment.age_of(run.at)
    finding = "old" if age > BACKUP_OLD_AFTER else "good"
    figures = {"age_seconds": age.total_seconds()}
    return Check(code="backup", finding=finding, figures=figures, at=run.at)


def check_housekeeping(moment: Moment) -> Check:
    """Report the age of the last housekeeping that came to its end."""
    if (run := runs.last_run(runs.HOUSEKEEPING)) is None:
        return Check(code="housekeeping", finding="never")
    age = moment.age_of(run.at)
    finding = "late" if age > HOUSEKEEPING_LATE_AFTER else "good"
    if age > HOUSEKEEPING_OLD_AFTER:
        finding = "old"
    figures = {"age_seconds": age.total_seconds()}
    return Check(code="housekeeping", finding=finding, figures=figures, at=run.at)


def check_erasures(moment: Moment) -> Check:
    """Count cases that should be erased by now: those nobody has opened wait for a reader."""
    overdue_cases = overdue_erasures(today=moment.today, at_most=ENOUGH)
    opened = stubs.with_stub(overdue_cases)
    late = sum(needs_no_stub or id_ in opened for id_, needs_no_stub in overdue_cases.items())
    unopened = len(overdue_cases) - late
    finding = "unopened" if unopened else "good"
    if late:
        finding = "overdue"
    return Check(code="erasures", finding=finding, figures={"overdue": late, "unopened": unopened})


def check_law(moment: Moment) -> Check:
    """Name the legal values whose review is overdue, and count those that no lawyer has signed."""
    law = law_book()
    stale = sorted({parameter.id for parameter in law.stale(on=moment.today)})
    finding = "stale" if stale else "good"
    figures = {"stale": len(stale), "unsigned": len(law.unsigned(on=moment.today))}
    return Check(code="law", finding=finding, names=tuple(stale), figures=figures)


def check_referrals(moment: Moment) -> Check:
    """Name the referral contacts whose shelf life has ended, which applicants no longer see."""
    late = sorted(place.id for place in overdue(places_in_force(), on=moment.today))
    finding = "overdue" if late else "good"
    return Check(
        code="referrals", finding=finding, names=tuple(late), figures={"overdue": len(late)}
    )
