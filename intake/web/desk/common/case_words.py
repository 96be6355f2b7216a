"""Labels of the pages of a case: tabs, conflicts, notes, contact methods, decisions."""

from __future__ import annotations

from collections.abc import Mapping

from intake.actions.case.decide_case import Choice
from intake.actions.case.record_contact import ContactOutcome
from intake.actions.case.update_date import Seen
from intake.actions.conflicts.decide_conflict import Grounds
from intake.cases.contact_safety import Channel, Objection
from intake.cases.models import Conflict
from intake.cases.pipeline import CloseReason
from intake.conflicts.traits import Why
from intake.messages.wordings import WordingId
from intake.notes.kinds import NoteKind
from intake.words import N_

TAB: Mapping[str, str] = {
    "case": N_("Summary"),
    "messages": N_("Messages"),
    "notes": N_("Notes"),
    "contact": N_("Contact"),
    "decision": N_("Decision"),
    "timeline": N_("Timeline"),
    "conflict": N_("Conflict check"),
    "hand_off": N_("Hand over"),
}

CONFLICT: Mapping[str, str] = {
    "": N_("The conflict check has not been made."),
    Conflict.CLEAR: N_("Clear: nobody was found."),
    Conflict.FREED: N_("Somebody was found, and a member who may decide saw no conflict."),
    Conflict.POSSIBLE: N_("Perhaps a conflict."),
    Conflict.CONFLICT: N_("A conflict."),
}

HELD_BY_HAND = N_(
    "A member put this case on hold for a conflict that no search had found. "
    "The story is hidden until an attorney or supervisor decides."
)

HELD: Mapping[Conflict | None, str] = {
    None: N_("The conflict check has not been made. Open the case again."),
    Conflict.POSSIBLE: N_(
        "Somebody was found who may be meant. "
        "The story is hidden until an attorney or supervisor decides."
    ),
    Conflict.CONFLICT: N_(
        "Somebody stands against this person. "
        "The story is hidden until an attorney or supervisor decides."
    ),
    Conflict.CLEAR: "",
    Conflict.FREED: "",
}

AGAINST: Mapping[Why, str] = {
    Why.NAMED_BY_THEM: N_("Another person said not to talk to somebody of this name"),
    Why.NAMES_THEM: N_("This person said not to talk to somebody of a name that we know"),
}

GROUNDS: Mapping[Grounds, str] = {
    Grounds.ANOTHER_PERSON: N_("No conflict: it is another person"),
    Grounds.NOT_ADVERSE: N_("No conflict: the same person, not against this one"),
    Grounds.CONSENT: N_("May be read: both agreed in writing"),
    Grounds.SCREENED: N_("May be read: those who know the other are kept out"),
    Grounds.ADVERSE: N_("Conflict: we act for the other, or acted"),
    Grounds.CANNOT_TELL: N_("Conflict: we cannot tell, so it stays hidden"),
}

WORDING: Mapping[WordingId, str] = {
    WordingId.DECLINE: N_("We cannot take the case"),
    WordingId.REFERRAL: N_("Others may help better"),
    WordingId.UNREACHABLE: N_("We could not reach you"),
    WordingId.MORE_FACTS: N_("We need to know more"),
    WordingId.CALL: N_("We want to talk"),
    WordingId.ACCEPTED: N_("We want to help"),
    WordingId.CLOSED: N_("Our work is done"),
    WordingId.DEADLINES: N_("Your deadlines, with the English"),
}

NOTE: Mapping[NoteKind, str] = {
    NoteKind.CALL: N_("Call"),
    NoteKind.LEGAL_VIEW: N_("Legal view"),
    NoteKind.PLAN: N_("Plan"),
    NoteKind.CONTACT: N_("Attempt to reach"),
    NoteKind.SCREENING: N_("Screening call"),
    NoteKind.MERITS: N_("Merits"),
    NoteKind.DECISION: N_("Decision"),
    NoteKind.CONFLICT_FOUND: N_("Conflict check"),
    NoteKind.CONFLICT_DECIDED: N_("Decision about a conflict"),
    NoteKind.TRANSLATION: N_("Translation by staff"),
    NoteKind.MOVE: N_("Move"),
}

