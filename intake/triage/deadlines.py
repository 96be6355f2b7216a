"""The types of findings and deadlines. The rules in ``intake/triage/rules`` produce them."""

from datetime import date
from enum import StrEnum

from intake.frozen import frozen
from intake.reasons import Reason
from intake.triage.tiers import Tier, Urgency
from intake.words import Sentence


class Certainty(StrEnum):
    """The precision of the date under a deadline."""

    EXACT = "exact"
    EARLIEST = "earliest"
    """Partly known: counted from the possible date that gives the earliest deadline."""
    UNKNOWN = "unknown"


class SetBy(StrEnum):
    """The source of a day."""

    LAW = "law"
    """A statute or a regulation."""
    PAPER = "paper"
    """A paper that the person has names the day."""
    US = "us"
    """A working day of this desk. Applicants are never shown it as a deadline."""


class Office(StrEnum):
    """The office or court to which an act goes."""

    USCIS = "uscis"
    COURT = "court"
    BOARD = "board"
    FEDERAL_COURT = "federal_court"
    ICE = "ice"
    NONE = "none"


@frozen
class Alternative:
    """The day to act by if a dispute about the law ends the other way."""

    act_by: date
    says: Sentence


@frozen
class Finding:
    """The result of a rule for a case, whatever the present day is.

    ``lead_days`` are the days before ``act_by`` by which to plan. ``counts`` marks a day of ours
    that the case's ``act_by`` counts as it counts a day of law. ``asks`` tells that the fact under
    it, or its day, is not known: its step only finds out, and never sends, files, pays or goes.
    ``office`` is where the act goes.
    """

    urgency: Urgency
    act_by: date | None
    reason: Reason
    do: Sentence
    latest_lawful_day: date | None
    passed: bool
    certainty: Certainty
    set_by: SetBy
    asks: bool
    office: Office
    lead_days: int = 0
    alternative: Alternative | None = None
    flags: tuple[str, ...] = ()
    counts: bool = False

    @property
    def rule(self) -> str:
        """The number of the rule, such as ``R06b``."""
        return self.reason.rule

    @property
    def is_binding(self) -> bool:
        """True for a day of law or paper, and for a day of ours that counts as one."""
        return self.set_by is not SetBy.US or self.counts


@frozen
class Deadline(Finding):
    """A finding on the present day, whose tier and day to plan are known.

    ``act_by`` is the safe day, rolled back, and ``None`` where a rule only informs;
    ``latest_lawful_day`` is the last the law allows, rolled forward. ``passed`` is judged on the
    day received. ``plan_by`` is ``None`` where it has passed. ``cap`` is the last lawful day of an
    open deadline rolled back: the case acts by it, whoever set ``act_by``.
    """

    tier: Tier
    plan_by: date | None
    cap: date | None
