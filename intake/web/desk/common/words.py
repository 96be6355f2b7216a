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
from intake.words import N_

STATUS: Mapping[Status, str] = {
    Status.NEW: N_("New"),
    Status.CONFLICT_HOLD: N_("Conflict hold"),
    Status.TRIAGE: N_("Triage"),
    Status.INFO_NEEDED: N_("More facts needed"),
    Status.CALL_BOOKED: N_("Call scheduled"),
    Status.SCREENED: N_("Screened"),
    Status.MERITS_REVIEW: N_("Merits review"),
    Status.ACCEPTED_WAITLIST: N_("Accepted, waiting list"),
    Status.SEEKING_COUNSEL: N_("Seeking counsel"),
    Status.PLACED: N_("Placed"),
    Status.CLOSED: N_("Closed"),
}

CLOSE_REASON: Mapping[CloseReason, str] = {
    CloseReason.ACCEPTED_TRANSFERRED: N_("Accepted and transferred"),
    CloseReason.ADVICE_ONLY: N_("Advice only"),
    CloseReason.BRIEF_SERVICE: N_("Brief service"),
    CloseReason.REFERRED_OUT: N_("Referred out"),
    CloseReason.DECLINED_CAPACITY: N_("Declined: no capacity"),
    CloseReason.DECLINED_SCOPE: N_("Declined: out of scope"),
    CloseReason.DECLINED_INCOME: N_("Declined: income"),
    CloseReason.DECLINED_AREA: N_("Declined: out of service area"),
    CloseReason.DECLINED_MERITS: N_("Declined: merits"),
    CloseReason.DECLINED_CONFLICT: N_("Declined: unable to help"),
    CloseReason.HAS_COUNSEL: N_("Already has a lawyer"),
    CloseReason.DUPLICATE: N_("Duplicate"),
    CloseReason.WITHDRAWN: N_("Withdrawn"),
    CloseReason.UNREACHABLE: N_("Unreachable"),
    CloseReason.DECEASED_OR_REMOVED: N_("Deceased or removed"),
    CloseReason.SPAM: N_("Not a real request"),
}

MOVED: Mapping[Status, str] = {
    Status.NEW: N_("Moved back to New"),
    Status.CONFLICT_HOLD: N_("Put on conflict hold"),
    Status.TRIAGE: N_("Moved to Triage"),
    Status.INFO_NEEDED: N_("Moved to More facts needed"),
    Status.CALL_BOOKED: N_("Call scheduled"),
    Status.SCREENED: N_("Screened"),
    Status.MERITS_REVIEW: N_("Moved to Merits review"),
    Status.ACCEPTED_WAITLIST: N_("Accepted, waiting list"),
    Status.SEEKING_COUNSEL: N_("Accepted, seeking counsel"),
    Status.PLACED: N_("Placed with counsel"),
}

ERASE_REASON: Mapping[EraseReason, str] = {
    EraseReason.ASKED: N_("Applicant's request"),
    EraseReason.DUPLICATE: N_("Duplicate request"),
    EraseReason.MISTAKE: N_("Sent by mistake or as a test"),
    EraseReason.WRONG_HANDS: N_("Sent by someone else to cause harm"),
    EraseReason.ORDERED: N_("Court order or legal duty to erase"),
}

ERASED: Mapping[EraseReason, str] = {
    EraseReason.ASKED: N_("Erased: applicant's request"),
    EraseReason.DUPLICATE: N_("Erased: duplicate"),
    EraseReason.MISTAKE: N_("Erased: sent by mistake or as a test"),
    EraseReason.WRONG_HANDS: N_("Erased: sent by someone else"),
    EraseReason.ORDERED: N_("Erased: order or legal duty"),
}

