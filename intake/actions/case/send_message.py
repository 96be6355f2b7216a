"""Write to the applicant's mailbox: save a draft, send it sealed under the case key, unsend it.

Its author can unsend a message for ten seconds. Until then only staff see it.
"""

from datetime import datetime, timedelta

from intake.actions.case.record_contact import announce_message, take_back_announcement
from intake.actions.case.status import advance_case
from intake.actions.case.tell_decision import ASKED, store_decision, telling_of
from intake.actions.opening.case_keys import Actor, CaseKey, Reader, case_key, check_cleared
from intake.actions.opening.case_messages import Words, open_message, write_message
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import CaseAct, status_after
from intake.cases.tasks import TaskKind, end_task
from intake.frozen import frozen
from intake.messages import thread
from intake.messages.models import Direction, Message
from intake.messages.wordings import WordingId
from intake.words import N_, Refused

CALL_BACK = timedelta(seconds=10)
"""For this long a message can be unsent."""


@frozen
class Drafted:
    """A draft of a member, and when it was saved."""

    words: Words
    saved_at: datetime


def draft_message(by: Actor, reference: str, words: Words, *, newest: str = "") -> None:
    """Save a draft in place of the one before; an empty text deletes it.

    This is no change of the case: its version stays, and nothing is logged. *newest* is the id of
    the member's newest message on a page that saves by itself: if they took it back since, its text
    is the draft now, which the page has not shown. Raise ``ChangedMeanwhile`` then; ``NoSuchCase``,
    ``Refused`` before the conflict check, or as ``case_key`` does.
    """
    case = store.find_for_change(reference, team_id=by.team_id)
    check_cleared(case)
    if newest and not thread.exists(case.id, newest):
        raise store.ChangedMeanwhile
    if words.text:
        _save_draft(case_key(case, by.reader), words, now=by.at)
    else:
        thread.discard_draft(case.id, by.member_id)


def drafted(case: Case, reader: Reader) -> Drafted | None:
    """Return the reader's draft to this person, or ``None``."""
    draft = thread.draft_of(case.id, reader.member_id)
    if draft is None:
        return None
    key, author = case_key(case, reader), reader.member_id
    content = key.open_json("message-draft", draft.sealed, row=author)
    return Drafted(words=Words(**content, member_id=author), saved_at=draft.saved_at)


def send_message(by: Actor, key: CaseKey, words: Words) -> None:
    """Send a message about a case opened for a change; delete the member's draft.

    The ready text that asks for facts makes the case wait for the applicant once they are told of
    one such question, unless a decision waits to be told.
    """
    case = key.case
    message = add_message(by, key, words, out_at=by.at + CALL_BACK)
    thread.discard_draft(case.id, by.member_id)
    store.touch(case, on=by.day)
    is_question = words.wording == WordingId.MORE_FACTS and case.decided in (None, ASKED)
    asks = is_question and status_after(CaseAct.ASK_FACTS, case.stage, by.roles) is not None
    advance_case(by, case, CaseAct.SEND)
    if asks:
        author = words.member_id
        store_decision(by, case, ASKED, letter_id=message.id, author=author, erase_on=None)


def add_message(
    by: Actor, key: CaseKey, words: Words, *, out_at: datetime | None = None
) -> Message:
    """Add a message as a part of another act, such as closing the case.

    Without *out_at* it is visible at once and cannot be unsent. The applicant is told by email
    that a message waits, if they allowed that.
    """
    message = write_message(key, Direction.OUT, words, on=by.day, out_at=out_at)
    by.log(AuditAct.MESSAGE_SENT, key.case, made=message.id)
    announce_message(key, today=by.day)
    return message


def mark_replies_read(by: Actor, reference: str, *, up_to: int) -> None:
    """Mark the applicant's messages as read that a page showed, up to the number *up_to*.

    The queue shows no reply any more if the case still has the version that the page showed.
    Otherwise the applicant may have written or answered since, and the next page marks it.
    """
    case = store.find_for_change(reference, team_id=by.team_id)
    if case.replied_on is None:
        return
    thread.mark_read(case.id, Direction.IN, up_to=up_to, on=by.day, now=by.at)
    if case.version == by.version:
        store.mark_replies_read(case)
    store.keep_after_reading(case, on=by.day)
    by.log(AuditAct.MESSAGES_READ, case)


def unsend_message(by: Actor, reference: str, message_id: str) -> None:
    """Take back a message of the member; a newer draft of theirs stays below its text.

    Raise ``Refused`` where the applicant can see it by now, or it is a colleague's; ``NoSuchCase``,
    or as ``case_key`` and ``open_message`` do.
    """
    case = store.find_for_change(reference, team_id=by.team_id)
    key, author = case_key(case, by.reader), by.member_id
    waiting = {message.id: message for message in thread.recallable(case.id, now=by.at)}
    message = waiting.get(message_id)
    opened = open_message(key, message) if message else None
    if message is None or opened is None or opened.member_id != author:
        raise Refused(N_("This message was already delivered. The applicant may have read it."))
    thread.call_back(message)
    take_back_announcement(key, message.id, today=by.day)
    newer = drafted(case, by.reader)
    text = f"{opened.text}\n\n{newer.words.text}" if newer else opened.text
    words = Words(text=text, language=opened.language, wording=opened.wording, member_id=author)
    _save_draft(key, words, now=by.at)
    store.touch(case, on=by.day)
    by.log(AuditAct.MESSAGE_CALLED_BACK, case, made=message.id, ended=message.sealed)
    end_task(case.id, TaskKind.TELL, message.id)
    if case.decided == ASKED and telling_of(case) is None:
        store.decide(case, None, erase_on=None, on=by.day)


def _save_draft(key: CaseKey, words: Words, *, now: datetime) -> None:
    """Save the draft of ``words.member_id`` with an open case key."""
    content = {"text": words.text, "language": words.language, "wording": words.wording}
    sealed = key.seal_json("message-draft", content, row=words.member_id)
    thread.save_draft(case_id=key.case.id, member_id=words.member_id, sealed=sealed, at=now)
