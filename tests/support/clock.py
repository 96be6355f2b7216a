"""The time of a test, which stands still until the test moves it."""

from dataclasses import dataclass
from datetime import date, timedelta

from time_machine import Traveller


@dataclass(frozen=True)
class Clock:
    """The frozen time: ``clock.shift(minutes=5)``, ``clock.move_to(day)``."""

    traveller: Traveller

    def shift(self, by: timedelta | float = 0, **units: float):
        """Move by a duration, by seconds, or by *units* as ``timedelta`` takes them."""
        self.traveller.shift(timedelta(**units) or by)

    def move_to(self, moment: date):
        """Move to a day or a moment."""
        self.traveller.move_to(moment)
