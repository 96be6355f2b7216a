"""Tiers, and how time alone raises one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from intake.frozen import frozen


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
