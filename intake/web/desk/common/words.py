"""Labels of the desk: statuses, reasons for closing, acts, bands, views, chips."""

from collections.abc import Mapping
from enum import StrEnum

from intake.actions.case.erase_case import ERASED_FOR, EraseReason
from intake.actions.case.status import CLOSED_FOR, MOVED_TO
from intake.audit.acts import AuditAct
from intake.cases.pipeline import CloseReason, Status
from intake.cases.tags import Tag
from intake.cases.tasks import TaskKind
from intake.cases.views import Band, View
from intake.diary.models import Kind, State
from intake.triage.findings import LAW, PERSON, Chip
from intake.triage.rules import BY_NUMBER
from intake.words import N_, Labels

STATUS: Labels[Status] = {
    Status.NEW: "New",
    Status.CONFLICT_HOLD: "Conflict hold",
    Status.TRIAGE: "Triage",
    Status.INFO_NEEDED: "More facts needed",
    Status.CALL_BOOKED: "Call scheduled",
    Status.SCREENED: "Screened",
    Status.MERITS_REVIEW: "Merits review",
    Status.ACCEPTED_WAITLIST: "Accepted, waiting list",
    Status.SEEKING_COUNSEL: "Seeking counsel",
    Status.PLACED: "Placed",
    Status.CLOSED: "Closed",
}

CLOSE_REASON: Labels[CloseReason] = {
    CloseReason.ACCEPTED_TRANSFERRED: "Accepted and transferred",
    CloseReason.ADVICE_ONLY: "Advice only",
    CloseReason.BRIEF_SERVICE: "Brief service",
    CloseReason.REFERRED_OUT: "Referred out",
    CloseReason.DECLINED_CAPACITY: "Declined: no capacity",
    CloseReason.DECLINED_SCOPE: "Declined: out of scope",
    CloseReason.DECLINED_INCOME: "Declined: income",
    CloseReason.DECLINED_AREA: "Declined: out of service area",
    CloseReason.DECLINED_MERITS: "Declined: merits",
    CloseReason.DECLINED_CONFLICT: "Declined: unable to help",
    CloseReason.HAS_COUNSEL: "Already has a lawyer",
    CloseReason.DUPLICATE: "Duplicate",
    CloseReason.WITHDRAWN: "Withdrawn",
    CloseReason.UNREACHABLE: "Unreachable",
    CloseReason.DECEASED_OR_REMOVED: "Deceased or removed",
    CloseReason.SPAM: "Not a real request",
}

MOVED: Labels[Status] = {
    Status.NEW: "Moved back to New",
    Status.CONFLICT_HOLD: "Put on conflict hold",
    Status.TRIAGE: "Moved to Triage",
    Status.INFO_NEEDED: "Moved to More facts needed",
    Status.CALL_BOOKED: "Call scheduled",
    Status.SCREENED: "Screened",
    Status.MERITS_REVIEW: "Moved to Merits review",
    Status.ACCEPTED_WAITLIST: "Accepted, waiting list",
    Status.SEEKING_COUNSEL: "Accepted, seeking counsel",
    Status.PLACED: "Placed with counsel",
}

ERASE_REASON: Labels[EraseReason] = {
    EraseReason.ASKED: "Applicant's request",
    EraseReason.DUPLICATE: "Duplicate request",
    EraseReason.MISTAKE: "Sent by mistake or as a test",
    EraseReason.WRONG_HANDS: "Sent by someone else to cause harm",
    EraseReason.ORDERED: "Court order or legal duty to erase",
}

ERASED: Labels[EraseReason] = {
    EraseReason.ASKED: "Erased: applicant's request",
    EraseReason.DUPLICATE: "Erased: duplicate",
    EraseReason.MISTAKE: "Erased: sent by mistake or as a test",
    EraseReason.WRONG_HANDS: "Erased: sent by someone else",
    EraseReason.ORDERED: "Erased: order or legal duty",
}

