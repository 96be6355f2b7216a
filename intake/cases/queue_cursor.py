"""The position in the queue after which the next page begins, as a string for an address."""

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
class Cursor:
    """The position after one row, in the order of the day ``day``, from which bands count.

    It consists of clear columns, so that an address may contain it.
    """

    day: date
    tier: str
    due_on: date
    last_move_on: date
    id: str

    def to_text(self) -> str:
        """Return the form for the address of the next page."""
        return f"{self.day}.{self.tier}.{self.due_on}.{self.last_move_on}.{self.id}"

    @classmethod
    def from_text(cls, text: str, *, today: date) -> Cursor | None:
        """Read :meth:`to_text`; return ``None`` for other text or for the order of another day."""
        match = SHAPE.fullmatch(text)
        if not match or match["day"] != today.isoformat():
            return None
        try:
            days = {
                name: date.fromisoformat(match[name]) for name in ("day", "due_on", "last_move_on")
            }
        except ValueError:
            return None
        return cls(tier=match["tier"], id=match["id"], **days)
