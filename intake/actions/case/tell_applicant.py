"""Tell an applicant by email that a message waits, and store where reminders go, where allowed.

The address is sealed in the card, so that only a member's session can do this. The email contains
the reference and the address of the return page, nothing else.
"""

from __future__ import annotations

from datetime import date

from intake.actions.case.open_case import OpenedCase
from intake.actions.case.record_contact import asked_to_stop
from intake.actions.opening.case_keys import CaseKey
from intake.actions.opening.case_notes import read_notes
from intake.actions.opening.read_cards import open_card
from intake.cases import store as cases
from intake.cases.contact_safety import email_allowed
from intake.cases.pipeline import Status
from intake.messages import thread
from intake.outbox import applicant_letters
from intake.outbox.addresses import with_language
from intake.outbox.applicant_letters import Recipient
from intake.questionnaire.asylum.send import reminders


def announce_message(key: CaseKey, *, today: date) -> None:
    """Queue one email for all messages that the applicant has not read, if email is allowed.

    It leaves when the first of them can no longer be taken back.
    """
    first = thread.first_unread(key.case.id)
    if first is None or (recipient := _recipient(key)) is None:
        return
    applicant_letters.message_waiting(
        recipient, message_id=first.id, queued_on=today, not_before=first.out_at
    )


def take_back_announcement(key: CaseKey, message_id: str, *, today: date) -> None:
    """Delete the email about a message that was unsent, and announce the messages that remain."""
    applicant_letters.call_back(message_id)
    announce_message(key, today=today)


def store_reminder_address(opened: OpenedCase) -> None:
    """Store the address of an applicant who asked for reminders, or delete one that is stored.

    Only a member's session can, because the address is sealed in the card.
    """
    cases.set_reminder_address(opened.case, _address_of(opened) or None)


def _recipient(key: CaseKey) -> Recipient | None:
    """Return where letters to the applicant go; ``None`` if none may be sent."""
    case = key.case
    if case.invented:
        return None
    card, to_stop = open_card(key), asked_to_stop(read_notes(key))
    if not (address := email_allowed(card.contact, to_stop=to_stop)):
        return None
    return Recipient(
        team_id=case.team_id,
        reference=case.reference,
        address=address,
        language=card.form_language(case.language),
    )


def _address_of(opened: OpenedCase) -> str:
    """Return the address for reminders, behind its language; empty if none may be sent."""
    case, is_wanted = opened.case, opened.answers.code(reminders) == "yes"
    if case.invented or case.stage is Status.CLOSED or not is_wanted:
        return ""
    address = email_allowed(opened.card.contact, to_stop=asked_to_stop(opened.notes))
    language = opened.card.form_language(case.language)
    return with_language(address, language) if address else ""