ACT: Labels[AuditAct] = {
    AuditAct.CASE_RECEIVED: "Request received",
    AuditAct.ENTERED_BY_PHONE: "Entered for a caller, by phone",
    AuditAct.ENTERED_AT_COUNTER: "Entered at the counter",
    AuditAct.ENTERED_FROM_PAPER: "Entered from a paper form",
    AuditAct.ENTERED_BY_IMPORT: "Imported from a spreadsheet",
    AuditAct.CASE_OPENED: "Opened",
    AuditAct.CARD_OPENED: "Opened the case card (file restricted)",
    AuditAct.CONFLICT_CHECK_CLEAR: "Conflict check: no match found",
    AuditAct.CONFLICT_CHECK_POSSIBLE: "Conflict check: possible conflict",
    AuditAct.CONFLICT_CHECK_CONFLICT: "Conflict check: conflict",
    AuditAct.CONFLICT_CHECK_PARTIAL: "Conflict check: no match, but not every case was read",
    AuditAct.CONFLICT_FREED: "Conflict cleared",
    AuditAct.CONFLICT_STANDS: "Conflict confirmed",
    AuditAct.CASE_LENT: "Lent to a volunteer",
    AuditAct.CASE_BORROWED: "Was lent this case",
    AuditAct.CASE_HANDED_BACK: "Handed back",
    AuditAct.LOAN_ENDED: "Loan ended",
    AuditAct.WALL_PUT_UP: "Wall put up",
    AuditAct.WALL_CHANGED: "Members inside the wall changed",
    AuditAct.WALL_TAKEN_DOWN: "Wall taken down",
    AuditAct.CASE_OPENING_REFUSED: "Could not open",
    AuditAct.SEAL_BROKEN: "Encrypted data failed to open",
    AuditAct.ROW_MISSING: "Case data found missing",
    AuditAct.ROW_PUT_BACK: "Found an older version that was put back on the server",
    AuditAct.ROW_FALSE: "Found clear columns that say less than the card, and corrected them",
    AuditAct.ROW_SEALED: "Sealed the clear columns into the card",
    AuditAct.ROW_MOVED: "Found data that was moved to another place on the server",
    AuditAct.CASE_ASSIGNED: "Assigned to self",
    AuditAct.CASE_HANDED_OVER: "Reassigned",
    AuditAct.CASE_LET_GO: "Unassigned",
    AuditAct.P0_TAKEN_ON: "Took on a P0 request that nobody had opened",
    AuditAct.CASE_ROUTED: "Routed to an office",
    AuditAct.CASE_MOVED: "Moved to another office",
    AuditAct.CASE_TAGGED: "Tags changed",
    AuditAct.REMINDER_SET: "Set a reminder",
    AuditAct.ACT_UNDONE: "Bulk action undone",
    AuditAct.CASE_LINKED: "Linked to another case",
    AuditAct.CASE_UNLINKED: "Link to another case removed",
    AuditAct.LINKS_DROPPED: "Links that could not be read dropped",
    AuditAct.NEXT_DATE_KEPT: "Reviewed, follow-up date set",
    AuditAct.ANSWERS_ADDED: "Applicant added answers",
    AuditAct.HANDED_OVER: "Helper handed over to the applicant",
    AuditAct.CODE_RENEWED: "Helper's return code ended; new code issued",
    AuditAct.CODE_EXPIRED: "Applicant's return code ended: its days after closing are over",
    AuditAct.CODE_PUT_BACK: (
        "An ended return code was restored on the server; the applicant's own code may be gone"
    ),
    AuditAct.PERSON_WROTE: "Applicant wrote",
    AuditAct.CAME_BACK: "Applicant came back after closing as not real: in the queue again",
    AuditAct.MESSAGE_SENT: "Message stored in the mailbox",
    AuditAct.MESSAGE_CALLED_BACK: "Message recalled before delivery",
    AuditAct.MESSAGES_READ: "Messages read",
    AuditAct.NOTE_WRITTEN: "Note added",
    AuditAct.NOTE_PINNED: "Note pinned",
    AuditAct.CONTACT_TRIED: "Contact attempt logged",
    AuditAct.CONTACT_AGAINST_WISH: "Contact attempt by a method not marked safe, with reason",
    AuditAct.SCREENING_RECORDED: "Screening call logged",
    AuditAct.MERITS_RECORDED: "Merits assessed",
    AuditAct.DECLINE_PROPOSED: "Decline proposed; second approval needed",
    AuditAct.DECLINE_CONFIRMED: "Decline approved",
    AuditAct.CLOSING_PROPOSED: "Closing proposed; second approval needed",
    AuditAct.CLOSING_CONFIRMED: "Closing approved",
    AuditAct.PROPOSAL_WITHDRAWN: "Proposal withdrawn; the case stays open",
    AuditAct.DECISION_STORED: "Decided; nobody has told the applicant yet",
    AuditAct.DECISION_TAKEN_BACK: "Decision taken back before the applicant was told",
    AuditAct.APPLICANT_TOLD: "Told the applicant",
    AuditAct.ASKED_NOT_TO_BE_TOLD: "The applicant asked not to be told",
    AuditAct.NOT_REACHED_TO_TELL: "Could not reach the applicant to tell them",
    AuditAct.LETTER_READ: "The applicant read the letter in the mailbox",
    AuditAct.CALL_BOOKED: "Call booked",
    AuditAct.CALL_CANCELLED: "Call cancelled",
    AuditAct.TIMES_OFFERED: "Times for a call offered",
    AuditAct.TIMES_WITHDRAWN: "Offered times withdrawn",
    AuditAct.TIME_CHOSEN: "Applicant chose a time for a call",
    AuditAct.OFFICE_ADDED: "Added an office",
    AuditAct.OFFICE_CHANGED: "Changed an office",
    AuditAct.OFFICE_REMOVED: "Removed an office",
    AuditAct.INTERPRETER_ADDED: "Added an interpreter",
    AuditAct.INTERPRETER_CHANGED: "Changed an interpreter",
    AuditAct.INTERPRETER_HIDDEN: "Hid an interpreter",
    AuditAct.CASE_REOPENED: "Reopened",
    AuditAct.HOLD_HANDED_ON: "Conflict hold handed to a member who may decide",
    AuditAct.PRIVATE_OPENED: "Private answers opened",
    AuditAct.LOOKED_UP: "Looked up again: nothing new",
    AuditAct.ANSWER_CORRECTED: "Answer corrected",
    AuditAct.CORRECTION_UNDONE: "Correction of a date undone",
    AuditAct.DATE_CONFIRMED: "Date confirmed",
    AuditAct.DATE_UNCONFIRMED: "Confirmation of a date taken back",
    AuditAct.DATE_DONE: "Deadline met",
    AuditAct.DATE_MISSED: "Deadline missed",
    AuditAct.DATE_WAIVED: "Deadline not needed",
    AuditAct.DATE_CLAIMED: "Recorded what became of a deadline; open until confirmed",
    AuditAct.DATE_CLAIM_CONFIRMED: "Saw the proof of a deadline as a second person",
    AuditAct.DATE_CONFIRMED_ALONE: "Deadline not confirmed by a second person",
    AuditAct.DATE_CLAIM_REFUSED: "Proof of a deadline not accepted; it stays open",
    AuditAct.DATE_CLAIM_UNDONE: "What was recorded of a deadline undone",
    AuditAct.DATE_LOOKED_OVER: "Looked over what a stand-in confirmed",
    AuditAct.DATE_REOPENED: "Date opened again",
    AuditAct.DATE_REPLACED: "Old date replaced",
    AuditAct.DATE_TO_REPLACE: "Old date stays open until a second person has looked",
    AuditAct.DATE_KEPT: "Old date kept",
    AuditAct.HANDED_OFF: "Case copied for transfer; the applicant's answers allow it",
    AuditAct.HANDED_OFF_ASKED: "Case copied for transfer; the applicant was asked and agreed",
    AuditAct.CASE_WEIGHED_AGAIN: "Deadlines recalculated under current law",
    AuditAct.DAYS_SEALED: "Dates of an earlier release moved under the seal",
    AuditAct.AMENDMENT_PROPOSED: "Legal value change proposed",
    AuditAct.AMENDMENT_APPROVED: "Legal value change approved",
    AuditAct.AMENDMENT_WITHDRAWN: "Legal value change withdrawn",
    AuditAct.LAW_SIGNED: "Legal values signed by a lawyer",
    AuditAct.LAW_UNSIGNED: "Signatures under legal values taken away",
    AuditAct.PLACE_PROPOSED: "Referral contact change proposed",
    AuditAct.PLACE_APPROVED: "Referral contact change approved",
    AuditAct.PLACE_WITHDRAWN: "Referral contact change withdrawn",
    AuditAct.WORDING_PROPOSED: "Template change proposed",
    AuditAct.WORDING_APPROVED: "Template change approved",
    AuditAct.WORDING_WITHDRAWN: "Template change withdrawn",
    AuditAct.INTAKE_SET: "Set what applicants read before they ask",
    AuditAct.RECALL_BEGUN: "Started recalculating open cases",
    AuditAct.RECALL_CONTINUED: "Continued recalculating open cases in another session",
    AuditAct.RECALL_FINISHED: "Recalculated all open cases",
    AuditAct.CASE_ERASED_BY_APPLICANT: "Erased because the applicant withdrew it",
    AuditAct.CASE_TAKEN_BACK: "Withdrawn by the applicant",
    AuditAct.CASE_ERASED_ON_ITS_DAY: "Erased on its scheduled date",
    **{ERASED_FOR[reason]: words for reason, words in ERASED.items()},
    AuditAct.HOLD_SET: "Set a legal hold",
    AuditAct.HOLD_LIFT_ASKED: "Asked to lift the legal hold; second approval needed",
    AuditAct.HOLD_LIFTED: "Legal hold lifted",
    AuditAct.BACKUP_MADE: "Server backup made",
    AuditAct.BACKUP_RESTORED: "Restored from a backup",
    AuditAct.SIGNED_IN: "Signed in",
    AuditAct.SIGN_IN_REFUSED: "Failed sign-in: wrong password",
    AuditAct.FACTOR_REFUSED: "Failed sign-in: wrong second factor",
    AuditAct.FACTORS_EXHAUSTED: "A session ended after five wrong second factors",
    AuditAct.JOINED: "Joined the team",
    AuditAct.APP_CONNECTED: "Connected a new authenticator app",
    AuditAct.PASSKEY_ADDED: "Added a passkey",
    AuditAct.PASSKEY_FOR_SHEET: "Let a passkey stand in for the sign-in sheet",
    AuditAct.PASSKEY_REMOVED: "Removed a passkey",
    AuditAct.SESSIONS_ENDED: "Ended own sessions",
    AuditAct.CALENDAR_MADE: "Made a calendar address",
    AuditAct.CALENDAR_REVOKED: "Calendar address ended",
    AuditAct.RECOVERY_CODES_MADE: "Made recovery codes",
    AuditAct.RECOVERY_CODE_USED: "Used a recovery code",
    AuditAct.PASSWORD_CHANGED: "Changed the password",
    AuditAct.SIGN_IN_SHEET_MADE: "Got a sign-in sheet: the password alone no longer opens anything",
    AuditAct.SIGN_IN_SHEET_KEPT: "Printed the sign-in sheet",
    AuditAct.RECOVERY_SHEETS_RENEWED: "Made new recovery sheets with two old ones",
    AuditAct.RECOVERY_SHEETS_TAKEN: "Printed the three recovery sheets",
    AuditAct.PASSWORD_CHOSEN: "Set a new password",
    AuditAct.PASSWORD_RESET: "Reset a colleague's password",
    AuditAct.RESET_CONFIRMED: "Confirmed the reset of a colleague's password",
    AuditAct.LOST_ACCESS: "Lost case access after password reset",
    AuditAct.OLD_WRAP_ENDED: "Did not get a sign-in sheet in time: the old key ended",
    AuditAct.ROLES_CHANGED: "Changed a colleague's roles",
    AuditAct.WORK_PLANNED: "Changed the name, capacity or absence of a member",
    AuditAct.GOT_OTHER_ROLES: "Roles changed",
    AuditAct.INVITED: "A colleague was invited",
    AuditAct.LINK_ENDED: "Unused link cancelled",
    AuditAct.DISABLED: "Deactivated",
    AuditAct.ACCESS_GRANTED: "Gave a colleague case access",
    AuditAct.VOLUNTEER_GRANT_ENDED: "No longer holds the team's key: opens lent cases only",
    AuditAct.GOT_ACCESS: "Got case access",
    AuditAct.KEY_COMPARED: "Compared the new key of a colleague",
    AuditAct.KEY_VOUCHED: "A colleague compared the new key",
    AuditAct.SIGNING_KEY_GRANTED: "Gave an administrator the signing key",
    AuditAct.GOT_SIGNING_KEY: "Got the signing key",
    AuditAct.NEW_KEYS_REQUESTED: "New team keys requested",
    AuditAct.EPOCH_OPENED: "New team keys created",
    AuditAct.RESEALING_BEGUN: "Started re-encrypting all cases to the new keys",
    AuditAct.RESEALING_CONTINUED: "Continued re-encrypting all cases in another session",
    AuditAct.CASES_RESEALED: "Re-encrypted all cases to the new keys",
    AuditAct.OLD_KEYS_DESTROYED: "Old keys destroyed",
    AuditAct.INVENTED_CASE_ERASED: "Erased, because it was a test case",
    AuditAct.LOG_SHORTENED: "Log entries older than two years removed",
    AuditAct.LIST_SHOWN: "Saw a page of the queue with %(count)s cases",
    AuditAct.SEARCH_SHOWN: "Saw search results with %(count)s cases",
    AuditAct.NOTES_SEARCHED: "Notes searched",
    AuditAct.PRIVATE_FILTERED: "Cases filtered by a private answer",
    AuditAct.QUARANTINE_CLOSED: "Closed %(count)s requests in quarantine as not real",
    AuditAct.QUARANTINE_REOPENED: "Put %(count)s requests back into quarantine",
    AuditAct.QUARANTINE_RELEASED: "Moved from quarantine to the queue",
    AuditAct.LOG_EXPORTED: "Exported %(count)s entries of the audit log",
    AuditAct.LIST_PRINTED: "Opened a list of %(count)s cases to print",
    AuditAct.DEMO_LOADED: "Test cases were added: %(count)s",
    AuditAct.DEMO_REMOVED: "Test cases were removed: %(count)s",
    AuditAct.LETTER_RETRIED: "Retried a failed email",
    AuditAct.LETTER_ARRIVED: "Marked a failed email as arrived",
    AuditAct.LETTER_DROPPED: "Dropped a failed email",
    AuditAct.KEYS_RECOVERED: "Keys were recovered with two recovery sheets",
    **{MOVED_TO[status]: words for status, words in MOVED.items()},
    **dict.fromkeys(CLOSED_FOR.values(), N_("Closed: %(reason)s")),
}

