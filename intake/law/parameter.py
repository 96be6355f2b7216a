"""One number of law, with its dates, its source, and who checked it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from intake.frozen import frozen

Value = int | tuple[int, ...] | tuple[date, ...]


class Confidence(StrEnum):
    """The trust in a number."""

    VERIFIED = "verified"
    """Read in the source that is named."""
    KNOWLEDGE = "knowledge"
    """Long-standing law, cited but not read again; a lawyer must confirm."""
    PROPOSAL = "proposal"
    """Ours, not the law's."""
    CONTESTED = "contested"
    """In court, changing, or sources disagree."""


@frozen
class Parameter:
    """One value of one number, as it stands from one day until another, both included.

    ``alternative`` is the value it would have if a pending dispute ended the other way, and
    ``alternative_if`` says how it would have to end.
    """

    id: str
    what: str
    value: Value
    from_day: date
    until: date | None
    source: str
    checked_by: str
    checked_on: date
    review_by: date
    confidence: Confidence
    alternative: int | None
    alternative_if: str

    @property
    def citation(self) -> str:
        """The source without a web address."""
        return self.source.partition("http")[0].rstrip(". ")

    def in_force(self, on: date) -> bool:
        """Return true where this row is the law on a day."""
        return self.from_day <= on and (self.until is None or on <= self.until)

    def stale(self, on: date) -> bool:
        """Return true once its review is overdue."""
        return self.review_by < on
