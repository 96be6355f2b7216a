"""The acts on a case as the audit log has them, in words, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_babel import gettext

from intake.audit import log
from intake.cases.pipeline import CloseReason
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.common.words import ACT, CLOSE_REASON
from intake.web.filters import long_date


class Group(StrEnum):
    """The part of the work on a case to which an act belongs."""

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
"""Beginnings of the codes of each group. Any other act is a step."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One act, by whom and when. ``read`` marks an act that changed nothing."""

    says: str
    who: str
    when: str
    day: date
    read: bool
    group: Group


def history_of(case_id: str, *, names: MemberNames, zone: ZoneInfo) -> list[Event]:
    """Return the audit entries of a case in words, newest first."""
    return [
        Event(
            says=act_text(entry.act),
            who=names.of(entry.member_id),
            when=act_time(entry.on, entry.at, zone),
            day=entry.on,
            read=entry.act in READS,
            group=_group(entry.act),
        )
        for entry in reversed(log.history_of(case_id))
    ]


def _group(act: str) -> Group:
    return next((group for group, starts in GROUPS if act.startswith(tuple(starts))), Group.STEPS)


def act_text(act: str) -> str:
    """Return the words for an act. Its code may end with a reason or a number."""
    name, _, number = act.rpartition("_")
    if name == "demo_loaded":
        return gettext("Invented cases were added: %(count)s", count=number)
    if name == "demo_removed":
        return gettext("Invented cases were removed: %(count)s", count=number)
    reason = act.removeprefix("closed_")
    if reason != act and reason in set(CloseReason):
        return gettext("Closed: %(reason)s", reason=gettext(CLOSE_REASON[CloseReason(reason)]))
    return gettext(ACT.get(act, act))


def act_time(on: date, at: datetime | None, zone: ZoneInfo) -> str:
    """Return the day of an act; for an act of a member also the time."""
    return long_date(on) if at is None else day_and_time(at, zone)


def day_and_time(at: datetime, zone: ZoneInfo) -> str:
    """Return day and time of *at* in the time zone of the organisation."""
    local = at.astimezone(zone)
    return gettext("%(day)s, %(time)s", day=long_date(local.date()), time=f"{local:%H:%M}")