WAY: Mapping[Channel, str] = {
    Channel.CALL: N_("Phone call"),
    Channel.TEXT: N_("Text message"),
    Channel.WHATSAPP: N_("WhatsApp"),
    Channel.SIGNAL: N_("Signal"),
    Channel.EMAIL: N_("Email"),
    Channel.TRUSTED_PERSON: N_("Through the person they trust"),
    Channel.RETURN_CODE: N_("Message in the mailbox"),
}

OBJECTION: Mapping[Objection, str] = {
    Objection.NOT_WANTED: N_("not chosen"),
    Objection.NOT_OK: N_("not said to be safe"),
    Objection.NOT_NOW: N_("not at this time"),
    Objection.TO_STOP: N_("asked us to stop"),
}

CAME: Mapping[ContactOutcome, str] = {
    ContactOutcome.REACHED: N_("Spoke with them"),
    ContactOutcome.NO_ANSWER: N_("No answer"),
    ContactOutcome.LEFT_MESSAGE: N_("Left a message as agreed"),
    ContactOutcome.OTHER_ANSWERED: N_("Somebody else answered; nothing was said"),
    ContactOutcome.SENT: N_("Sent, no answer yet"),
    ContactOutcome.ASKED_TO_STOP: N_("They asked us to stop"),
}

SPOKE_WITH: Mapping[str, str] = {
    "person": N_("With the person"),
    "other": N_("With somebody for them"),
}

INTERPRETER: Mapping[str, str] = {
    "none": N_("None was needed"),
    "ours": N_("Ours"),
    "theirs": N_("Somebody they brought"),
}

MERIT: Mapping[str, str] = {
    "nexus": N_("Harm because of a protected reason"),
    "credibility": N_("Consistent, and can be shown"),
    "persecutor": N_("Did not harm others that way"),
    "serious_crime": N_("No serious crime"),
    "resettlement": N_("Not settled safely elsewhere"),
    "one_year": N_("Within one year, or an exception"),
    "forum": N_("Right office or court"),
    "venue": N_("A place we can reach"),
    "capacity": N_("We have room"),
    "vulnerability": N_("Needs us more than others would"),
}

WEIGHED: Mapping[str, str] = {
    "for": N_("Speaks for it"),
    "against": N_("Speaks against it"),
    "open": N_("Open"),
}

CHOICE: Mapping[Choice, str] = {
    Choice.ACCEPT: N_("Accept, and wait for a place"),
    Choice.SEEK_COUNSEL: N_("Accept, and seek counsel"),
    Choice.REFER: N_("Refer to others, and close"),
    Choice.DECLINE: N_("Decline, and close"),
    Choice.MORE_FACTS: N_("Ask for more facts"),
    Choice.GIVE_UP: N_("Close: could not be reached"),
}

DECLINE: Mapping[CloseReason, str] = {
    CloseReason.DECLINED_CAPACITY: N_("No capacity"),
    CloseReason.DECLINED_SCOPE: N_("Outside our scope"),
    CloseReason.DECLINED_INCOME: N_("Income"),
    CloseReason.DECLINED_AREA: N_("Outside our area"),
    CloseReason.DECLINED_MERITS: N_("Merits"),
    CloseReason.DECLINED_CONFLICT: N_("Conflict"),
}

LETTER_FOR: Mapping[Choice, WordingId] = {
    Choice.ACCEPT: WordingId.ACCEPTED,
    Choice.SEEK_COUNSEL: WordingId.ACCEPTED,
    Choice.REFER: WordingId.REFERRAL,
    Choice.DECLINE: WordingId.DECLINE,
    Choice.MORE_FACTS: WordingId.MORE_FACTS,
    Choice.GIVE_UP: WordingId.UNREACHABLE,
}

SEEN: Mapping[Seen, str] = {
    Seen.TOLD: N_("Told by the person"),
    Seen.PAPER: N_("Seen on paper"),
    Seen.COURT: N_("Checked with the court"),
}