ACT: Mapping[AuditAct, str] = {
    AuditAct.CASE_RECEIVED: N_("Request received"),
    AuditAct.ENTERED_BY_PHONE: N_("Entered for a caller, by phone"),
    AuditAct.ENTERED_AT_COUNTER: N_("Entered at the counter"),
    AuditAct.ENTERED_FROM_PAPER: N_("Entered from a paper form"),
    AuditAct.ENTERED_BY_IMPORT: N_("Imported from a spreadsheet"),
    AuditAct.CASE_OPENED: N_("Opened"),
    AuditAct.CARD_OPENED: N_("Opened the case card (file restricted)"),
    AuditAct.CONFLICT_CHECK_CLEAR: N_("Conflict check: no match found"),
    AuditAct.CONFLICT_CHECK_POSSIBLE: N_("Conflict check: possible conflict"),
    AuditAct.CONFLICT_CHECK_CONFLICT: N_("Conflict check: conflict"),
    AuditAct.CONFLICT_CHECK_PARTIAL: N_("Conflict check: no match, but not every case was read"),
    AuditAct.CONFLICT_FREED: N_("Conflict cleared"),
    AuditAct.CONFLICT_STANDS: N_("Conflict confirmed"),
    AuditAct.CASE_LENT: N_("Lent to a volunteer"),
    AuditAct.CASE_BORROWED: N_("Was lent this case"),
    AuditAct.CASE_HANDED_BACK: N_("Handed back"),
    AuditAct.LOAN_ENDED: N_("Loan ended"),
    AuditAct.WALL_PUT_UP: N_("Wall put up"),
    AuditAct.WALL_CHANGED: N_("Members inside the wall changed"),
    AuditAct.WALL_TAKEN_DOWN: N_("Wall taken down"),
    AuditAct.CASE_OPENING_REFUSED: N_("Could not open"),
    AuditAct.SEAL_BROKEN: N_("Encrypted data failed to open"),
    AuditAct.ROW_MISSING: N_("Case data found missing"),
    AuditAct.ROW_PUT_BACK: N_("Found an older version that was put back on the server"),
    AuditAct.ROW_FALSE: N_("Found clear columns that say less than the card, and corrected them"),
    AuditAct.ROW_SEALED: N_("Sealed the clear columns into the card"),
    AuditAct.ROW_MOVED: N_("Found data that was moved to another place on the server"),
    AuditAct.CASE_ASSIGNED: N_("Assigned to self"),
    AuditAct.CASE_HANDED_OVER: N_("Reassigned"),
    AuditAct.CASE_LET_GO: N_("Unassigned"),
    AuditAct.P0_TAKEN_ON: N_("Took on a P0 request that nobody had opened"),
    AuditAct.CASE_ROUTED: N_("Routed to an office"),
    AuditAct.CASE_MOVED: N_("Moved to another office"),
    AuditAct.CASE_TAGGED: N_("Tags changed"),
    AuditAct.REMINDER_SET: N_("Set a reminder"),
    AuditAct.ACT_UNDONE: N_("Bulk action undone"),
    AuditAct.CASE_LINKED: N_("Linked to another case"),
    AuditAct.CASE_UNLINKED: N_("Link to another case removed"),
    AuditAct.LINKS_DROPPED: N_("Links that could not be read dropped"),
    AuditAct.NEXT_DATE_KEPT: N_("Reviewed, follow-up date set"),
    AuditAct.ANSWERS_ADDED: N_("Applicant added answers"),
    AuditAct.HANDED_OVER: N_("Helper handed over to the applicant"),
    AuditAct.CODE_RENEWED: N_("Helper's return code ended; new code issued"),
    AuditAct.CODE_EXPIRED: N_("Applicant's return code ended: its days after closing are over"),
    AuditAct.CODE_PUT_BACK: N_(
        "An ended return code was restored on the server; the applicant's own code may be gone"
    ),
    AuditAct.PERSON_WROTE: N_("Applicant wrote"),
    AuditAct.CAME_BACK: N_("Applicant came back after closing as not real: in the queue again"),
    AuditAct.MESSAGE_SENT: N_("Message stored in the mailbox"),
    AuditAct.MESSAGE_CALLED_BACK: N_("Message recalled before delivery"),
    AuditAct.MESSAGES_READ: N_("Messages read"),
    AuditAct.NOTE_WRITTEN: N_("Note added"),
    AuditAct.NOTE_PINNED: N_("Note pinned"),
    AuditAct.CONTACT_TRIED: N_("Contact attempt logged"),
    AuditAct.CONTACT_AGAINST_WISH: N_("Contact attempt by a method not marked safe, with reason"),
    AuditAct.SCREENING_RECORDED: N_("Screening call logged"),
    AuditAct.MERITS_RECORDED: N_("Merits assessed"),
    AuditAct.DECLINE_PROPOSED: N_("Decline proposed; second approval needed"),
    AuditAct.DECLINE_CONFIRMED: N_("Decline approved"),
    AuditAct.CLOSING_PROPOSED: N_("Closing proposed; second approval needed"),
    AuditAct.CLOSING_CONFIRMED: N_("Closing approved"),
    AuditAct.PROPOSAL_WITHDRAWN: N_("Proposal withdrawn; the case stays open"),
    AuditAct.DECISION_STORED: N_("Decided; nobody has told the applicant yet"),
    AuditAct.DECISION_TAKEN_BACK: N_("Decision taken back before the applicant was told"),
    AuditAct.APPLICANT_TOLD: N_("Told the applicant"),
    AuditAct.ASKED_NOT_TO_BE_TOLD: N_("The applicant asked not to be told"),
    AuditAct.NOT_REACHED_TO_TELL: N_("Could not reach the applicant to tell them"),
    AuditAct.LETTER_READ: N_("The applicant read the letter in the mailbox"),
    AuditAct.CALL_BOOKED: N_("Call booked"),
    AuditAct.CALL_CANCELLED: N_("Call cancelled"),
    AuditAct.TIMES_OFFERED: N_("Times for a call offered"),
    AuditAct.TIMES_WITHDRAWN: N_("Offered times withdrawn"),
    AuditAct.TIME_CHOSEN: N_("Applicant chose a time for a call"),
    AuditAct.OFFICE_ADDED: N_("Added an office"),
    AuditAct.OFFICE_CHANGED: N_("Changed an office"),
    AuditAct.OFFICE_REMOVED: N_("Removed an office"),
    AuditAct.INTERPRETER_ADDED: N_("Added an interpreter"),
    AuditAct.INTERPRETER_CHANGED: N_("Changed an interpreter"),
    AuditAct.INTERPRETER_HIDDEN: N_("Hid an interpreter"),
    AuditAct.CASE_REOPENED: N_("Reopened"),
    AuditAct.HOLD_HANDED_ON: N_("Conflict hold handed to a member who may decide"),
    AuditAct.PRIVATE_OPENED: N_("Private answers opened"),
    AuditAct.LOOKED_UP: N_("Looked up again: nothing new"),
    AuditAct.ANSWER_CORRECTED: N_("Answer corrected"),
    AuditAct.CORRECTION_UNDONE: N_("Correction of a date undone"),
    AuditAct.DATE_CONFIRMED: N_("Date confirmed"),
    AuditAct.DATE_UNCONFIRMED: N_("Confirmation of a date taken back"),
    AuditAct.DATE_DONE: N_("Deadline met"),
    AuditAct.DATE_MISSED: N_("Deadline missed"),
    AuditAct.DATE_WAIVED: N_("Deadline not needed"),
    AuditAct.DATE_CLAIMED: N_("Recorded what became of a deadline; open until confirmed"),
    AuditAct.DATE_CLAIM_CONFIRMED: N_("Saw the proof of a deadline as a second person"),
    AuditAct.DATE_CONFIRMED_ALONE: N_("Deadline not confirmed by a second person"),
    AuditAct.DATE_CLAIM_REFUSED: N_("Proof of a deadline not accepted; it stays open"),
    AuditAct.DATE_CLAIM_UNDONE: N_("What was recorded of a deadline undone"),
    AuditAct.DATE_LOOKED_OVER: N_("Looked over what a stand-in confirmed"),
    AuditAct.DATE_REOPENED: N_("Date opened again"),
    AuditAct.DATE_REPLACED: N_("Old date replaced"),
    AuditAct.DATE_TO_REPLACE: N_("Old date stays open until a second person has looked"),
    AuditAct.DATE_KEPT: N_("Old date kept"),
    AuditAct.HANDED_OFF: N_("Case copied for transfer; the applicant's answers allow it"),
    AuditAct.HANDED_OFF_ASKED: N_("Case copied for transfer; the applicant was asked and agreed"),
    AuditAct.CASE_WEIGHED_AGAIN: N_("Deadlines recalculated under current law"),
    AuditAct.DAYS_SEALED: N_("Dates of an earlier release moved under the seal"),
    AuditAct.AMENDMENT_PROPOSED: N_("Legal value change proposed"),
    AuditAct.AMENDMENT_APPROVED: N_("Legal value change approved"),
    AuditAct.AMENDMENT_WITHDRAWN: N_("Legal value change withdrawn"),
    AuditAct.LAW_SIGNED: N_("Legal values signed by a lawyer"),
    AuditAct.LAW_UNSIGNED: N_("Signatures under legal values taken away"),
    AuditAct.PLACE_PROPOSED: N_("Referral contact change proposed"),
    AuditAct.PLACE_APPROVED: N_("Referral contact change approved"),
    AuditAct.PLACE_WITHDRAWN: N_("Referral contact change withdrawn"),
    AuditAct.WORDING_PROPOSED: N_("Template change proposed"),
    AuditAct.WORDING_APPROVED: N_("Template change approved"),
    AuditAct.WORDING_WITHDRAWN: N_("Template change withdrawn"),
    AuditAct.INTAKE_SET: N_("Set what applicants read before they ask"),
    AuditAct.RECALL_BEGUN: N_("Started recalculating open cases"),
    AuditAct.RECALL_CONTINUED: N_("Continued recalculating open cases in another session"),
    AuditAct.RECALL_FINISHED: N_("Recalculated all open cases"),
    AuditAct.CASE_ERASED_BY_APPLICANT: N_("Erased because the applicant withdrew it"),
    AuditAct.CASE_TAKEN_BACK: N_("Withdrawn by the applicant"),
    AuditAct.CASE_ERASED_ON_ITS_DAY: N_("Erased on its scheduled date"),
    **{ERASED_FOR[reason]: words for reason, words in ERASED.items()},
    AuditAct.HOLD_SET: N_("Set a legal hold"),
    AuditAct.HOLD_LIFT_ASKED: N_("Asked to lift the legal hold; second approval needed"),
    AuditAct.HOLD_LIFTED: N_("Legal hold lifted"),
    AuditAct.BACKUP_MADE: N_("Server backup made"),
    AuditAct.BACKUP_RESTORED: N_("Restored from a backup"),
    AuditAct.SIGNED_IN: N_("Signed in"),
    AuditAct.SIGN_IN_REFUSED: N_("Failed sign-in: wrong password"),
    AuditAct.FACTOR_REFUSED: N_("Failed sign-in: wrong second factor"),
    AuditAct.FACTORS_EXHAUSTED: N_("A session ended after five wrong second factors"),
    AuditAct.JOINED: N_("Joined the team"),
    AuditAct.APP_CONNECTED: N_("Connected a new authenticator app"),
    AuditAct.PASSKEY_ADDED: N_("Added a passkey"),
    AuditAct.PASSKEY_FOR_SHEET: N_("Let a passkey stand in for the sign-in sheet"),
    AuditAct.PASSKEY_REMOVED: N_("Removed a passkey"),
    AuditAct.SESSIONS_ENDED: N_("Ended own sessions"),
    AuditAct.CALENDAR_MADE: N_("Made a calendar address"),
    AuditAct.CALENDAR_REVOKED: N_("Calendar address ended"),
    AuditAct.RECOVERY_CODES_MADE: N_("Made recovery codes"),
    AuditAct.RECOVERY_CODE_USED: N_("Used a recovery code"),
    AuditAct.PASSWORD_CHANGED: N_("Changed the password"),
    AuditAct.SIGN_IN_SHEET_MADE: N_(
        "Got a sign-in sheet: the password alone no longer opens anything"
    ),
    AuditAct.SIGN_IN_SHEET_KEPT: N_("Printed the sign-in sheet"),
    AuditAct.RECOVERY_SHEETS_RENEWED: N_("Made new recovery sheets with two old ones"),
    AuditAct.RECOVERY_SHEETS_TAKEN: N_("Printed the three recovery sheets"),
    AuditAct.PASSWORD_CHOSEN: N_("Set a new password"),
    AuditAct.PASSWORD_RESET: N_("Reset a colleague's password"),
    AuditAct.RESET_CONFIRMED: N_("Confirmed the reset of a colleague's password"),
    AuditAct.LOST_ACCESS: N_("Lost case access after password reset"),
    AuditAct.OLD_WRAP_ENDED: N_("Did not get a sign-in sheet in time: the old key ended"),
    AuditAct.ROLES_CHANGED: N_("Changed a colleague's roles"),
    AuditAct.WORK_PLANNED: N_("Changed the name, capacity or absence of a member"),
    AuditAct.GOT_OTHER_ROLES: N_("Roles changed"),
    AuditAct.INVITED: N_("A colleague was invited"),
    AuditAct.LINK_ENDED: N_("Unused link cancelled"),
    AuditAct.DISABLED: N_("Deactivated"),
    AuditAct.ACCESS_GRANTED: N_("Gave a colleague case access"),
    AuditAct.VOLUNTEER_GRANT_ENDED: N_("No longer holds the team's key: opens lent cases only"),
    AuditAct.GOT_ACCESS: N_("Got case access"),
    AuditAct.KEY_COMPARED: N_("Compared the new key of a colleague"),
    AuditAct.KEY_VOUCHED: N_("A colleague compared the new key"),
    AuditAct.SIGNING_KEY_GRANTED: N_("Gave an administrator the signing key"),
    AuditAct.GOT_SIGNING_KEY: N_("Got the signing key"),
    AuditAct.NEW_KEYS_REQUESTED: N_("New team keys requested"),
    AuditAct.EPOCH_OPENED: N_("New team keys created"),
    AuditAct.RESEALING_BEGUN: N_("Started re-encrypting all cases to the new keys"),
    AuditAct.RESEALING_CONTINUED: N_("Continued re-encrypting all cases in another session"),
    AuditAct.CASES_RESEALED: N_("Re-encrypted all cases to the new keys"),
    AuditAct.OLD_KEYS_DESTROYED: N_("Old keys destroyed"),
    AuditAct.INVENTED_CASE_ERASED: N_("Erased, because it was a test case"),
    AuditAct.LOG_SHORTENED: N_("Log entries older than two years removed"),
    AuditAct.LIST_SHOWN: N_("Saw a page of the queue with %(count)s cases"),
    AuditAct.SEARCH_SHOWN: N_("Saw search results with %(count)s cases"),
    AuditAct.NOTES_SEARCHED: N_("Notes searched"),
    AuditAct.PRIVATE_FILTERED: N_("Cases filtered by a private answer"),
    AuditAct.QUARANTINE_CLOSED: N_("Closed %(count)s requests in quarantine as not real"),
    AuditAct.QUARANTINE_REOPENED: N_("Put %(count)s requests back into quarantine"),
    AuditAct.QUARANTINE_RELEASED: N_("Moved from quarantine to the queue"),
    AuditAct.LOG_EXPORTED: N_("Exported %(count)s entries of the audit log"),
    AuditAct.LIST_PRINTED: N_("Opened a list of %(count)s cases to print"),
    AuditAct.DEMO_LOADED: N_("Test cases were added: %(count)s"),
    AuditAct.DEMO_REMOVED: N_("Test cases were removed: %(count)s"),
    AuditAct.LETTER_RETRIED: N_("Retried a failed email"),
    AuditAct.LETTER_ARRIVED: N_("Marked a failed email as arrived"),
    AuditAct.LETTER_DROPPED: N_("Dropped a failed email"),
    AuditAct.KEYS_RECOVERED: N_("Keys were recovered with two recovery sheets"),
    **{MOVED_TO[status]: words for status, words in MOVED.items()},
    **dict.fromkeys(CLOSED_FOR.values(), N_("Closed: %(reason)s")),
}

