"""Literal tables of moves, acts and reasons, with which the product's own are compared."""

from pathlib import Path

from tests.support.tables import rows

DECIDE = ("attorney", "supervisor")
ROLES = ("administrator", "attorney", "caseworker", "reporter", "supervisor", "volunteer")
WHO = {"work": ("attorney", "caseworker", "supervisor"), "decide": DECIDE, "all": ROLES}
FILE = Path(__file__).with_suffix(".txt")

MOVES: dict[str, dict[str, tuple[str, ...]]] = {}
"""Status, next status, and the roles that may make the move by hand. There is no other move."""
for status, to, who in rows(FILE, "moves"):
    MOVES.setdefault(status, {})[to] = WHO[who]

ACTS = {act: (WHO[who], origins, to) for act, who, origins, to in rows(FILE, "acts")}
"""Act, the roles for which it moves a case, from which statuses, and to which."""

CLOSES = {
    reason: (WHO[who], int(days) if days else None) for reason, who, days in rows(FILE, "closes")
}
"""Reason, the roles that may close a case for it, and the days until it is erased: ``None`` is the
period that the pages promise."""
