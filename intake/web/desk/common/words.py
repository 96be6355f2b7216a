"""Labels of the desk: statuses, reasons for closing, acts, bands, views, chips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake.actions.case.erase_case import EraseReason
from intake.cases.bands import Band
from intake.cases.pipeline import CloseReason, Status
from intake.cases.tags import Tag
from intake.cases.views import View
from intake.diary.models import Kind, State
from intake.words import N_

STATUS: Mapping[Status, str] = {
    Status.NEW: N_("New"),
    Status.CONFLICT_HOLD: N_("Conflict hold"),
    Status.TRIAGE: N_("Triage"),
    Status.INFO_NEEDED: N_("Facts needed"),
    Status.CALL_BOOKED: N_("Call booked"),
    Status.SCREENED: N_("Screened"),
    Status.MERITS_REVIEW: N_("Merits review"),
    Status.ACCEPTED_WAITLIST: N_("Accepted, waiting"),
    Status.SEEKING_COUNSEL: N_("Seeking counsel"),
    Status.PLACED: N_("Placed"),
    Status.CLOSED: N_("Closed"),
}

CLOSE_REASON: Mapping[CloseReason, str] = {
    CloseReason.ACCEPTED_TRANSFERRED: N_("Accepted and transferred"),
    CloseReason.ADVICE_ONLY: N_("Advice only"),
    CloseReason.BRIEF_SERVICE: N_("Brief service"),
    CloseReason.REFERRED_OUT: N_("Referred to others"),
    CloseReason.DECLINED_CAPACITY: N_("Declined: no capacity"),
    CloseReason.DECLINED_SCOPE: N_("Declined: outside our scope"),
    CloseReason.DECLINED_INCOME: N_("Declined: income"),
    CloseReason.DECLINED_AREA: N_("Declined: outside our area"),
    CloseReason.DECLINED_MERITS: N_("Declined: merits"),
    CloseReason.DECLINED_CONFLICT: N_("Declined: cannot help"),
    CloseReason.HAS_COUNSEL: N_("Has a lawyer"),
    CloseReason.DUPLICATE: N_("The same request twice"),
    CloseReason.WITHDRAWN: N_("Taken back by the person"),
    CloseReason.UNREACHABLE: N_("Could not be reached"),
    CloseReason.DECEASED_OR_REMOVED: N_("Died, or was removed"),
    CloseReason.SPAM: N_("Not a request"),
}

MOVED: Mapping[Status, str] = {
    Status.NEW: N_("Moved back to new"),
    Status.CONFLICT_HOLD: N_("Put on conflict hold"),
    Status.TRIAGE: N_("Moved to triage"),
    Status.INFO_NEEDED: N_("Facts are needed"),
    Status.CALL_BOOKED: N_("A call was booked"),
    Status.SCREENED: N_("Screened"),
    Status.MERITS_REVIEW: N_("Sent to merits review"),
    Status.ACCEPTED_WAITLIST: N_("Accepted, waiting"),
    Status.SEEKING_COUNSEL: N_("Accepted, seeking counsel"),
    Status.PLACED: N_("Placed with counsel"),
}

ERASE_REASON: Mapping[EraseReason, str] = {
    EraseReason.ASKED: N_("The person asked for it"),
    EraseReason.DUPLICATE: N_("The same request stands twice"),
    EraseReason.MISTAKE: N_("It was sent by mistake, or as a test"),
    EraseReason.WRONG_HANDS: N_("Somebody else sent it, and means harm"),
    EraseReason.ORDERED: N_("An order or a duty to erase"),
}

ERASED: Mapping[EraseReason, str] = {
    EraseReason.ASKED: N_("Erased the case: the person asked for it"),
    EraseReason.DUPLICATE: N_("Erased the case: it stood twice"),
    EraseReason.MISTAKE: N_("Erased the case: sent by mistake, or as a test"),
    EraseReason.WRONG_HANDS: N_("Erased the case: somebody else had sent it"),
    EraseReason.ORDERED: N_("Erased the case: an order or a duty"),
}

ACT: Mapping[str, str] = {
    "case_received": N_("The request came in"),
    "case_opened": N_("Opened"),
    "card_opened": N_("Opened the card; the story stayed hidden"),
    "conflict_check_clear": N_("Conflict check: clear"),
    "conflict_check_possible": N_("Conflict check: perhaps a conflict"),
    "conflict_check_conflict": N_("Conflict check: a conflict"),
    "conflict_freed": N_("Decided that there is no conflict"),
    "conflict_stands": N_("Decided that the conflict stands"),
    "case_opening_refused": N_("Could not be opened"),
    "seal_broken": N_("Came upon a broken seal"),
    "row_missing": N_("Came upon a case of which something is missing"),
    "case_assigned": N_("Took the case"),
    "case_handed_over": N_("Gave the case to a colleague"),
    "case_let_go": N_("Made the case nobody's"),
    "case_tagged": N_("Changed the tags"),
    "reminder_set": N_("Set a reminder"),
    "act_undone": N_("Took an act on many cases back"),
    "next_date_kept": N_("Looked, and kept a next date"),
    "answers_added": N_("The person answered more"),
    "handed_over": N_("A helper handed over to the person"),
    "code_renewed": N_("A helper's return code was ended, and a new one made"),
    "code_put_back": N_(
        "A return code that was ended was put back on the server; the person's own may be gone"
    ),
    "person_wrote": N_("The person wrote"),
    "message_sent": N_("Wrote to the person"),
    "message_called_back": N_("Called a message back before it was out"),
    "messages_read": N_("Read the messages"),
    "note_written": N_("Wrote a note"),
    "note_pinned": N_("Put a note on top"),
    "contact_tried": N_("Tried to reach the person"),
    "contact_against_wish": N_("Tried to reach the person in a way not agreed, and said why"),
    "screening_recorded": N_("Recorded a screening call"),
    "merits_recorded": N_("Recorded the merits"),
    "decline_proposed": N_("Proposed to decline; a second member must agree"),
    "decline_confirmed": N_("Agreed to decline"),
    "private_opened": N_("Opened the private answers"),
    "date_confirmed": N_("Confirmed a date"),
    "date_done": N_("A date was met"),
    "date_missed": N_("A date was missed"),
    "date_waived": N_("A date is not needed"),
    "handed_off": N_("Printed the case to hand it over"),
    "case_weighed_again": N_("Weighed again by the law as it is now"),
    "amendment_proposed": N_("Proposed a change of the law book"),
    "amendment_approved": N_("Approved a change of the law book"),
    "amendment_withdrawn": N_("Withdrew a change of the law book"),
    "recall_begun": N_("Began to weigh open cases again"),
    "recall_finished": N_("Weighed all open cases again"),
    "case_erased_by_applicant": N_("The person took the request back, and it was erased"),
    "case_taken_back": N_("The person took the request back; a legal hold keeps it"),
    "case_erased_on_its_day": N_("Erased, because its day had come"),
    **{f"erased_{reason}": says for reason, says in ERASED.items()},
    "hold_set": N_("Set a legal hold"),
    "hold_lifted": N_("Lifted the legal hold"),
    "backup_made": N_("A backup was made on the server"),
    "backup_restored": N_("Everything was restored from a backup"),
    "signed_in": N_("Signed in"),
    "sign_in_refused": N_("Somebody gave a password for this account that was not right"),
    "factor_refused": N_("Somebody gave a second factor for this account that was not right"),
    "joined": N_("Joined the team"),
    "passkey_added": N_("Added a passkey"),
    "passkey_removed": N_("Took a passkey away"),
    "sessions_ended": N_("Ended own sessions"),
    "recovery_codes_made": N_("Made recovery codes"),
    "recovery_code_used": N_("Used a recovery code"),
    "password_changed": N_("Changed the password"),
    "password_chosen": N_("Chose a new password"),
    "password_reset": N_("Reset a colleague's password"),
    "lost_access": N_("Lost access to cases, the password was reset"),
    "roles_changed": N_("Changed the roles of a colleague"),
    "got_other_roles": N_("Got other roles"),
    "invited": N_("A colleague was invited"),
    "link_ended": N_("A link that waited to be used was ended"),
    "disabled": N_("Works here no longer"),
    "access_granted": N_("Gave a colleague access to cases"),
    "got_access": N_("Got access to cases"),
    "epoch_opened": N_("New keys were made for the team"),
    "cases_resealed": N_("Sealed all cases to the new keys"),
    "old_keys_destroyed": N_("Destroyed the old keys"),
    "invented_case_erased": N_("Erased, because it was invented"),
    "log_shortened": N_("Entries older than two years were removed from the log"),
    "letter_retried": N_("Retried a failed email"),
    "letter_arrived": N_("Marked a failed email as arrived"),
    "letter_dropped": N_("Dropped a failed email"),
    "keys_recovered": N_("Keys were recovered with two recovery sheets"),
    **{f"moved_to_{status}": says for status, says in MOVED.items()},
    **{f"closed_{reason}": N_("Closed") for reason in CloseReason},
}

BAND: Mapping[Band, str] = {
    Band.LATE: N_("Late"),
    Band.TODAY: N_("Today"),
    Band.NEXT_3: N_("Next 3 days"),
    Band.NEXT_7: N_("Next 7 days"),
    Band.NEXT_30: N_("Next 30 days"),
    Band.LATER: N_("Later"),
}

VIEW: Mapping[View, str] = {
    View.ALL: N_("All"),
    View.MINE: N_("Mine"),
    View.UNASSIGNED: N_("Unassigned"),
    View.US: N_("Waiting for us"),
    View.THEM: N_("Waiting for them"),
    View.REPLIES: N_("Replies in"),
    View.LATE: N_("Late"),
}

TAG: Mapping[Tag, str] = {
    Tag.ASK_SUPERVISOR: N_("Ask a supervisor"),
    Tag.SECOND_LOOK: N_("Second look"),
    Tag.CALL_FIRST: N_("Call first"),
    Tag.PAPERS_COMING: N_("Papers coming"),
    Tag.INTERPRETER_ASKED: N_("Interpreter asked"),
    Tag.FOR_VOLUNTEER: N_("For a volunteer"),
    Tag.TEAM_MEETING: N_("Team meeting"),
}

KIND: Mapping[Kind, str] = {
    Kind.ACT_BY: N_("Act by"),
    Kind.PLAN_BY: N_("Begin to prepare"),
    Kind.NEXT_LOOK: N_("Look again"),
}

STATE: Mapping[State, str] = {
    State.OPEN: N_("Open"),
    State.DONE: N_("Done"),
    State.MISSED: N_("Missed"),
    State.WAIVED: N_("Not needed"),
}

CERTAINTY: Mapping[str, str] = {
    "exact": N_("From a day that was told."),
    "earliest": N_("From the earliest day that was meant; it may be later."),
    "unknown": N_("The day is not known; ask."),
}

OUTCOME: Mapping[str, str] = {
    "likely": N_("Likely fit"),
    "person": N_("A person must check"),
    "unlikely": N_("Probably not for us"),
}

FLAG: Mapping[str, str] = {
    "exception_candidate": N_("An exception may apply"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A few words with a kind, which gives shape, border and tint: never colour alone."""

    says: str
    kind: str


