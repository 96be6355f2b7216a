"""Queue letters to applicants: emails that say only that there is something to read.

A letter is first a row of the team with the applicant's address, then one for delivery. Its
``reader`` names what it is about, so that nothing is announced twice: the first unread message,
or a date with the number of days before it.
"""

import re
from datetime import date, datetime

from flask_mail import sanitize_address

from intake.extensions import add_row, any_row, delete_rows
from intake.frozen import frozen
from intake.outbox.models import OutboxEmail, State
from intake.questionnaire.languages import clear_tag

LONGEST = 254
_ONE = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f-\x9f]+")


def is_one_address(text: str) -> bool:
    """Return true if *text* is exactly one mailbox that plain SMTP can name.

    No list, no line break and no control character.
    """
    if len(text) > LONGEST or not _ONE.fullmatch(text) or not text.isprintable():
        return False
    try:
        return sanitize_address(text).isascii()
    except UnicodeError:
        return False


def with_language(address: str, language: str) -> str:
    """Return an address behind the language of its letters, for one encrypted column."""
    return f"{language} {address}"


def parted(stored: str) -> tuple[str, str]:
    """Return the language and the address of :func:`with_language`; both empty for no address."""
    language, _, address = stored.rpartition(" ")
    return language, address


TO_APPLICANT = frozenset({"message_waiting", "date_near"})
"""Letters to applicants. Their sender has no name, and their link leads to the return page."""

URGENCY = "P2"
"""Order among the letters that wait. The tier of the case is no concern of its applicant's mail."""


@frozen
class Recipient:
    """The recipient of a letter to an applicant, and the language in which it is written."""

    team_id: str
    reference: str
    address: str
    language: str


def message_waiting(
    to: Recipient, *, message_id: str, queued_on: date, not_before: datetime | None
) -> bool:
    """Queue the letter about unread messages, of which *message_id* is the first.

    Return false if it was queued before. It is sent from *not_before* on.
    """
    return _queue("message_waiting", to, message_id, queued_on=queued_on, not_before=not_before)


def date_near(to: Recipient, *, entry_id: str, days: int, queued_on: date) -> bool:
    """Queue the reminder of a date, *days* before it. The letter contains no day.

    Return false if it was queued before, or if the applicant gets another one today.
    """
    if any_row(
        OutboxEmail,
        OutboxEmail.reference == to.reference,
        OutboxEmail.letter == "date_near",
        OutboxEmail.queued_on == queued_on,
    ):
        return False
    return _queue("date_near", to, f"{entry_id}:{days}", queued_on=queued_on, not_before=None)


def call_back(message_id: str) -> None:
    """Delete the letter about a message that was taken back before it was out."""
    of_message = OutboxEmail.letter == "message_waiting", OutboxEmail.reader == message_id
    for has_origin in (OutboxEmail.origin_id.is_not(None), OutboxEmail.origin_id.is_(None)):
        delete_rows(OutboxEmail, *of_message, has_origin)


def _queue(
    letter: str, to: Recipient, reader: str, *, queued_on: date, not_before: datetime | None
) -> bool:
    if any_row(
        OutboxEmail,
        OutboxEmail.reference == to.reference,
        OutboxEmail.letter == letter,
        OutboxEmail.reader == reader,
    ):
        return False
    add_row(
        OutboxEmail(
            letter=letter,
            language=clear_tag(to.language),
            team_id=to.team_id,
            reader=reader,
            address=with_language(to.address, to.language),
            reference=to.reference,
            tier=URGENCY,
            due_on=queued_on,
            queued_on=queued_on,
            not_before=not_before,
            state=State.UNROUTED,
        )
    )
    return True
