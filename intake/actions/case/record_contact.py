"""Record an attempt to reach the person: by which way, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from intake.actions.case.open_for_change import work_case
from intake.actions.opening.case_keys import CaseKey, Reader
from intake.actions.opening.case_notes import OpenNote, read_notes, write_note
from intake.actions.opening.read_cards import open_card
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.contact_safety import Objection, Way, objections
from intake.notes.kinds import NoteKind
from intake.questionnaire.asylum.reach import ok_voicemail


class Came(StrEnum):
    """What came of an attempt."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    OTHER_ANSWERED = "other_answered"
    SENT = "sent"
    ASKED_TO_STOP = "asked_to_stop"


VAIN = frozenset({Came.NO_ANSWER, Came.LEFT_MESSAGE, Came.OTHER_ANSWERED, Came.SENT})
"""What may count toward closing a case because nobody could be reached."""


class NeedsReason(Exception):
    """This way is not safe now: whoever takes it says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One attempt. ``text`` says why, where the way was not safe."""

    way: Way
    came: Came
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Tries:
    """How often, and on how many days, the person was tried in vain by safe ways; of how many."""

    count: int
    days: int
    count_wanted: int
    days_wanted: int

    @property
    def enough(self) -> bool:
        """Whether the case may be closed because nobody could be reached."""
        return self.count >= self.count_wanted and self.days >= self.days_wanted


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
    """Write the attempt down. Raises :class:`NeedsReason`, or what ``work_case`` raises."""
    key = work_case(reference, reader, version=version)
    against = _against(key, attempt, at=now.astimezone(zone))
    if against and not attempt.text:
        raise NeedsReason
    facts = {
        "way": attempt.way.value,
        "came": attempt.came.value,
        "against": [one.value for one in against],
        "on": today.isoformat(),
    }
    note = write_note(
        key, NoteKind.CONTACT, attempt.text, member_id=reader.member_id, now=now, facts=facts
    )
    store.touch(key.case, on=today)
    act = AuditAct.CONTACT_AGAINST_WISH if against else AuditAct.CONTACT_TRIED
    who, case_id = reader.member_id, key.case.id
    log.record(act, on=today, member_id=who, case_id=case_id, at=now, made=note.id)


def asked_to_stop(notes: Sequence[OpenNote]) -> bool:
    """Whether the person asked us to stop when we last spoke with them."""
    spoken = {Came.REACHED, Came.ASKED_TO_STOP}
    came = [Came(note.facts["came"]) for note in notes if note.kind is NoteKind.CONTACT]
    last = next((one for one in reversed(came) if one in spoken), None)
    return last is Came.ASKED_TO_STOP


def _against(key: CaseKey, attempt: Attempt, *, at: datetime) -> tuple[Objection, ...]:
    """What speaks against the way, and against a voice message that nobody said is safe."""
    contact, to_stop = open_card(key).contact, asked_to_stop(read_notes(key))
    against = objections(contact, attempt.way, at=at, to_stop=to_stop)
    leaves_voice = attempt.way is Way.CALL and attempt.came is Came.LEFT_MESSAGE
    if leaves_voice and contact.get(ok_voicemail.id) != "yes" and Objection.NOT_OK not in against:
        return (*against, Objection.NOT_OK)
    return against


def tries_of(notes: Sequence[OpenNote], tier: str) -> Tries:
    """Three attempts on two days; five on three where it is most urgent (rule W3)."""
    vain = [
        note
        for note in notes
        if note.kind is NoteKind.CONTACT
        and Came(note.facts["came"]) in VAIN
        and not note.facts["against"]
    ]
    wanted = (5, 3) if tier == "P0" else (3, 2)
    days = {note.facts["on"] for note in vain}
    return Tries(count=len(vain), days=len(days), count_wanted=wanted[0], days_wanted=wanted[1])
