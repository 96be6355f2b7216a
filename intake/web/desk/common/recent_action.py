"""The act just before this page, and for ten seconds the button that unsends a message."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext

from intake import clock
from intake.actions.case.change_status import status_to_restore
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.status import CLOSED_FOR, MOVED_TO
from intake.actions.opening.case_messages import OpenMessage
from intake.audit import log
from intake.audit.acts import AuditAct, read_code
from intake.audit.models import AuditEntry
from intake.cases import store
from intake.cases.models import Case
from intake.cases.store import NoSuchCase
from intake.diary import entries
from intake.diary.models import Kind
from intake.messages import thread
from intake.messages.models import Message
from intake.web.access import current_member
from intake.web.app_context import Values, settings
from intake.web.desk.common.alerts import label_of
from intake.web.desk.common.reader import name_of
from intake.web.desk.common.view import current_queue, done_reference, query_of
from intake.web.filters import long_date
from intake.words import Labelled


class Group(Labelled):
    """The part of the work on a case to which an act belongs."""

    STEPS = "steps", "Status changes"
    CONTACT = "contact", "Messages and contact"
    DATES = "dates", "Dates"
    PERSON = "person", "Applicant activity"
    READS = "reads", "Access history"


READS = frozenset(
    {
        AuditAct.CASE_OPENED,
        AuditAct.CARD_OPENED,
        AuditAct.CASE_OPENING_REFUSED,
        AuditAct.PRIVATE_OPENED,
        AuditAct.CASE_COPIED,
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
            "message",
            "contact_",
            "screening_",
            "note_",
            "applicant_told",
            "asked_not_to",
            "not_reached",
            "letter_read",
        ),
    ),
    (
        Group.DATES,
        ("date_", "next_date_", "answer_corrected", "correction_", "case_weighed", "reminder"),
    ),
    (
        Group.PERSON,
        (
            "case_received",
            "entered_",
            "answers_added",
            "person_",
            "code_",
            "case_taken",
            "case_erased_by",
        ),
    ),
)
"""Beginnings of the codes of each group. Any other act is a step."""


def history_of(case_id: str, dates: Mapping[str, str]) -> list[Values]:
    """Return the audit entries of a case in words, newest first. ``read`` marks what changed none.

    *dates* are the deadlines of its diary in words, by id: what was done with one names it.
    """
    events = []
    for entry in reversed(log.history_of(case_id)):
        of = dates.get(entry.made or "") if entry.act.startswith("date_") else None
        groups = (group for group, starts in GROUPS if entry.act.startswith(tuple(starts)))
        event = {
            "says": ": ".join(filter(None, (act_text(entry.act), of))),
            "act": entry.act,
            "member_id": entry.member_id,
            "when": act_time(entry.on, entry.at),
            "day": entry.on,
            "read": entry.act in READS,
            "group": next(groups, Group.STEPS),
        }
        events.append(event)
    return events


def act_text(code: str) -> str:
    """Return the words for a stored code; the code itself where this release does not know it."""
    act, count = read_code(code)
    if act is None:
        return code
    return act_words(act, count)


def act_words(act: AuditAct, count: int | str | None) -> str:
    """Return the words for an act with its *count*; closing a case names the reason."""
    if act in CLOSE_REASON_OF:
        return gettext("Closed: %(reason)s", reason=gettext(CLOSE_REASON_OF[act].says))
    return gettext(act.says, count=count)


def act_time(on: date, at: datetime | None) -> str:
    """Return the day of an act; for an act of a member also the time."""
    return long_date(on) if at is None else day_and_time(at)


def day_and_time(at: datetime) -> str:
    """Return day and time of *at* in the time zone of the organisation."""
    local = at.astimezone(settings().time_zone)
    return gettext("%(day)s, %(time)s", day=long_date(local.date()), time=f"{local:%H:%M}")


BEGINNING = 40
"""Letters of a message that are shown to tell it from another."""


def recent_action_context() -> Values:
    """Return the case that was done with before this page, and its newest pending message."""
    reference, case = done_reference(), None
    if reference:
        with suppress(NoSuchCase):
            case = store.find(reference, team_id=current_member().team_id)
    return {
        "done": label_of(reference, invented=case is not None and case.invented),
        "done_says": confirmation_of(case) if case else None,
        "done_sending": _newest_pending(case) if case else [],
    }


def pending_messages(opened: OpenedCase) -> list[Values]:
    """Return the messages of this case that are not out yet, newest first.

    ``begins`` and ``who`` tell several apart. Nobody takes back the message of a colleague.
    """
    member_id = current_member().id
    waiting = [message for message in reversed(opened.messages) if message.waits(clock.now())]
    are_told_apart = len(waiting) > 1 or any(row.member_id != member_id for row in waiting)
    pending = []
    for message in waiting:
        is_own = message.member_id == member_id
        begins = message.text
        if len(begins) > BEGINNING:
            begins = f"{begins[:BEGINNING].rstrip()}…"
        shown = {
            "begins": begins if are_told_apart else "",
            "who": "" if is_own else name_of(message.member_id),
        }
        pending.append(_pending(message, opened.case, is_own=is_own) | shown)
    return pending


def _newest_pending(case: Case) -> list[Values]:
    """Return the newest pending message of a case that is not open, so that it has no text."""
    waiting = thread.recallable(case.id, clock.now())
    return [_pending(message, case) | {"is_newest": len(waiting) > 1} for message in waiting[:1]]


def _pending(message: OpenMessage | Message, case: Case, *, is_own: bool = True) -> Values:
    left = message.out_at - clock.now() if message.out_at else timedelta()
    return {
        "id": message.id,
        "seconds": max(1, round(left.total_seconds())),
        "url": page_url("messages.unsend", case) if is_own else "",
    }


def page_url(endpoint: str, case: Case, **values: Any) -> str:
    """Return the address of a page of the case, with the current view in its query."""
    return url_for(endpoint, reference=case.reference, **values, **query_of(current_queue()))


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


def confirmation_of(case: Case) -> Values | None:
    """Return what the signed-in member did last to this case; ``None`` if that is not recent.

    ``status`` is that of the case now, by which a move is shown.
    """
    since, member_id = clock.now() - RECENT, current_member().id
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
    return {
        "says": list(dict.fromkeys(map(act_text, acts or [done[-1].act]))),
        "status": gettext(case.stage.says),
        "undo_url": _undo_url(case, done),
    }


def _undo_url(case: Case, done: list[AuditEntry]) -> str:
    """Return the address that undoes what was just done; empty where nothing does."""
    acts = {entry.act for entry in done}
    proposed = (AuditAct.DECLINE_PROPOSED, AuditAct.CLOSING_PROPOSED)
    if not acts.isdisjoint(proposed) and not case.is_closed:
        return page_url("proposals.withdraw", case)
    if AuditAct.PROPOSAL_WITHDRAWN in acts:
        return page_url("proposals.again", case)
    if recorded := [entry.made for entry in done if entry.act in RECORDED and entry.made]:
        is_own = not acts & CONFIRMED and not case.is_closed
        return page_url("met.undo", case, entry_id=recorded[0]) if is_own else ""
    if AuditAct.CALL_BOOKED in acts:
        is_booked = any(entry.kind == Kind.CALL for entry in entries.open_of(case.id))
        return page_url("dates.cancel_call", case) if is_booked else ""
    if AuditAct.ANSWER_CORRECTED in acts and done[-1].act != AuditAct.CORRECTION_UNDONE:
        return page_url("correct.undo", case)
    member_id, history = current_member().id, log.history_of(case.id)
    can_undo = status_to_restore(case, history, member_id, clock.now()) is not None
    return page_url("case.undo", case) if can_undo else ""
