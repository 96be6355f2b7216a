"""Hand on the installation, its secrets and the time of an act, before any key is open."""

from dataclasses import field
from datetime import date, datetime

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.frozen import frozen
from intake.staff.invitations import look_ups


@frozen
class Moment:
    """An installation at one moment, for acts on accounts.

    ``installation`` is the pinned fingerprint; ``secrets`` are the current secret and older ones.
    ``day`` is the day of ``at`` in the time zone of the organisation.
    """

    installation: str
    secrets: tuple[str, ...] = field(repr=False)
    day: date
    at: datetime

    def log(self, act: AuditAct, member_id: str | None = None, *, ended: bytes = b"") -> None:
        """Log that the member did this; without a member, on which day it was done."""
        at = self.at if member_id else None
        log.record(act, on=self.day, member_id=member_id, at=at, ended=ended)

    def look_up(self, address: str) -> bytes:
        """Return the hash of an address under the current secret."""
        return look_ups(address, secrets=self.secrets)[0]
