"""The input of every health check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake.settings import Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """The settings, the time, and what only the running application knows.

    ``unknown_settings`` are names in ``.env`` and credentials that are unknown or given twice.
    """

    settings: Settings
    now: datetime
    unknown_settings: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        """The calendar day at the organisation."""
        return self.now.astimezone(self.settings.time_zone).date()

    def age_of(self, at: datetime) -> timedelta:
        """Return how long ago *at* was; zero if a clock was set back since."""
        return max(self.now - at, timedelta())
