"""Find and count the invented cases, which are kept apart from real ones (D66)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from intake.cases.models import IS_INVENTED, IS_OPEN, Case
from intake.rows import all_rows, count_rows, fetch

COUNT_INVENTED = select(func.count()).select_from(Case).where(IS_INVENTED)
"""Built once, because each page of the queue executes it."""


def invented_among(references: Collection[str]) -> frozenset[str]:
    """Return those of these references that belong to invented cases."""
    if not references:
        return frozenset()
    return frozenset(all_rows(Case.reference, IS_INVENTED, Case.reference.in_(references)))


def count_invented() -> int:
    """Return the number of invented cases, open and closed."""
    return fetch(COUNT_INVENTED).scalar() or 0


def count_invented_open(*, due_before: date | None = None) -> int:
    """Return the number of open invented cases, or of those due before a day."""
    is_due = [Case.due_on < due_before] if due_before else []
    return count_rows(Case, IS_INVENTED, IS_OPEN, *is_due)


def some_invented(*, at_most: int) -> list[Case]:
    """Return some invented cases, locked, without their stories."""
    return all_rows(Case, IS_INVENTED, most=at_most, lock=True)
