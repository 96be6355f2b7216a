"""One health check, and the table of all findings that checks can have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from intake.frozen import frozen
from intake.settings import Settings
from intake.storage_faults import StorageFault


class State(StrEnum):
    """The urgency of a check, least urgent first."""

    GOOD = "good"
    SOON = "soon"
    BAD = "bad"


GOOD, SOON, BAD = State

FINDINGS: Mapping[str, Mapping[str, State]] = MappingProxyType(
    {
        "database": {"good": GOOD, **dict.fromkeys(StorageFault, BAD), "fault": BAD},
        "tables": {"good": GOOD, "other_release": BAD},
        "standby": {"good": GOOD, "not_needed": GOOD, "alone": SOON},
        "keys": {"good": GOOD, "none": BAD, "untrusted": BAD, "seen_unreadable": BAD},
        "integrity": {
            "good": GOOD,
            "never": SOON,
            "old": SOON,
            "no_checksums": SOON,
            "damaged": BAD,
        },
        "space": {"good": GOOD, "low": SOON, "nearly_full": BAD},
        "memory": {"good": GOOD, "not_measured": GOOD, "low": SOON, "nearly_full": BAD},
        "file_modes": {"good": GOOD, "open": BAD},
        "clock": {"good": GOOD, "set_back": BAD, "apart": BAD, "jumped": BAD},
        "backup": {"good": GOOD, "none_yet": SOON, "never": BAD, "old": BAD},
        "housekeeping": {"good": GOOD, "never": SOON, "late": SOON, "old": BAD},
        "erasures": {"good": GOOD, "unopened": SOON, "overdue": BAD},
        "worker": {"good": GOOD, "not_started": SOON, "one_silent": SOON, "silent": BAD},
        "heartbeat": {"good": GOOD, "not_set": GOOD, "silent": SOON, "refused": SOON},
        "mail_server": {"good": GOOD, "files": SOON, "files_in_public": BAD},
        "email_late": {"good": GOOD, "late": BAD},
        "email_readers": {"good": GOOD, "nobody": BAD},
        "email_failed": {"good": GOOD, "refused": BAD, "given_up": BAD},
        "audit_chain": {"good": GOOD, "broken": BAD},
        "audit_waiting": {"good": GOOD, "unchained": BAD},
        "seals": {"good": GOOD, "broken": BAD},
        "case_rows": {"good": GOOD, "missing": BAD},
        "intake_notice": {"good": GOOD, "not_logged": BAD},
        "secrets": {"good": GOOD, "older": SOON, "unreadable": BAD},
        "law": {"good": GOOD, "stale": SOON},
        "referrals": {"good": GOOD, "overdue": SOON},
        "errors": {"good": GOOD, "some": SOON, "many": BAD},
        "certificate": {
            "good": GOOD,
            "not_needed": GOOD,
            "not_checked": SOON,
            "unreachable": SOON,
            "expiring": SOON,
            "expires_now": BAD,
            "refused": BAD,
        },
        "settings": {"good": GOOD, "warnings": SOON},
        "recovery_sheets": {"good": GOOD, "on_disk": SOON, "not_taken": SOON},
        "members": {"good": GOOD, "few": SOON},
        "signing": {"good": GOOD, "few": SOON, "none": SOON, "readers": SOON},
        "old_wraps": {"good": GOOD, "waiting": SOON, "over": SOON},
        "translations": {"good": GOOD, "drafts": SOON, "missing": SOON},
    }
)
"""The findings of every check, by its code, and their urgency.

Doctor, Health page, metrics and alert rules agree because each covers this table.
"""

UNKNOWN = "unknown"
"""The finding of a check that the database does not answer, or in which it meets damage."""


@frozen
class Check:
    """The result of one check.

    ``figures`` are counts, and measures whose names end in their unit (``_seconds``, ``_bytes``,
    ``_percent``). ``names`` are ids, codes and names of settings or files, never words that a
    person wrote. ``at`` is when the fact was established, if that was before now.
    """

    code: str
    finding: str = "good"
    figures: Mapping[str, float] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    at: datetime | None = None

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a finding without a row, which no door could put into words."""
        if self.finding != UNKNOWN and self.finding not in FINDINGS[self.code]:
            raise ValueError(f"{self.code} cannot find {self.finding}")

    @property
    def state(self) -> State:
        """The urgency of the finding."""
        return SOON if self.finding == UNKNOWN else FINDINGS[self.code][self.finding]


@frozen
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
