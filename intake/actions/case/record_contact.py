"""Record an attempt to reach the applicant, and count the attempts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from intake.actions.case.advance_case import advance_case
from intake.actions.case.open_for_change import open_for_change
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import CaseKey, Reader
from intake.actions.opening.case_notes import OpenNote, read_notes, write_note
from intake.actions.opening.read_cards import open_card
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.contact_safety import Channel, Objection, objections
from intake.cases.pipeline import CaseAct
from intake.notes.kinds import NoteKind
from intake.questionnaire.asylum.reach import ok_voicemail


class ContactOutcome(StrEnum):
    """The outcome of an attempt."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    OTHER_ANSWERED = "other_answered"
    SENT = "sent"
    ASKED_TO_STOP = "asked_to_stop"


UNSUCCESSFUL = frozenset(
    {
        ContactOutcome.NO_ANSWER,
        ContactOutcome.LEFT_MESSAGE,
        ContactOutcome.OTHER_ANSWERED,
        ContactOutcome.SENT,
    }
)
"""Outcomes that count toward closing a case because its applicant could not be reached."""


SPOKEN = frozenset({Channel.CALL, Channel.WHATSAPP, Channel.SIGNAL, Channel.TRUSTED_PERSON})
"""Channels on which a member can speak with the applicant."""

ANSWERED = frozenset({ContactOutcome.REACHED, ContactOutcome.ASKED_TO_STOP})
"""Outcomes of a call that was asked for; after any other outcome it still waits."""


class NeedsReason(Exception):
    """The contact method is not safe for the applicant now, and no reason was given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One attempt. ``text`` gives the reason if the method was not safe."""

    channel: Channel
    outcome: ContactOutcome
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactAttempts:
    """The number of unsuccessful safe attempts and of their days, and the numbers needed."""

    count: int
    days: int
    count_needed: int
    days_needed: int

    @property
    def enough(self) -> bool:
        """Return true if the case may be closed because the applicant could not be reached."""
        return self.count >= self.count_needed and self.days >= self.days_needed


def record_contact(
    reference: str,
    reader: Reader,
    attempt: Attempt,
    *,
    version: int,
    zone: ZoneInfo,
    today: date,
    now: datetime,
) -> None:
    """Record an attempt. Raise :class:`NeedsReason`, or as ``open_for_change`` does."""
    key = open_for_change(reference, reader, version=version)
    against = _objections(key, attempt, at=now.astimezone(zone))
    if against and not attempt.text:
        raise NeedsReason
    facts = {
        "way": attempt.channel.value,
        "came": attempt.outcome.value,
        "against": [objection.value for objection in against],
        "on": today.isoformat(),
    }
    note = write_note(
        key, NoteKind.CONTACT, attempt.text, member_id=reader.member_id, now=now, facts=facts
    )
    if attempt.channel in SPOKEN and attempt.outcome in ANSWERED:
        store.mark_call_done(key.case)
    act = AuditAct.CONTACT_AGAINST_WISH if against else AuditAct.CONTACT_TRIED
    log_act(act, key.case, reader, today=today, now=now, made=note.id)
    store.touch(key.case, on=today)
    advance_case(key.case, reader, CaseAct.TRY_CONTACT, today=today, now=now)


def asked_to_stop(notes: Sequence[OpenNote]) -> bool:
    """Return true if the applicant asked us to stop when they were last spoken with."""
    spoken = {ContactOutcome.REACHED, ContactOutcome.ASKED_TO_STOP}
    outcomes = [
        ContactOutcome(note.facts["came"]) for note in notes if note.kind is NoteKind.CONTACT
    ]
    last = next((outcome for outcome in reversed(outcomes) if outcome in spoken), None)
    return last is ContactOutcome.ASKED_TO_STOP


def contact_attempts(notes: Sequence[OpenNote], tier: str) -> ContactAttempts:
    """Count the unsuccessful safe attempts.

    Rule W3 wants three on two days, or five on three days for the tier P0.
    """
    days = [
        note.facts["on"]
        for note in notes
        if note.kind is NoteKind.CONTACT
        and ContactOutcome(note.facts["came"]) in UNSUCCESSFUL
        and not note.facts["against"]
    ]
    count_needed, days_needed = (5, 3) if tier == "P0" else (3, 2)
    return ContactAttempts(
        count=len(days), days=len(set(days)), count_needed=count_needed, days_needed=days_needed
    )


def _objections(key: CaseKey, attempt: Attempt, *, at: datetime) -> tuple[Objection, ...]:
    """Return the objections to this method, and to a voicemail without consent."""
    contact, to_stop = open_card(key).contact, asked_to_stop(read_notes(key))
    against = objections(contact, attempt.channel, at=at, to_stop=to_stop)
    leaves_voice = (
        attempt.channel is Channel.CALL and attempt.outcome is ContactOutcome.LEFT_MESSAGE
    )
    if leaves_voice and contact.get(ok_voicemail.id) != "yes" and Objection.NOT_OK not in against:
        return (*against, Objection.NOT_OK)
    return against
