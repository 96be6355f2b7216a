"""Tell the applicant what was decided or asked: until somebody did, it does not count.

A letter waits in the mailbox. Who can open the mailbox is told by reading it; anybody else, or of
a decision without a letter, is told by a member, who records how and when. Three attempts on
different days end it too.

Letters and other messages are written here: saved as a draft, sent sealed under the case key, and
unsent. Its author can unsend a message for ten seconds. Until then only staff see it.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from intake.actions.case.record_contact import (
    SPOKEN,
    ContactAttempts,
    ContactOutcome,
    announce_message,
    contact_attempts,
    log_attempt,
    take_back_announcement,
)
from intake.actions.case.status import CLOSED_FOR, LED_TO, advance_case
from intake.actions.links import kept_case, needs_second
from intake.actions.opening.case_keys import (
    NOT_OPENED,
    Actor,
    CaseKey,
    Reader,
    case_key,
    check_cleared,
)
from intake.actions.opening.case_messages import Words, open_message, write_message
from intake.actions.opening.case_notes import OpenNote, newest, read_notes, write_note
from intake.actions.opening.search_cards import card_under
from intake.actions.reports.count_case import count_case
from intake.amendments.approved import law_book
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.contact_safety import Channel, Objection, objections
from intake.cases.models import IS_READABLE, Case, Task
from intake.cases.pipeline import UNDECIDED, CaseAct, CloseReason, Status, status_after
from intake.cases.tasks import TaskKind, add_task, end_task, task_of
from intake.extensions import db
from intake.frozen import frozen
from intake.messages import thread
from intake.messages.models import Direction, Message
from intake.messages.wordings import WordingId
from intake.notes.store import NoteKind
from intake.staff.store import Act
from intake.triage.days import roll_forward
from intake.words import Labelled, Refused

TELL_WITHIN = timedelta(days=3)
URGENT_WITHIN = timedelta(days=1)
"""The days within which to tell, and those of a case of priority P0 or P1; or until the business
day after them.
"""

ASKED = AuditAct.MOVED_TO_INFO_NEEDED
"""The act that a question to the applicant ends in, once they are told."""

FOR_CONFLICT = CLOSED_FOR[CloseReason.DECLINED_CONFLICT]
"""The act of closing a case whose answers a conflict may hide."""

AT_ONCE = 20
"""Letters that were read, settled in passing."""


class Told(Labelled):
    """The outcome of telling an applicant."""

    TOLD = "told", "They were told"
    ASKED_NOT = "asked_not", "They asked us not to tell them"
    UNREACHED = "unreached", "They could not be reached"
    NO_ANSWER = "no_answer", "Nobody answered: an attempt, and they are still to be told"
    ASKED = "asked", "The applicant asked us to close the case"
    ASKED_FOR = "asked_for", "Someone on their behalf asked us to close the case"


ASKS = (Told.ASKED, Told.ASKED_FOR)
"""Outcomes of a call or message by which a request is withdrawn, before it is closed."""


LOGGED: dict[Told, AuditAct] = {
    Told.TOLD: AuditAct.APPLICANT_TOLD,
    Told.ASKED_NOT: AuditAct.ASKED_NOT_TO_BE_TOLD,
    Told.UNREACHED: AuditAct.NOT_REACHED_TO_TELL,
}


@frozen
class Telling:
    """A member's record of telling an applicant: outcome, channel, time, and what was said.

    Where they were told, or did not answer, it needs a channel.
    """

    outcome: Told
    channel: Channel | None
    at: datetime
    text: str

    @property
    def needed_channel(self) -> Channel:
        """Return the channel. Raise ``Refused`` without one."""
        if self.channel is None:
            raise Refused("Choose a contact method.", status=422)
        return self.channel

    @property
    def facts(self) -> dict[str, str]:
        """Return what a note of it stores beside the words; the time is that of the desk."""
        at = f"{self.at:%Y-%m-%d %H:%M}"
        return {"outcome": self.outcome.value, "way": self.channel or "", "at": at}


class SecondPersonNeeded(Refused):
    """Another member must confirm a closing: near a deadline, or of some withdrawn requests."""

    says = "A second person must approve this decision: another member who may decide."


class NothingToTell(Refused):
    """Nothing that was decided waits to be told."""

    says = "Nothing waits to be told any more: they were told, or the decision was taken back."


def store_decision(
    by: Actor, case: Case, act: AuditAct, *, letter_id: str, author: str, erase_on: date | None
) -> None:
    """Store what becomes of the case once the applicant is told, and the task of telling them.

    The owner of the case is to tell them, or the *author* of the letter if it has none, or if a
    conflict keeps its answers from others. Without a letter the author says it.
    """
    store.decide(case, act, erase_on=erase_on, on=by.day)
    for_id = None if case.assignee_id and case.may_be_read else author
    on = tell_by(case, by.day)
    add_task(case, TaskKind.TELL, on=on, by_id=by.member_id, for_id=for_id, about=letter_id)


def tell_by(case: Case, day: date) -> date:
    """Return the business day by which to tell the applicant of a case that is decided on *day*."""
    within = URGENT_WITHIN if case.tier in ("P0", "P1") else TELL_WITHIN
    return roll_forward(day + within, law_book().holidays)


def telling_of(case: Case) -> Task | None:
    """Return the task of telling the applicant, or ``None`` where nothing waits to be told."""
    return task_of(case.id, TaskKind.TELL) if case.decided else None


def letter_read_on(task: Task) -> date | None:
    """Return the day on which the applicant read the letter of this task."""
    letter = db.session.get(Message, task.about)
    return letter.read_on if letter else None


def tries_to_tell(notes: Sequence[OpenNote], task: Task, tier: str) -> ContactAttempts:
    """Count the unsuccessful safe attempts since the decision or question was stored."""
    since = stored_at(task)
    return contact_attempts([note for note in notes if note.at >= since], tier)


def stored_at(task: Task) -> datetime:
    """Return when what is to be told was stored; the first of all times if no log says so."""
    entries = log.history_of(task.case_id)
    times = [
        entry.at
        for entry in entries
        if (entry.made == task.about if task.about else entry.act == AuditAct.DECISION_STORED)
    ]
    return next(filter(None, reversed(times)), datetime.min.replace(tzinfo=UTC))


def record_telling(by: Actor, reference: str, telling: Telling, *, zone: ZoneInfo) -> None:
    """Record how the applicant was told, or why not, and carry out what was decided.

    Raise :class:`NothingToTell`; ``Refused`` without the channel that it needs, for a time before
    the decision or to come, after too few attempts, for a method of which the applicant did not say
    that it is safe, or for a letter that they did not read; as ``record_contact`` for an attempt;
    or as ``Actor.open`` does.
    """
    key = _open(by, reference)
    task, letter = _letter_of(key.case)
    if telling.outcome is Told.NO_ANSWER:
        log_attempt(
            by, key, telling.needed_channel, ContactOutcome.NO_ANSWER, telling.text, zone=zone
        )
        return
    if not stored_at(task).replace(second=0, microsecond=0) <= telling.at <= by.at:
        raise Refused("Enter a time after the letter was stored, and not to come.", status=422)
    tries = tries_to_tell(read_notes(key), task, key.case.tier)
    if telling.outcome is Told.UNREACHED and not tries.enough:
        raise Refused(
            "Log attempts on three different days before you say that nobody was reached.",
            status=422,
        )
    _check_way(key, telling, letter)
    facts = telling.facts | {"letter": task.about}
    note = write_note(by, key, NoteKind.TOLD, telling.text, facts)
    by.log(LOGGED[telling.outcome], key.case, made=note.id)
    if telling.outcome is Told.TOLD and telling.channel in SPOKEN:
        store.mark_call_done(key.case)
    if closes_alone(key, today=by.day, teller=by.member_id):
        if not key.case.may_be_read:
            raise SecondPersonNeeded
        _propose(by, key)
    elif (act := _carry_out(by, key.case)) is not None:
        by.log(act, key.case)


def _check_way(key: CaseKey, telling: Telling, letter: Message | None) -> None:
    """Raise ``Refused`` for a letter that they did not read there, or for an unsafe method."""
    if telling.outcome is not Told.TOLD:
        return
    contact, channel = card_under(key).contact, telling.needed_channel
    if channel is Channel.RETURN_CODE and not (letter and letter.read_on):
        raise Refused(
            "In the mailbox they are told once they read the letter, and this ends by itself. Say "
            "how else you told them.",
            status=422,
        )
    if Objection.NOT_OK in objections(contact, channel, at=telling.at, to_stop=False):
        raise Refused(
            "The applicant did not say that this contact method is safe. Tell them in another way.",
            status=422,
        )


def _open(by: Actor, reference: str) -> CaseKey:
    """Open a case as ``Actor.open`` does, or for who decides on its conflict one to close."""
    case = by.lock(reference, closed=True)
    if not case.is_to_close or not by.reader.may(Act.DECIDE_CONFLICT):
        check_cleared(case)
    return case_key(case, by.reader)


def closes_alone(key: CaseKey, *, today: date, teller: str = "") -> bool:
    """Return true if one member decided to close the case, which needs a second by now.

    Where a conflict hides the answers, another *teller* than who decided is a second member too.
    """
    if not key.case.is_to_close or not needs_second(key, today=today):
        return False
    notes = read_notes(key)
    decisions = [note for note in notes if note.kind is NoteKind.DECISION]
    if not key.case.may_be_read:
        of_conflict = newest(notes, NoteKind.CONFLICT_DECIDED)
        people = {note.member_id for note in (of_conflict, *decisions[-1:]) if note}
        return len({*people, teller} - {""}) == 1
    return "confirms" not in decisions[-1].facts


def _propose(by: Actor, key: CaseKey, *, is_read: bool = False) -> None:
    """Have a second member close the case of a person who was told: a deadline came near since.

    Where they read the letter, it is proposed for the member who decided, whoever *by* is.
    """
    decision = newest(read_notes(key), NoteKind.DECISION)
    if decision is None:
        raise NothingToTell
    decided_by = decision.member_id
    author = decided_by if is_read else by.member_id
    facts = {**decision.facts, "waits": True, "letter": None, "decided_by": decided_by}
    facts["day"] = by.day.isoformat()
    store.decide(key.case, None, erase_on=None, on=by.day)
    end_task(key.case.id, TaskKind.TELL)
    note = write_note(by, key, NoteKind.DECISION, "", facts, author=author)
    add_task(key.case, TaskKind.SECOND_DECISION, on=by.day, by_id=author, about=note.id)
    if is_read:
        act, case_id = AuditAct.CLOSING_PROPOSED, key.case.id
        log.record(act, on=by.day, case_id=case_id, made=note.id)
    else:
        by.log(AuditAct.CLOSING_PROPOSED, key.case, made=note.id)


def take_back_decision(by: Actor, reference: str) -> None:
    """Take back a decision of which nobody has told the applicant, with its letter.

    Raise :class:`NothingToTell`, also if the applicant has read the letter, or as ``Actor.open``.
    """
    key = _open(by, reference)
    _drop_untold(by, key)
    by.log(AuditAct.DECISION_TAKEN_BACK, key.case)


def replace_untold(by: Actor, key: CaseKey, *, though_read: bool = False) -> None:
    """End what waits to be told, because a new decision takes its place. A question stays sent.

    Raise :class:`NothingToTell` if the applicant has read of a decision, unless *though_read*.
    """
    if key.case.decided == ASKED:
        store.decide(key.case, None, erase_on=None, on=by.day)
        end_task(key.case.id, TaskKind.TELL)
    elif key.case.decided:
        _drop_untold(by, key, though_read=though_read)


def _drop_untold(by: Actor, key: CaseKey, *, though_read: bool = False) -> None:
    _task, letter = _letter_of(key.case)
    is_read = letter is not None and letter.read_on is not None
    if is_read and not though_read:
        raise NothingToTell
    if letter and not is_read:
        thread.call_back(letter)
        take_back_announcement(key, letter.id, today=by.day)
        by.log(AuditAct.MESSAGE_CALLED_BACK, key.case, made=letter.id, ended=letter.sealed)
    decision = newest(read_notes(key), NoteKind.DECISION)
    before = decision.facts.get("erase_before") if decision and key.case.is_to_close else None
    erase_on = date.fromisoformat(before) if before else None
    store.decide(key.case, None, erase_on=erase_on, on=by.day)
    for kind in (TaskKind.TELL, TaskKind.ACCEPTED_WITHOUT_OWNER):
        end_task(key.case.id, kind)


def letters_read(team_id: str, *, case_id: str = "") -> dict[str, date]:
    """Return case id to the day on which the applicant read the letter, for some that wait.

    Those of a case that a conflict holds wait until it is cleared; those of a case with an unread
    reply until a member has read that, because it may have news, such as a hearing. A closing of
    which they wrote since, or of whose letter the writer had not read what they wrote, waits for a
    member to say that they were told.
    """
    since = aliased(Message)
    is_news = or_(since.number > Message.number, since.read_on > Message.on)
    is_theirs = since.case_id == Message.case_id, since.direction == Direction.IN.value
    wrote_since = exists().where(is_news, *is_theirs)
    query = (
        select(Task.case_id, Message.read_on)
        .join(Message, Message.id == func.coalesce(Task.about, ""))
        .join(Case, Case.id == func.coalesce(Task.case_id, ""))
        .where(Task.kind == TaskKind.TELL.value, Message.read_on.is_not(None))
        .where(Case.team_id == team_id, Case.decided.is_not(None))
        .where(or_(IS_READABLE, Case.decided == FOR_CONFLICT))
        .where(Case.replied_on.is_(None), or_(~Case.decided.startswith("closed_"), ~wrote_since))
        .limit(AT_ONCE)
    )
    query = query.where(Task.case_id == case_id) if case_id else query
    return {of_case: day for of_case, day in db.session.execute(query) if day}


def settle_read_letters(by: Actor, read_on: Mapping[str, date]) -> None:
    """Carry out the decisions in these cases, whose applicants read the letter on that day.

    It is logged as an act of the applicant. A closing that needs a second member waits for one;
    that for a conflict waits for a member who says that they read it, and a case that does not open
    here for one for whom it does. The caller commits.
    """
    for case in store.locked(read_on) if read_on else ():
        try:
            key = case_key(case, by.reader)
            alone = closes_alone(key, today=by.day)
        except NOT_OPENED:
            continue
        if case.decided is None or (alone and not case.may_be_read):
            continue
        log.record(AuditAct.LETTER_READ, on=read_on[case.id], case_id=case.id)
        if alone:
            _propose(by, key, is_read=True)
        elif (act := _carry_out(by, case)) is not None:
            log.record(act, on=by.day, case_id=case.id)


def _letter_of(case: Case) -> tuple[Task, Message | None]:
    """Return the task of telling, and the letter, if there is one and nobody deleted it."""
    task = telling_of(case)
    if task is None:
        raise NothingToTell
    return task, db.session.get(Message, task.about)


def _carry_out(by: Actor, case: Case) -> AuditAct | None:
    """Do what was decided; return its act.

    A question moves only a case that is undecided, and of which the applicant wrote nothing since.
    """
    act = AuditAct(case.decided or "")
    to = LED_TO[act]
    reason = next((reason for reason, closing in CLOSED_FOR.items() if closing is act), None)
    store.decide(case, None, erase_on=None, on=by.day)
    end_task(case.id, TaskKind.TELL)
    if to is Status.INFO_NEEDED:
        newest_message = thread.of_case(case.id)[-1:]
        is_answered = any(message.direction == Direction.IN for message in newest_message)
        if is_answered or case.stage not in UNDECIDED:
            return None
    store.move(case, to, reason=reason, on=by.day)
    card = None
    with suppress(*NOT_OPENED):
        card = card_under(case_key(case, by.reader))
    count_case(by, case, card)
    return act


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
        _save_draft(case_key(case, by.reader), words, by.at)
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
    waiting = {message.id: message for message in thread.recallable(case.id, by.at)}
    message = waiting.get(message_id)
    opened = open_message(key, message) if message else None
    if message is None or opened is None or opened.member_id != author or kept_case(case):
        raise Refused("This message was already delivered. The applicant may have read it.")
    thread.call_back(message)
    take_back_announcement(key, message.id, today=by.day)
    newer = drafted(case, by.reader)
    text = f"{opened.text}\n\n{newer.words.text}" if newer else opened.text
    words = Words(text=text, language=opened.language, wording=opened.wording, member_id=author)
    _save_draft(key, words, by.at)
    store.touch(case, on=by.day)
    by.log(AuditAct.MESSAGE_CALLED_BACK, case, made=message.id, ended=message.sealed)
    end_task(case.id, TaskKind.TELL, message.id)
    if case.decided == ASKED and telling_of(case) is None:
        store.decide(case, None, erase_on=None, on=by.day)


def _save_draft(key: CaseKey, words: Words, now: datetime) -> None:
    """Save the draft of ``words.member_id`` with an open case key."""
    content = {"text": words.text, "language": words.language, "wording": words.wording}
    sealed = key.seal_json("message-draft", content, row=words.member_id)
    thread.save_draft(case_id=key.case.id, member_id=words.member_id, sealed=sealed, at=now)
