"""Record attempts to reach the applicant, the screening call, and the merits after it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from intake.actions.assessment.deadline_changes import follow_diary
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.status import advance_case
from intake.actions.opening.case_keys import Actor, CaseKey
from intake.actions.opening.case_notes import OpenNote, newest, read_notes, record_note
from intake.actions.opening.search_cards import open_card
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.contact_safety import Channel, Objection, email_allowed, objections
from intake.cases.pipeline import CaseAct
from intake.diary import entries
from intake.diary.models import State
from intake.frozen import frozen
from intake.messages import thread
from intake.notes.store import NoteKind
from intake.outbox.applicant_letters import Recipient, call_back, message_waiting, with_language
from intake.questionnaire.asylum.reach import ok_voicemail
from intake.questionnaire.asylum.send import reminders
from intake.words import Labelled, Refused


class ContactOutcome(Labelled):
    """The outcome of an attempt."""

    REACHED = "reached", "Reached the applicant"
    NO_ANSWER = "no_answer", "No answer"
    LEFT_MESSAGE = "left_message", "Left a message as authorized"
    OTHER_ANSWERED = "other_answered", "Someone else answered; nothing disclosed"
    SENT = "sent", "Sent, awaiting reply"
    ASKED_TO_STOP = "asked_to_stop", "Asked us to stop contact"


SPOKEN = frozenset({Channel.CALL, Channel.WHATSAPP, Channel.SIGNAL, Channel.TRUSTED_PERSON})
"""Channels on which a member can speak with the applicant."""

ANSWERED = frozenset({ContactOutcome.REACHED, ContactOutcome.ASKED_TO_STOP})
"""Outcomes of a call that was asked for; after any other outcome it still waits."""

UNSUCCESSFUL = frozenset(ContactOutcome) - ANSWERED
"""Outcomes that count toward closing a case because its applicant could not be reached."""


MERITS = (
    "nexus",
    "credibility",
    "persecutor",
    "serious_crime",
    "resettlement",
    "one_year",
    "forum",
    "venue",
    "capacity",
    "vulnerability",
)
"""The points that a member assesses after the call (rule W4). None is read from the form."""


@frozen
class ContactAttempts:
    """The number of unsuccessful safe attempts and of their days, and the numbers needed."""

    count: int
    days: int
    count_needed: int
    days_needed: ClassVar[int] = 3

    @property
    def enough(self) -> bool:
        """Return true if the applicant counts as not reached."""
        return self.count >= self.count_needed and self.days >= self.days_needed


def record_contact(
    by: Actor,
    reference: str,
    channel: Channel,
    outcome: ContactOutcome,
    text: str,
    *,
    zone: ZoneInfo,
) -> None:
    """Record an attempt; *text* gives the reason if the method was not safe.

    Raise ``Refused`` for a method that is not safe now and has no reason, or as ``Actor.open``.
    """
    log_attempt(by, by.open(reference), channel, outcome, text, zone=zone)


def log_attempt(
    by: Actor,
    key: CaseKey,
    channel: Channel,
    outcome: ContactOutcome,
    text: str,
    *,
    zone: ZoneInfo,
) -> None:
    """Record an attempt in an opened case, as :func:`record_contact` does."""
    against = _objections(key, channel, outcome, at=by.at.astimezone(zone))
    if against and not text:
        raise Refused(
            "This contact method is not marked safe right now. Add a reason, or choose another.",
            status=422,
        )
    facts = {
        "way": channel.value,
        "came": outcome.value,
        "against": [objection.value for objection in against],
        "on": by.day.isoformat(),
    }
    if channel in SPOKEN and outcome in ANSWERED:
        store.mark_call_done(key.case)
    act = AuditAct.CONTACT_AGAINST_WISH if against else AuditAct.CONTACT_TRIED
    record_note(by, key, NoteKind.CONTACT, text, facts, log_as=act)
    advance_case(by, key.case, CaseAct.TRY_CONTACT)


def record_screening(by: Actor, reference: str, text: str, facts: Mapping[str, str]) -> None:
    """Record a screening call: the booked call is done, and the case is screened.

    Raise as ``Actor.open`` does.
    """
    key = by.open(reference)
    store.mark_call_done(key.case)
    entries.end_calls(key.case.id, State.DONE)
    follow_diary(key.case)
    record_note(by, key, NoteKind.SCREENING, text, facts, log_as=AuditAct.SCREENING_RECORDED)
    advance_case(by, key.case, CaseAct.LOG_CALL)


def record_merits(by: Actor, reference: str, text: str, facts: Mapping[str, str]) -> None:
    """Record the merits, and move the case to merits review.

    Raise ``Refused`` if no screening call is recorded, or as ``Actor.open`` does.
    """
    key = by.open(reference)
    check_called(read_notes(key))
    record_note(by, key, NoteKind.MERITS, text, facts, log_as=AuditAct.MERITS_RECORDED)
    advance_case(by, key.case, CaseAct.ASSESS_MERITS)


def was_called(notes: Sequence[OpenNote]) -> bool:
    """Return true if a screening call is recorded."""
    return newest(notes, NoteKind.SCREENING) is not None


def check_called(notes: Sequence[OpenNote]) -> None:
    """Raise ``Refused`` unless a screening call is recorded."""
    if not was_called(notes):
        raise Refused("Log the screening call first. Later steps depend on it.")


def asked_to_stop(notes: Sequence[OpenNote]) -> bool:
    """Return true if the applicant asked us to stop when they were last spoken with."""
    outcomes = [
        ContactOutcome(note.facts["came"]) for note in notes if note.kind is NoteKind.CONTACT
    ]
    last = next((outcome for outcome in reversed(outcomes) if outcome in ANSWERED), None)
    return last is ContactOutcome.ASKED_TO_STOP


def contact_attempts(notes: Sequence[OpenNote], tier: str) -> ContactAttempts:
    """Count the unsuccessful safe attempts.

    Three are needed, or five for the tier P0, on three different days.
    """
    days = [
        note.facts["on"]
        for note in notes
        if note.kind is NoteKind.CONTACT
        and ContactOutcome(note.facts["came"]) in UNSUCCESSFUL
        and not note.facts["against"]
    ]
    needed = 5 if tier == "P0" else 3
    return ContactAttempts(count=len(days), days=len(set(days)), count_needed=needed)


def _objections(
    key: CaseKey, channel: Channel, outcome: ContactOutcome, *, at: datetime
) -> tuple[Objection, ...]:
    """Return the objections to this method, and to a voicemail without consent."""
    contact, to_stop = open_card(key).contact, asked_to_stop(read_notes(key))
    against = objections(contact, channel, at=at, to_stop=to_stop)
    leaves_voice = channel is Channel.CALL and outcome is ContactOutcome.LEFT_MESSAGE
    if leaves_voice and contact.get(ok_voicemail.id) != "yes" and Objection.NOT_OK not in against:
        return (*against, Objection.NOT_OK)
    return against


def announce_message(key: CaseKey, *, today: date) -> None:
    """Queue one email for all messages that the applicant has not read, if email is allowed.

    It leaves when the first of them can no longer be taken back.
    """
    case, first = key.case, thread.first_unread(key.case.id)
    if first is None or case.invented:
        return
    card, to_stop = open_card(key), asked_to_stop(read_notes(key))
    if address := email_allowed(card.contact, to_stop=to_stop):
        recipient = Recipient(
            team_id=case.team_id,
            reference=case.reference,
            address=address,
            language=card.form_language(case.language),
        )
        message_waiting(recipient, message_id=first.id, queued_on=today, not_before=first.out_at)


def take_back_announcement(key: CaseKey, message_id: str, *, today: date) -> None:
    """Delete the email about a message that was unsent, and announce the messages that remain."""
    call_back(message_id)
    announce_message(key, today=today)


def store_reminder_address(opened: OpenedCase) -> None:
    """Store the address of an applicant who asked for reminders, or delete one that is stored.

    Only a member's session can, because the address is sealed in the card.
    """
    case, address = opened.case, ""
    is_wanted = opened.answers.code(reminders) == "yes" and not case.is_closed
    if is_wanted and not case.invented:
        address = email_allowed(opened.card.contact, to_stop=asked_to_stop(opened.notes))
    stored = with_language(address, opened.language) if address else None
    store.set_reminder_address(case, stored)
