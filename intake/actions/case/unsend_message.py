"""Call a message back before it is out: its words are a draft again."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.case.draft_message import drafted, put_draft
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.case_messages import Words, open_message
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.messages import thread


class IsOut(Exception):
    """It does not wait any more, or is not this member's: the person may have read it."""


def call_back(
    reference: str, message_id: str, reader: Reader, *, today: date, now: datetime
) -> None:
    """A message of this member that waits; the person never sees it. What the member has written
    meanwhile stays below it.

    Raises :class:`IsOut`, ``NoSuchCase``, ``NoKeyForCase`` or ``SealBroken``.
    """
    case = store.find_for_change(reference, team_id=reader.team_id)
    key = case_key(case, reader)
    waiting = {message.id: message for message in thread.recallable(case.id, now=now)}
    if (message := waiting.get(message_id)) is None:
        raise IsOut
    said = open_message(key, message)
    if said.member_id != reader.member_id:
        raise IsOut
    thread.call_back(message)
    meanwhile = drafted(case, reader)
    words = Words(
        text=f"{said.text}\n\n{meanwhile.words.text}" if meanwhile else said.text,
        language=said.language,
        wording=said.wording,
        member_id=reader.member_id,
    )
    put_draft(key, words, now=now)
    store.touch(case, on=today)
    log.record(
        AuditAct.MESSAGE_CALLED_BACK,
        on=today,
        member_id=reader.member_id,
        case_id=case.id,
        at=now,
        made=message.id,
        ended=message.sealed,
    )
