"""A place in the queue, as an address can hold it: clear columns only, never a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

SHAPE = re.compile(
    r"(?P<day>[\d-]{10})\.(?P<tier>P[0-4])\.(?P<due_on>[\d-]{10})\.(?P<last_move_on>[\d-]{10})"
    r"\.(?P<id>[0-9a-f]{32})",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Behind one row, in the order of one day: bands are counted from ``day``."""

    day: date
    tier: str
    due_on: date
    last_move_on: date
    id: str

    def to_text(self) -> str:
        """As the address of the next page has it."""
        return f"{self.day}.{self.tier}.{self.due_on}.{self.last_move_on}.{self.id}"

    @classmethod
    def from_text(cls, text: str, *, today: date) -> Place | None:
        """The place again; ``None`` where the text is none, or is from the order of another day."""
        found = SHAPE.fullmatch(text)
        if not found or found["day"] != today.isoformat():
            return None
        try:
            days = {
                name: date.fromisoformat(found[name]) for name in ("day", "due_on", "last_move_on")
            }
        except ValueError:
            return None
        return cls(tier=found["tier"], id=found["id"], **days)
