"""Add messages to a case, list and count them, mark them as read."""

import re
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, func, not_, or_, select

from intake.extensions import (
    add_row,
    all_rows,
    any_row,
    change_rows,
    db,
    delete_rows,
    fetch,
    first_row,
)
from intake.frozen import frozen
from intake.messages.models import IS_UNREAD, Direction, Message, MessageDraft

LONGEST_WAIT = timedelta(minutes=1)
"""No message waits longer until it is out: a later time was written by a clock that was ahead."""

MESSAGES = Message.__table__.c
OF_CASE = select(Message).where(Message.case_id == bindparam("case_id")).order_by(Message.number)
COUNT_UNREAD = select(func.count()).where(
    MESSAGES.case_id == bindparam("case_id"),
    MESSAGES.direction == bindparam("direction"),
    MESSAGES.read_on.is_(None),
    or_(
        MESSAGES.out_at.is_(None),
        MESSAGES.out_at <= bindparam("now", type_=MESSAGES.out_at.type),
        MESSAGES.out_at > bindparam("latest", type_=MESSAGES.out_at.type),
    ),
)
"""Built once, because each page of a case executes them."""


def add(
    *,
    id: str,
    case_id: str,
    direction: Direction,
    on: date,
    sealed: bytes,
    out_at: datetime | None = None,
) -> Message:
    """Add the next message of a case, in a transaction that has locked the case's row.

    Until *out_at* it can be called back, and only staff see it.
    """
    last = db.session.scalar(select(func.max(Message.number)).where(Message.case_id == case_id))
    message = Message(id=id, case_id=case_id, direction=direction, on=on, sealed=sealed)
    message.out_at, message.number = out_at, (last or 0) + 1
    return add_row(message)


def of_case(case_id: str) -> list[Message]:
    """Return all messages of a case in their order."""
    return list(db.session.scalars(OF_CASE, {"case_id": case_id}))


def exists(case_id: str, message_id: str) -> bool:
    """Return true if the case has a message with this id. One that was called back is gone."""
    return any_row(Message, Message.id == message_id, Message.case_id == case_id)


def recallable(case_id: str, now: datetime) -> list[Message]:
    """Return the messages of a case that can still be called back, the newest first."""
    own = Message.case_id == case_id, not_(_is_out(now))
    return all_rows(Message, *own, by=(Message.number.desc(),))


def call_back(message: Message) -> None:
    """Delete a message before the person can see it."""
    db.session.delete(message)
    db.session.flush()


def count_unread(case_id: str, direction: Direction, *, now: datetime) -> int:
    """Return the number of unread messages in a direction that can no longer be called back."""
    until = {"now": now, "latest": now + LONGEST_WAIT}
    return fetch(COUNT_UNREAD, case_id=case_id, direction=direction, **until).scalar() or 0


def cases_with_unread() -> frozenset[str]:
    """Return the ids of the cases in which a message of the applicant is unread."""
    return frozenset(all_rows(Message.case_id, Message.direction == Direction.IN, IS_UNREAD))


def first_unread(case_id: str) -> Message | None:
    """Return the earliest message from staff that the person has not read, if there is one."""
    is_from_staff = Message.direction == Direction.OUT
    unread = Message.case_id == case_id, is_from_staff, Message.read_on.is_(None)
    return first_row(Message, *unread, by=(Message.number,))


def mark_read(case_id: str, direction: Direction, *, up_to: int, on: date, now: datetime) -> None:
    """Mark the messages as read that :func:`count_unread` counts, up to the number *up_to*."""
    change_rows(
        Message,
        Message.case_id == case_id,
        Message.direction == direction,
        Message.read_on.is_(None),
        Message.number <= up_to,
        _is_out(now),
        read_on=on,
    )


def is_out(out_at: datetime | None, now: datetime) -> bool:
    """Return true if a message with this ``out_at`` can no longer be called back."""
    return out_at is None or not now < out_at <= now + LONGEST_WAIT


def _is_out(now: datetime) -> ColumnElement[bool]:
    """Return :func:`is_out` as a condition of a query."""
    return or_(Message.out_at.is_(None), Message.out_at <= now, Message.out_at > now + LONGEST_WAIT)


def erase_of(case_id: str) -> None:
    """Delete all messages of a case, and the drafts of members."""
    delete_rows(Message, Message.case_id == case_id)
    delete_rows(MessageDraft, MessageDraft.case_id == case_id)


def save_draft(*, case_id: str, member_id: str, sealed: bytes, at: datetime) -> None:
    """Save the member's draft for a case in place of an earlier one."""
    draft = MessageDraft(case_id=case_id, member_id=member_id, sealed=sealed, saved_at=at)
    db.session.merge(draft)
    db.session.flush()


def draft_of(case_id: str, member_id: str) -> MessageDraft | None:
    """Return the member's draft for a case."""
    return db.session.get(MessageDraft, (case_id, member_id))


def discard_draft(case_id: str, member_id: str) -> None:
    """Delete the member's draft for a case, which was sent or discarded."""
    own = MessageDraft.case_id == case_id, MessageDraft.member_id == member_id
    delete_rows(MessageDraft, *own)


WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d[\d,.]*")
SENTENCE = re.compile(r"(?<=[.!?:؟።။।])\s+|\n+")
VOWELS = re.compile(r"[aeiouy]+")

HARDEST = 6
"""Highest school grade that a text to a person may need."""

LONGEST = 15
"""Most words of a sentence."""

WITHOUT_SPACES = frozenset({"my", "zh", "th", "km", "lo", "bo", "ja"})
"""Languages without spaces between words, whose words cannot be counted this way."""


@frozen
class Readability:
    """Words of the longest sentence, and the Flesch-Kincaid grade, which is for English only."""

    longest: int
    grade: int | None

    @property
    def is_plain(self) -> bool:
        """Return true if a person under stress can read the text."""
        return self.longest <= LONGEST and (self.grade or 0) <= HARDEST


def readability_of(text: str, *, language: str) -> Readability | None:
    """Return the readability of a text; ``None`` without words, or if they cannot be counted."""
    base_language = language.partition("-")[0]
    sentences = [words for part in SENTENCE.split(text) if (words := WORD.findall(part))]
    if not sentences or base_language in WITHOUT_SPACES:
        return None
    longest = max(map(len, sentences))
    if base_language != "en":
        return Readability(longest=longest, grade=None)
    words = [word for sentence in sentences for word in sentence]
    per_sentence = len(words) / len(sentences)
    per_word = sum(map(_syllables, words)) / len(words)
    grade = max(0, round(0.39 * per_sentence + 11.8 * per_word - 15.59))
    return Readability(longest=longest, grade=grade)


def _syllables(word: str) -> int:
    """Count the groups of vowels; a final *e*, and the one in *-ed*, is mostly silent."""
    without_silent_e = re.sub(r"(?<=[^aeiouylrtd])ed$|(?<=[^aeiouyl])es?$", "", word.lower())
    return max(1, len(VOWELS.findall(without_silent_e)))
