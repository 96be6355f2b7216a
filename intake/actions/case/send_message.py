"""Write to the person: sealed for them and the team, read with their code, told by no mail.

For ten seconds whoever wrote it can call it back: nobody but staff sees it until then.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from intake.actions.case.open_case import OpenedCase, open_story
from intake.actions.case.open_for_change import work_case
from intake.actions.opening.case_keys import CaseKey, Reader
from intake.actions.opening.case_messages import Words, write_message
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.messages import drafts, thread
from intake.messages.models import Direction

CALL_BACK = timedelta(seconds=10)
"""How long a message can be called back."""


def send_message(
    reference: str,
    reader: Reader,
    words: Words,
    check: Callable[[OpenedCase], None],
    *,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """One message to the person, in place of the reader's draft of it.

    ``check`` raises where these words must not go out about this story. Raises what ``work_case``
    raises.
    """
    key = work_case(reference, reader, version=version)
    check(open_story(key))
    put_message(key, reader, words, today=today, now=now, out_at=now + CALL_BACK)
    drafts.discard(key.case.id, reader.member_id)
    store.touch(key.case, on=today)


def put_message(
    key: CaseKey,
    reader: Reader,
    words: Words,
    *,
    today: date,
    now: datetime,
    out_at: datetime | None = None,
) -> None:
    """The same within another act, such as closing the case: then it is out at once."""
    message = write_message(key, Direction.OUT, words, on=today, out_at=out_at)
    who, case_id = reader.member_id, key.case.id
    log.record(
        AuditAct.MESSAGE_SENT, on=today, member_id=who, case_id=case_id, at=now, made=message.id
    )


def mark_replies_read(reference: str, reader: Reader, *, today: date, now: datetime) -> None:
    """The member sees what the person wrote; the queue forgets that a reply is in."""
    case = store.find_for_change(reference, team_id=reader.team_id)
    if case.replied_on is None:
        return
    thread.mark_read(case.id, Direction.IN, on=today, now=now)
    store.mark_replies_read(case)
    log.record(
        AuditAct.MESSAGES_READ, on=today, member_id=reader.member_id, case_id=case.id, at=now
    )
