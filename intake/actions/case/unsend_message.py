"""Unsend a message that the applicant cannot see yet: its text becomes a draft again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from intake.actions.case.advance_case import advance_case
from intake.actions.case.draft_message import drafted, save_draft
from intake.actions.case.earlier_status import LED_TO, status_before
from intake.actions.case.tell_applicant import take_back_announcement
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.case_messages import Words, open_message
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import CaseAct
from intake.messages import thread
from intake.messages.wordings import WordingId


class IsOut(Exception):
    """The message is visible to the applicant by now, or is another member's."""


def unsend_message(
    reference: str, message_id: str, reader: Reader, *, today: date, now: datetime
) -> None:
    """Take back a message of the reader; a newer draft of theirs stays below its text.

    Raise :class:`IsOut`, ``NoSuchCase``, or as ``case_key`` and ``open_message`` do.
    """
    case = store.find_for_change(reference, team_id=reader.team_id)
    key, author = case_key(case, reader), reader.member_id
    waiting = {message.id: message for message in thread.recallable(case.id, now=now)}
    if (message := waiting.get(message_id)) is None:
        raise IsOut
    opened = open_message(key, message)
    if opened.member_id != author:
        raise IsOut
    thread.call_back(message)
    take_back_announcement(key, message.id, today=today)
    newer = drafted(case, reader)
    text = f"{opened.text}\n\n{newer.words.text}" if newer else opened.text
    words = Words(text=text, language=opened.language, wording=opened.wording, member_id=author)
    save_draft(key, words, now=now)
    store.touch(case, on=today)
    log_act(
        AuditAct.MESSAGE_CALLED_BACK,
        case,
        reader,
        today=today,
        now=now,
        made=message.id,
        ended=message.sealed,
    )
    if opened.wording == WordingId.MORE_FACTS:
        _move_back(case, reader, message.id, today=today, now=now)


def _move_back(case: Case, reader: Reader, message_id: str, *, today: date, now: datetime) -> None:
    """Return the case to the status before the question, if that moved it and nothing followed."""
    history = log.history_of(case.id)
    asked_at = next((entry.at for entry in history if entry.made == message_id), None)
    steps = [entry for entry in history if entry.act in LED_TO]
    if not steps or steps[-1].at != asked_at or _was_asked_again(history, asked_at):
        return
    before = status_before(history, at=asked_at, now=case.stage)
    act = CaseAct.UNSEND_QUESTION
    advance_case(case, reader, act, today=today, now=now, before=before)


def _was_asked_again(history: Sequence[AuditEntry], asked_at: datetime | None) -> bool:
    """Return true if another message followed, which may ask as well."""
    sent = [entry.at for entry in history if entry.act == AuditAct.MESSAGE_SENT]
    return any(at and asked_at and at > asked_at for at in sent)