BAND: Labels[Band] = {
    Band.LATE: "Overdue",
    Band.TODAY: "Today",
    Band.NEXT_3: "Next 3 days",
    Band.NEXT_7: "Next 7 days",
    Band.NEXT_30: "Next 30 days",
    Band.LATER: "Later",
}

VIEW: Labels[View] = {
    View.ALL: "All",
    View.MINE: "Mine",
    View.UNASSIGNED: "Unassigned",
    View.US: "Waiting on us",
    View.THEM: "Waiting on applicant",
    View.REPLIES: "New replies",
    View.LATE: "Overdue",
}

TAG: Labels[Tag] = {
    Tag.ASK_SUPERVISOR: "Ask supervisor",
    Tag.SECOND_LOOK: "Second review",
    Tag.CALL_FIRST: "Call first",
    Tag.PAPERS_COMING: "Documents coming",
    Tag.INTERPRETER_ASKED: "Interpreter requested",
    Tag.FOR_VOLUNTEER: "For a volunteer",
    Tag.TEAM_MEETING: "Team meeting",
    Tag.FLOOD: "Many from one network",
    Tag.CAME_BACK: "Closed as not real, came back",
}

TASK: Mapping[StrEnum, tuple[str, str, str]] = {
    TaskKind.SECOND_DECISION: (
        N_("Second approval needed"),
        "decision.show",
        N_("Approve or not"),
    ),
    TaskKind.REPLACED_DATE: (
        N_("A near date was corrected away"),
        "case.show",
        N_("Confirm or keep it"),
    ),
    TaskKind.CONFIRM_MET: (N_("Is the proof right?"), "met.show", N_("Look at the proof")),
    TaskKind.LOOK_OVER: (N_("Confirmed by a stand-in"), "met.show", N_("Look it over")),
    TaskKind.LIFT_HOLD: (
        N_("A legal hold is to be lifted"),
        "erase.ask_to_lift",
        N_("Agree or keep the hold"),
    ),
    TaskKind.ACCEPTED_WITHOUT_OWNER: (
        N_("Accepted, and nobody owns it"),
        "case.show",
        N_("Assign it"),
    ),
    TaskKind.TELL: (N_("Nobody has told them yet"), "tell.show", N_("Tell the applicant")),
    TaskKind.LOOK_UP: (
        N_("Look up again: hearing, custody, address"),
        "look_up.show",
        N_("Look it up"),
    ),
}
"""Words of a task, the page that settles it, and the words of the link to that page."""

