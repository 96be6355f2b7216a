"""One number of law, with its dates, its source, and who checked it."""

from datetime import date
from enum import StrEnum
from hashlib import sha256

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


class Binds(StrEnum):
    """The day whose value of a number governs a case."""

    EVENT = "event"
    """The start of the clock: the decision, the notice, the arrival, the end of status."""
    HEARING = "hearing"
    FILING = "filing"
    RECEIPT = "receipt"
    """The day on which this desk received the request."""


@frozen
class Parameter:
    """One value of one number, as it stands from one day until another, both included.

    ``alternative`` is the value it would have if a pending dispute ended the other way, and
    ``alternative_if`` says how it would have to end. ``signatures`` are the name, the state and
    the bar number of each lawyer who answers for it, with the day. Only a fee has a ``waiver``:
    what asks for less, or ``none``.
    """

    id: str
    what: str
    value: Value
    from_day: date
    until: date | None = None
    source: str
    checked_by: str
    checked_on: date
    review_by: date
    confidence: Confidence
    alternative: int | None = None
    alternative_if: str = ""
    binds: Binds = Binds.EVENT
    signatures: tuple[tuple[str, date], ...] = ()
    waiver: str = ""

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

    def tells_value(self, on: date) -> bool:
        """Return true where applicants may read it as an amount or as the end of a program.

        One in dispute or overdue for review is for staff alone. Days of law are always told.
        """
        return self.confidence is not Confidence.CONTESTED and not self.stale(on)

    @property
    def fingerprint(self) -> str:
        """A hash of all that a lawyer signs: whatever changes in it needs a new one."""
        signed = (
            *(self.id, self.value, self.from_day, self.until, self.source, self.confidence.value),
            *(self.alternative, self.alternative_if, self.binds.value, self.waiver, self.review_by),
        )
        return sha256(repr(signed).encode()).hexdigest()[:16]

    @property
    def is_law(self) -> bool:
        """True for law, which a lawyer signs; not for our own policy."""
        return self.confidence is not Confidence.PROPOSAL

    @property
    def is_unsigned(self) -> bool:
        """True where a lawyer has still to sign it."""
        return self.is_law and not self.signatures
