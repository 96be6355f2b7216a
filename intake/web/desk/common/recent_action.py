"""The act just before this page, and for ten seconds the button that unsends a message."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from intake import clock
from intake.actions.case.change_status import status_to_restore
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.status import CLOSED_FOR, MOVED_TO
from intake.audit import log
from intake.audit.acts import AuditAct, read_code
from intake.audit.models import AuditEntry
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.cases.store import NoSuchCase
from intake.diary import entries
from intake.diary.models import Kind
from intake.frozen import frozen
from intake.messages import thread
from intake.web.access import signed_in
from intake.web.app_context import settings
from intake.web.desk.common.alerts import label_of
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.common.view import current_queue, done_reference, query_of
from intake.web.desk.common.words import ACT, CLOSE_REASON, STATUS
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
    case_id: str, *, names: MemberNames, dates: Mapping[str, str] | None = None
) -> list[Event]:
    """Return the audit entries of a case in words, newest first.

    *dates* are the deadlines of its diary in words, by id: what was done with one names it.
    """
    return [
        Event(
            says=_says(entry, dates or {}),
            who=names.of(entry.member_id),
            when=act_time(entry.on, entry.at),
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


def act_time(on: date, at: datetime | None) -> str:
    """Return the day of an act; for an act of a member also the time."""
    return long_date(on) if at is None else day_and_time(at)


def day_and_time(at: datetime) -> str:
    """Return day and time of *at* in the time zone of the organisation."""
    local = at.astimezone(settings().time_zone)
    return gettext("%(day)s, %(time)s", day=long_date(local.date()), time=f"{local:%H:%M}")


BEGINNING = 40
"""Letters of a message that are shown to tell it from another."""


@frozen
class PendingMessage:
    """A message that goes out in some seconds.

    ``url`` takes it back, and is empty for the message of a colleague. ``begins`` and ``who`` tell
    several messages apart; without them, ``is_newest`` does.
    """

    id: str
    seconds: int
    url: str
    begins: str = ""
    who: str = ""
    is_newest: bool = False


def recent_action_context() -> dict[str, Any]:
    """Return the case that was done with before this page, and its newest pending message."""
    reference = done_reference()
    try:
        case = store.find(reference, team_id=signed_in().member.team_id) if reference else None
    except NoSuchCase:
        case = None
    done = label_of(reference, invented=case is not None and case.invented)
    return {
        "done": done,
        "done_says": confirmation_of(case) if case else None,
        "done_sending": _newest_pending(case) if case else (),
    }


def pending_messages(opened: OpenedCase) -> tuple[PendingMessage, ...]:
    """Return the messages of this case that are not out yet, newest first."""
    now, member, names = clock.now(), signed_in().member, MemberNames()
    waiting = [message for message in reversed(opened.messages) if message.waits(now)]
    are_told_apart = len(waiting) > 1 or any(row.member_id != member.id for row in waiting)
    return tuple(
        PendingMessage(
            id=message.id,
            seconds=_seconds_until(message.out_at, now),
            url=_unsend_url(opened.case) if message.member_id == member.id else "",
            begins=_beginning_of(message.text) if are_told_apart else "",
            who=names.of(message.member_id) if message.member_id != member.id else "",
        )
        for message in waiting
    )


def _beginning_of(text: str) -> str:
    return text if len(text) <= BEGINNING else f"{text[:BEGINNING].rstrip()}…"


def _newest_pending(case: Case) -> tuple[PendingMessage, ...]:
    """Return the newest pending message of a case that is not open, so that it has no text."""
    now = clock.now()
    waiting = thread.recallable(case.id, now=now)
    return tuple(
        PendingMessage(
            id=message.id,
            seconds=_seconds_until(message.out_at, now),
            url=_unsend_url(case),
            is_newest=len(waiting) > 1,
        )
        for message in waiting[:1]
    )


def _seconds_until(out_at: datetime | None, now: datetime) -> int:
    return max(1, round((out_at - now).total_seconds())) if out_at else 0


def _unsend_url(case: Case) -> str:
    return url_for("messages.unsend", reference=case.reference, **query_of(current_queue()))


RECENT = timedelta(minutes=2)
"""An act is confirmed for this long, so that an old address confirms nothing."""

SILENT = READS | {AuditAct.MESSAGES_READ}
"""Acts that are no change a member asked for."""


RECORDED = frozenset(
    {AuditAct.DATE_CLAIMED, AuditAct.DATE_DONE, AuditAct.DATE_WAIVED, AuditAct.DATE_MISSED}
)
"""Acts that name a deadline of which the member recorded what became of it."""

CONFIRMED = frozenset({AuditAct.DATE_CLAIM_CONFIRMED, AuditAct.DATE_CONFIRMED_ALONE})
"""Acts by which a deadline ended that was recorded before."""


@frozen
class Confirmation:
    """The acts that were done, and the status of the case now, by which a move is shown.

    ``undo_url`` takes the act back, and is empty where nothing can.
    """

    says: tuple[str, ...]
    status: str
    undo_url: str


def asked_confirmation(case: Case) -> Confirmation | None:
    """Return the confirmation, if the address of this page says that something was saved."""
    return confirmation_of(case) if request.args.get("saved") == "1" else None


def confirmation_of(case: Case) -> Confirmation | None:
    """Return what the signed-in member did last to this case; ``None`` if that is not recent."""
    since, member_id = clock.now() - RECENT, signed_in().member.id
    own = [
        entry
        for entry in log.history_of(case.id)
        if entry.member_id == member_id and entry.at and entry.at >= since
        if entry.act not in SILENT
    ]
    if not own:
        return None
    done = [entry for entry in own if entry.at == own[-1].at]
    acts = [entry.act for entry in done if entry.act not in MOVED_TO.values()]
    return Confirmation(
        says=tuple(dict.fromkeys(map(act_text, acts or [done[-1].act]))),
        status=gettext(STATUS[case.stage]),
        undo_url=_undo_url(case, done),
    )


def _undo_url(case: Case, done: list[AuditEntry]) -> str:
    """Return the address that undoes what was just done: a call, a proposal, or a move by hand."""
    here = {"reference": case.reference, **query_of(current_queue())}
    acts = {entry.act for entry in done}
    proposed = (AuditAct.DECLINE_PROPOSED, AuditAct.CLOSING_PROPOSED)
    if not acts.isdisjoint(proposed) and case.stage is not Status.CLOSED:
        return url_for("proposals.withdraw", **here)
    if AuditAct.PROPOSAL_WITHDRAWN in acts:
        return url_for("proposals.again", **here)
    if recorded := [entry.made for entry in done if entry.act in RECORDED and entry.made]:
        is_own = not acts & CONFIRMED and case.stage is not Status.CLOSED
        return url_for("met.undo", entry_id=recorded[0], **here) if is_own else ""
    if AuditAct.CALL_BOOKED in acts:
        is_booked = any(entry.kind == Kind.CALL for entry in entries.open_of(case.id))
        return url_for("dates.cancel_call", **here) if is_booked else ""
    if done[-1].act != AuditAct.CORRECTION_UNDONE and any(
        entry.act == AuditAct.ANSWER_CORRECTED for entry in done
    ):
        return url_for("correct.undo", **here)
    member_id, history = signed_in().member.id, log.history_of(case.id)
    can_undo = status_to_restore(case, history, member_id, now=clock.now()) is not None
    return url_for("case.undo", **here) if can_undo else ""
