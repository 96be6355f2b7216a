"""Write to the person: sealed for them and the team, read with their code, told by no mail."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.case_keys import CaseKey, Reader
from intake.actions.case_messages import Words, write_message
from intake.actions.work_case import work_case
from intake.audit import log
from intake.cases import store
from intake.messages import thread
from intake.messages.models import Direction


def send_message(
    reference: str, reader: Reader, words: Words, *, version: int, today: date, now: datetime
) -> None:
    """One message to the person.

    Raises what ``work_case`` raises.
    """
    key = work_case(reference, reader, version=version)
    put_message(key, reader, words, today=today, now=now)
    store.touch(key.case, on=today)


def put_message(key: CaseKey, reader: Reader, words: Words, *, today: date, now: datetime) -> None:
    """The same within another act, such as closing the case."""
    write_message(key, Direction.OUT, words, on=today)
    log.record("message_sent", on=today, member_id=reader.member_id, case_id=key.case.id, at=now)


def mark_replies_read(reference: str, reader: Reader, *, today: date, now: datetime) -> None:
    """The member sees what the person wrote; the queue forgets that a reply is in."""
    case = store.find_for_change(reference, team_id=reader.team_id)
    if case.replied_on is None:
        return
    thread.mark_read(case.id, Direction.IN, on=today)
    store.read_replies(case)
    log.record("messages_read", on=today, member_id=reader.member_id, case_id=case.id, at=now)
