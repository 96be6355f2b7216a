"""What was done to a case, newest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_babel import gettext

from intake.audit import log
from intake.cases.pipeline import CloseReason
from intake.web.desk.common.words import ACT, CLOSE_REASON
from intake.web.filters import long_date


class Group(StrEnum):
    """Which part of a case an act belongs to."""

    STEPS = "steps"
    CONTACT = "contact"
    DATES = "dates"
    PERSON = "person"
    READS = "reads"


READS = frozenset(
    {
        *("case_opened", "card_opened", "case_opening_refused", "private_opened"),
        *("seal_broken", "row_missing"),
    }
)

GROUPS = (
    (Group.READS, READS),
    (Group.CONTACT, ("message", "contact_", "screening_", "note_")),
    (Group.DATES, ("date_", "next_date_", "case_weighed", "reminder")),
    (
        Group.PERSON,
        ("case_received", "answers_added", "person_", "code_", "case_taken", "case_erased_by"),
    ),
)
"""How the codes of a group begin; what is in none is a step."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One act: what, by whom, when. ``read`` is an act that changed nothing."""

    says: str
    who: str
    when: str
    day: date
    read: bool
    group: Group


def history_of(case_id: str, *, name: Callable[[str | None], str], zone: ZoneInfo) -> list[Event]:
    """The audit of a case in words; ``name`` calls members by name."""
    return [
        Event(
            says=act_says(entry.act),
            who=name(entry.member_id),
            when=when_done(entry.on, entry.at, zone),
            day=entry.on,
            read=entry.act in READS,
            group=_group(entry.act),
        )
        for entry in reversed(log.history_of(case_id))
    ]


def _group(act: str) -> Group:
    return next(
        (group for group, starts in GROUPS if any(act.startswith(one) for one in starts)),
        Group.STEPS,
    )


def act_says(act: str) -> str:
    """Return what an act is called; its code holds the reason or the number that belongs to it."""
    name, _, number = act.rpartition("_")
    if name == "demo_loaded":
        return gettext("Invented cases were added: %(count)s", count=number)
    if name == "demo_removed":
        return gettext("Invented cases were removed: %(count)s", count=number)
    reason = act.removeprefix("closed_")
    if reason != act and reason in set(CloseReason):
        return gettext("Closed: %(reason)s", reason=gettext(CLOSE_REASON[CloseReason(reason)]))
    return gettext(ACT.get(act, act))


def when_done(on: date, at: datetime | None, zone: ZoneInfo) -> str:
    """The day; of what members do, the time as well."""
    return long_date(on) if at is None else day_and_time(at, zone)


def day_and_time(at: datetime, zone: ZoneInfo) -> str:
    """A moment, as the clock on the wall of the organisation shows it."""
    here = at.astimezone(zone)
    return gettext("%(day)s, %(time)s", day=long_date(here.date()), time=f"{here:%H:%M}")
