"""A deadline: one date by which the law or safety wants something, and what a rule finds of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intake.reasons import Reason
from intake.triage.tiers import Tier, Urgency
from intake.words import Sentence


class Certainty(StrEnum):
    """How well the date under a deadline is known."""

    EXACT = "exact"
    EARLIEST = "earliest"
    """Half known: counted from the day that makes it fall soonest."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Alternative:
    """The day to act by if a dispute about the law ends the other way."""

    act_by: date
    passed: bool
    says: Sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a rule says of a case, whatever the present day is.

    ``lead_days`` are the days before ``act_by`` by which to plan.
    """

    urgency: Urgency
    act_by: date
    latest_lawful_day: date | None
    passed: bool
    certainty: Certainty
    reason: Reason
    lead_days: int = 0
    alternative: Alternative | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A finding on the present day.

    ``act_by`` is the safe day, rolled back; ``latest_lawful_day`` the last the law allows, rolled
    forward. ``passed`` is judged on the day received. ``plan_by`` is ``None`` where it has passed.
    """

    rule: str
    tier: Tier
    act_by: date
    latest_lawful_day: date | None
    plan_by: date | None
    passed: bool
    certainty: Certainty
    reason: Reason
    alternative: Alternative | None
    flags: tuple[str, ...]
