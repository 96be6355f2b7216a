"""The types of findings and deadlines. The rules in ``intake/triage/rules`` produce them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from intake.frozen import frozen
from intake.words import Reason, Sentence


class Tier(StrEnum):
    """The time within which a person must look. The most urgent deadline governs, no average."""

    P0 = "P0"
    """The same day."""
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


@frozen
class Rise:
    """From this day on, a deadline is at least of this tier."""

    from_day: date
    tier: Tier


@frozen
class Urgency:
    """A deadline's tier on every day: a floor, and the days from which it is higher."""

    floor: Tier
    rises: tuple[Rise, ...] = ()

    def on(self, day: date) -> Tier:
        """Return the tier on a day. A later day is never of a lower one."""
        tier = self.floor
        for rise in self.rises:
            if rise.from_day <= day and rise.tier < tier:
                tier = rise.tier
        return tier

    def at_most(self, cap: Tier) -> Urgency:
        """Return the same, never more urgent than *cap*: what is not certain is not P0."""
        rises = tuple(Rise(from_day=rise.from_day, tier=max(cap, rise.tier)) for rise in self.rises)
        return Urgency(floor=max(cap, self.floor), rises=rises)

    def at_least(self, *rises: Rise) -> Urgency:
        """Return the same with more days from which it is higher."""
        return Urgency(floor=self.floor, rises=(*self.rises, *rises))


def always(tier: Tier) -> Urgency:
    """Return a tier that time does not change."""
    return Urgency(floor=tier)


def most_urgent(tiers: Iterable[Tier]) -> Tier:
    """Return the tier that governs among several; P4 where there is none."""
    return min(tiers, default=Tier.P4)


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