KIND: Labels[Kind] = {
    Kind.ACT_BY: "Act by",
    Kind.PLAN_BY: "Start preparing",
    Kind.NEXT_LOOK: "Follow up",
    Kind.CALL: "Call",
}

STATE: Labels[State] = {
    State.OPEN: "Open",
    State.DONE: "Done",
    State.MISSED: "Missed",
    State.WAIVED: "Not needed",
    State.REPLACED: "Replaced",
}

CERTAINTY: Labels[str] = {
    "exact": "Based on an exact date given.",
    "earliest": "Based on the earliest possible date; it may be later.",
    "unknown": "Date unknown. Ask.",
}

OUTCOME: Labels[str] = {
    "likely": "Likely fit",
    "person": "Needs review",
    "unlikely": "Probably not us",
}

FLAG: Labels[str] = {
    "exception_candidate": "Possible exception",
    "helper_filed": "Appeal sent by a helper",
    "parole_protection": "Court protection of parolees: check",
    "second_nationality": "Second nationality",
    "uc_finding": "Unaccompanied child finding",
}


UNSURE = "unsure"
"""The kind of a chip for what is not known."""

WHY: Mapping[str, Chip] = {number[:3]: rule.chip for number, rule in BY_NUMBER.items()} | {
    "unclear_date": Chip(N_("Date unclear"), UNSURE),
    "maybe_machine": Chip(N_("Possible bot"), UNSURE),
    "handed_over": Chip(N_("Applicant now answering"), UNSURE),
    "from_phone": Chip(N_("By phone"), PERSON),
    "from_counter": Chip(N_("At the counter"), PERSON),
    "from_paper": Chip(N_("On paper"), PERSON),
    "from_import": Chip(N_("Imported"), PERSON),
}

NO_DATE = Chip(N_("No date yet"), UNSURE)


def why_chip(code: str) -> Chip:
    """Return the chip of a rule, such as ``R06b``, or of a flag; else one with the code itself."""
    return WHY.get(code) or WHY.get(code[:3]) or Chip(code, LAW)
