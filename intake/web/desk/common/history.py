"""The acts on a case as the audit log has them, in words, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_babel import gettext

from intake.actions.case.status import CLOSED_FOR
from intake.audit import log
from intake.audit.acts import AuditAct, read_code
from intake.audit.models import AuditEntry
from intake.frozen import frozen
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
        AuditAct.CASE_OPENED,
        AuditAct.CARD_OPENED,
        AuditAct.CASE_OPENING_REFUSED,
        AuditAct.PRIVATE_OPENED,
        AuditAct.SEAL_BROKEN,
        AuditAct.ROW_MISSING,
        AuditAct.ROW_PUT_BACK,
        AuditAct.ROW_MOVED,
        AuditAct.ROW_FALSE,
        AuditAct.ROW_SEALED,
    }
)

CLOSE_REASON_OF = {act: reason for reason, act in CLOSED_FOR.items()}

GROUPS = (
    (Group.READS, READS),
    (
        Group.CONTACT,
        (
            *("message", "contact_", "screening_", "note_"),
            *("applicant_told", "asked_not_to", "not_reached", "letter_read"),
        ),
    ),
    (
        Group.DATES,
        ("date_", "next_date_", "answer_corrected", "correction_", "case_weighed", "reminder"),
    ),
    (
        Group.PERSON,
        (
            *("case_received", "entered_", "answers_added", "person_", "code_"),
            *("case_taken", "case_erased_by"),
        ),
    ),
)
"""Beginnings of the codes of each group. Any other act is a step."""


@frozen
class Event:
    """One act, by whom and when. ``read`` marks an act that changed nothing."""

    says: str
    who: str
    when: str
    day: date
    read: bool
    group: Group


def history_of(
    case_id: str, *, names: MemberNames, zone: ZoneInfo, dates: Mapping[str, str] | None = None
) -> list[Event]:
    """Return the audit entries of a case in words, newest first.

    *dates* are the deadlines of its diary in words, by id: what was done with one names it.
    """
    return [
        Event(
            says=_says(entry, dates or {}),
            who=names.of(entry.member_id),
            when=act_time(entry.on, entry.at, zone),
            day=entry.on,
            read=entry.act in READS,
            group=_group(entry.act),
        )
        for entry in reversed(log.history_of(case_id))
    ]


def _says(entry: AuditEntry, dates: Mapping[str, str]) -> str:
    of = dates.get(entry.made or "") if entry.act.startswith("date_") else None
    return ": ".join(filter(None, (act_text(entry.act), of)))


def _group(act: str) -> Group:
    return next((group for group, starts in GROUPS if act.startswith(tuple(starts))), Group.STEPS)


def act_text(code: str) -> str:
    """Return the words for a stored code; the code itself where this release does not know it."""
    act, count = read_code(code)
    if act is None:
        return code
    if act in CLOSE_REASON_OF:
        reason = gettext(CLOSE_REASON[CLOSE_REASON_OF[act]])
        return gettext(ACT[act], reason=reason)
    return gettext(ACT[act], count=count)


def act_time(on: date, at: datetime | None, zone: ZoneInfo) -> str:
    """Return the day of an act; for an act of a member also the time."""
    return long_date(on) if at is None else day_and_time(at, zone)


def day_and_time(at: datetime, zone: ZoneInfo) -> str:
    """Return day and time of *at* in the time zone of the organisation."""
    local = at.astimezone(zone)
    return gettext("%(day)s, %(time)s", day=long_date(local.date()), time=f"{local:%H:%M}")