DANGER, LAW, PERSON, UNSURE = "danger", "law", "person", "unsure"

WHY: Mapping[str, Chip] = {
    "R01": Chip(N_("May be sent away"), DANGER),
    "R02": Chip(N_("Detained"), DANGER),
    "R03": Chip(N_("Fear interview"), DANGER),
    "R04": Chip(N_("Hearing"), LAW),
    "R05": Chip(N_("Appeal"), LAW),
    "R06": Chip(N_("Motion to reopen"), LAW),
    "R07": Chip(N_("Federal court"), LAW),
    "R08": Chip(N_("One-year deadline"), LAW),
    "R09": Chip(N_("Government motion"), LAW),
    "R10": Chip(N_("Fee letter"), LAW),
    "R11": Chip(N_("Work permit"), LAW),
    "R12": Chip(N_("Age limit"), LAW),
    "R13": Chip(N_("Under two years here"), PERSON),
    "R14": Chip(N_("Child alone"), PERSON),
    "R15": Chip(N_("Safety or health"), DANGER),
    "R16": Chip(N_("ICE check-in"), DANGER),
    "R17": Chip(N_("Asylum office no"), LAW),
    "R18": Chip(N_("Family papers"), LAW),
    "R20": Chip(N_("Removal order"), DANGER),
    "unclear_date": Chip(N_("Date unclear"), UNSURE),
    "maybe_machine": Chip(N_("Maybe sent by a machine"), UNSURE),
    "handed_over": Chip(N_("Now the person answers"), UNSURE),
}

NO_DATE = Chip(N_("No date yet"), UNSURE)


def why_chip(code: str) -> Chip:
    """Return the chip of a rule, such as ``R06b``, or of a flag; else one with the code itself."""
    return WHY.get(code) or WHY.get(code[:3]) or Chip(code, LAW)
