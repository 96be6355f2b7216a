"""Labels of the desk: statuses, reasons for closing, acts, bands, views, chips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake.actions.case.erase_case import ERASED_FOR, EraseReason
from intake.actions.case.status_acts import CLOSED_FOR, MOVED_TO
from intake.audit.acts import AuditAct
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

ACT: Mapping[AuditAct, str] = {
    AuditAct.CASE_RECEIVED: N_("The request came in"),
    AuditAct.CASE_OPENED: N_("Opened"),
    AuditAct.CARD_OPENED: N_("Opened the card; the story stayed hidden"),
    AuditAct.CONFLICT_CHECK_CLEAR: N_("Conflict check: clear"),
    AuditAct.CONFLICT_CHECK_POSSIBLE: N_("Conflict check: perhaps a conflict"),
    AuditAct.CONFLICT_CHECK_CONFLICT: N_("Conflict check: a conflict"),
    AuditAct.CONFLICT_FREED: N_("Decided that there is no conflict"),
    AuditAct.CONFLICT_STANDS: N_("Decided that the conflict stands"),
    AuditAct.CASE_OPENING_REFUSED: N_("Could not be opened"),
    AuditAct.SEAL_BROKEN: N_("Came upon a broken seal"),
    AuditAct.ROW_MISSING: N_("Came upon a case of which something is missing"),
    AuditAct.ROW_PUT_BACK: N_("Found an older version that was put back on the server"),
    AuditAct.ROW_MOVED: N_("Found data that was moved to another place on the server"),
    AuditAct.CASE_ASSIGNED: N_("Took the case"),
    AuditAct.CASE_HANDED_OVER: N_("Gave the case to a colleague"),
    AuditAct.CASE_LET_GO: N_("Made the case nobody's"),
    AuditAct.CASE_TAGGED: N_("Changed the tags"),
    AuditAct.REMINDER_SET: N_("Set a reminder"),
    AuditAct.ACT_UNDONE: N_("Took an act on many cases back"),
    AuditAct.NEXT_DATE_KEPT: N_("Looked, and kept a next date"),
    AuditAct.ANSWERS_ADDED: N_("The person answered more"),
    AuditAct.HANDED_OVER: N_("A helper handed over to the person"),
    AuditAct.CODE_RENEWED: N_("A helper's return code was ended, and a new one made"),
    AuditAct.CODE_EXPIRED: N_(
        "The person's return code ended, because the case was closed 30 days ago"
    ),
    AuditAct.CODE_PUT_BACK: N_(
        "A return code that was ended was put back on the server; the person's own may be gone"
    ),
    AuditAct.PERSON_WROTE: N_("The person wrote"),
    AuditAct.MESSAGE_SENT: N_("Wrote to the person"),
    AuditAct.MESSAGE_CALLED_BACK: N_("Called a message back before it was out"),
    AuditAct.MESSAGES_READ: N_("Read the messages"),
    AuditAct.NOTE_WRITTEN: N_("Wrote a note"),
    AuditAct.NOTE_PINNED: N_("Put a note on top"),
    AuditAct.CONTACT_TRIED: N_("Tried to reach the person"),
    AuditAct.CONTACT_AGAINST_WISH: N_(
        "Tried to reach the person in a way not agreed, and said why"
    ),
    AuditAct.SCREENING_RECORDED: N_("Recorded a screening call"),
    AuditAct.MERITS_RECORDED: N_("Recorded the merits"),
    AuditAct.DECLINE_PROPOSED: N_("Proposed to decline; a second member must agree"),
    AuditAct.DECLINE_CONFIRMED: N_("Agreed to decline"),
    AuditAct.PRIVATE_OPENED: N_("Opened the private answers"),
    AuditAct.DATE_CONFIRMED: N_("Confirmed a date"),
    AuditAct.DATE_DONE: N_("A date was met"),
    AuditAct.DATE_MISSED: N_("A date was missed"),
    AuditAct.DATE_WAIVED: N_("A date is not needed"),
    AuditAct.HANDED_OFF: N_("Printed the case to hand it over"),
    AuditAct.CASE_WEIGHED_AGAIN: N_("Deadlines recalculated under current law"),
    AuditAct.AMENDMENT_PROPOSED: N_("Proposed a change of the law book"),
    AuditAct.AMENDMENT_APPROVED: N_("Approved a change of the law book"),
    AuditAct.AMENDMENT_WITHDRAWN: N_("Withdrew a change of the law book"),
    AuditAct.PLACE_PROPOSED: N_("Proposed a change of a referral contact"),
    AuditAct.PLACE_APPROVED: N_("Approved a change of a referral contact"),
    AuditAct.PLACE_WITHDRAWN: N_("Withdrew a change of a referral contact"),
    AuditAct.RECALL_BEGUN: N_("Started recalculating open cases"),
    AuditAct.RECALL_FINISHED: N_("Recalculated all open cases"),
    AuditAct.CASE_ERASED_BY_APPLICANT: N_("The person took the request back, and it was erased"),
    AuditAct.CASE_TAKEN_BACK: N_("The person took the request back; a legal hold keeps it"),
    AuditAct.CASE_ERASED_ON_ITS_DAY: N_("Erased, because its day had come"),
    **{ERASED_FOR[reason]: words for reason, words in ERASED.items()},
    AuditAct.HOLD_SET: N_("Set a legal hold"),
    AuditAct.HOLD_LIFTED: N_("Lifted the legal hold"),
    AuditAct.BACKUP_MADE: N_("A backup was made on the server"),
    AuditAct.BACKUP_RESTORED: N_("Everything was restored from a backup"),
    AuditAct.SIGNED_IN: N_("Signed in"),
    AuditAct.SIGN_IN_REFUSED: N_("Somebody gave a password for this account that was not right"),
    AuditAct.FACTOR_REFUSED: N_(
        "Somebody gave a second factor for this account that was not right"
    ),
    AuditAct.FACTORS_EXHAUSTED: N_("A session ended after five wrong second factors"),
    AuditAct.JOINED: N_("Joined the team"),
    AuditAct.PASSKEY_ADDED: N_("Added a passkey"),
    AuditAct.PASSKEY_FOR_SHEET: N_("Let a passkey stand in for the sign-in sheet"),
    AuditAct.PASSKEY_REMOVED: N_("Took a passkey away"),
    AuditAct.SESSIONS_ENDED: N_("Ended own sessions"),
    AuditAct.RECOVERY_CODES_MADE: N_("Made recovery codes"),
    AuditAct.RECOVERY_CODE_USED: N_("Used a recovery code"),
    AuditAct.PASSWORD_CHANGED: N_("Changed the password"),
    AuditAct.SIGN_IN_SHEET_MADE: N_(
        "Got a sign-in sheet: the password alone opens nothing any more"
    ),
    AuditAct.SIGN_IN_SHEET_KEPT: N_("Printed the sign-in sheet"),
    AuditAct.RECOVERY_SHEETS_RENEWED: N_("Made new recovery sheets with two old ones"),
    AuditAct.RECOVERY_SHEETS_TAKEN: N_("Printed the three recovery sheets"),
    AuditAct.PASSWORD_CHOSEN: N_("Chose a new password"),
    AuditAct.PASSWORD_RESET: N_("Reset a colleague's password"),
    AuditAct.RESET_CONFIRMED: N_("Confirmed the reset of a colleague's password"),
    AuditAct.LOST_ACCESS: N_("Lost access to cases, the password was reset"),
    AuditAct.OLD_WRAP_ENDED: N_("Did not get a sign-in sheet in time: the old key ended"),
    AuditAct.ROLES_CHANGED: N_("Changed the roles of a colleague"),
    AuditAct.GOT_OTHER_ROLES: N_("Got other roles"),
    AuditAct.INVITED: N_("A colleague was invited"),
    AuditAct.LINK_ENDED: N_("A link that waited to be used was ended"),
    AuditAct.DISABLED: N_("Works here no longer"),
    AuditAct.ACCESS_GRANTED: N_("Gave a colleague access to cases"),
    AuditAct.GOT_ACCESS: N_("Got access to cases"),
    AuditAct.SIGNING_KEY_GRANTED: N_("Gave an administrator the signing key"),
    AuditAct.GOT_SIGNING_KEY: N_("Got the signing key"),
    AuditAct.EPOCH_OPENED: N_("New keys were made for the team"),
    AuditAct.CASES_RESEALED: N_("Sealed all cases to the new keys"),
    AuditAct.OLD_KEYS_DESTROYED: N_("Destroyed the old keys"),
    AuditAct.INVENTED_CASE_ERASED: N_("Erased, because it was invented"),
    AuditAct.LOG_SHORTENED: N_("Entries older than two years were removed from the log"),
    AuditAct.DEMO_LOADED: N_("Invented cases were added: %(count)s"),
    AuditAct.DEMO_REMOVED: N_("Invented cases were removed: %(count)s"),
    AuditAct.LETTER_RETRIED: N_("Retried a failed email"),
    AuditAct.LETTER_ARRIVED: N_("Marked a failed email as arrived"),
    AuditAct.LETTER_DROPPED: N_("Dropped a failed email"),
    AuditAct.KEYS_RECOVERED: N_("Keys were recovered with two recovery sheets"),
    **{MOVED_TO[status]: words for status, words in MOVED.items()},
    **dict.fromkeys(CLOSED_FOR.values(), N_("Closed: %(reason)s")),
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
    "R21": Chip(N_("VAWA motion to reopen"), LAW),
    "R22": Chip(N_("TPS or parole ends"), LAW),
    "R23": Chip(N_("Change of address"), LAW),
    "R24": Chip(N_("Brief to the Board"), LAW),
    "unclear_date": Chip(N_("Date unclear"), UNSURE),
    "maybe_machine": Chip(N_("Maybe sent by a machine"), UNSURE),
    "handed_over": Chip(N_("Now the person answers"), UNSURE),
}

NO_DATE = Chip(N_("No date yet"), UNSURE)


def why_chip(code: str) -> Chip:
    """Return the chip of a rule, such as ``R06b``, or of a flag; else one with the code itself."""
    return WHY.get(code) or WHY.get(code[:3]) or Chip(code, LAW)