BAND: Mapping[Band, str] = {
    Band.LATE: N_("Overdue"),
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
    View.US: N_("Waiting on us"),
    View.THEM: N_("Waiting on applicant"),
    View.REPLIES: N_("New replies"),
    View.LATE: N_("Overdue"),
}

TAG: Mapping[Tag, str] = {
    Tag.ASK_SUPERVISOR: N_("Ask supervisor"),
    Tag.SECOND_LOOK: N_("Second review"),
    Tag.CALL_FIRST: N_("Call first"),
    Tag.PAPERS_COMING: N_("Documents coming"),
    Tag.INTERPRETER_ASKED: N_("Interpreter requested"),
    Tag.FOR_VOLUNTEER: N_("For a volunteer"),
    Tag.TEAM_MEETING: N_("Team meeting"),
    Tag.FLOOD: N_("Many from one network"),
    Tag.CAME_BACK: N_("Closed as not real, came back"),
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

KIND: Mapping[Kind, str] = {
    Kind.ACT_BY: N_("Act by"),
    Kind.PLAN_BY: N_("Start preparing"),
    Kind.NEXT_LOOK: N_("Follow up"),
    Kind.CALL: N_("Call"),
}

STATE: Mapping[State, str] = {
    State.OPEN: N_("Open"),
    State.DONE: N_("Done"),
    State.MISSED: N_("Missed"),
    State.WAIVED: N_("Not needed"),
    State.REPLACED: N_("Replaced"),
}

CERTAINTY: Mapping[str, str] = {
    "exact": N_("Based on an exact date given."),
    "earliest": N_("Based on the earliest possible date; it may be later."),
    "unknown": N_("Date unknown. Ask."),
}

OUTCOME: Mapping[str, str] = {
    "likely": N_("Likely fit"),
    "person": N_("Needs review"),
    "unlikely": N_("Probably not us"),
}

FLAG: Mapping[str, str] = {
    "exception_candidate": N_("Possible exception"),
    "helper_filed": N_("Appeal sent by a helper"),
    "parole_protection": N_("Court protection of parolees: check"),
    "second_nationality": N_("Second nationality"),
    "uc_finding": N_("Unaccompanied child finding"),
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
