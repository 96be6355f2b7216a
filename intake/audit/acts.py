"""The acts that the audit log knows, by the codes that it stores."""

from intake.words import Labelled


class AuditAct(Labelled):
    """The code of an act. A code is stored for years and chained: it never changes."""

    # The applicant
    CASE_RECEIVED = "case_received", "Request received"
    ANSWERS_ADDED = "answers_added", "Applicant added answers"
    HANDED_OVER = "handed_over", "Helper handed over to the applicant"
    CODE_RENEWED = "code_renewed", "Helper's return code ended; new code issued"
    CODE_EXPIRED = "code_expired", "Applicant's return code ended: its days after closing are over"
    PERSON_WROTE = "person_wrote", "Applicant wrote"
    CAME_BACK = "came_back", "Applicant came back after closing as not real: in the queue again"
    CASE_TAKEN_BACK = "case_taken_back", "Withdrawn by the applicant"
    CASE_ERASED_BY_APPLICANT = (
        "case_erased_by_applicant",
        "Erased because the applicant withdrew it",
    )

    # Requests that members enter
    ENTERED_BY_PHONE = "entered_by_phone", "Entered for a caller, by phone"
    ENTERED_AT_COUNTER = "entered_at_counter", "Entered at the counter"
    ENTERED_FROM_PAPER = "entered_from_paper", "Entered from a paper form"
    ENTERED_BY_IMPORT = "entered_by_import", "Imported from a spreadsheet"

    # Reading a case
    CASE_OPENED = "case_opened", "Opened"
    CARD_OPENED = "card_opened", "Opened the case card (file restricted)"
    CASE_OPENING_REFUSED = "case_opening_refused", "Could not open"
    PRIVATE_OPENED = "private_opened", "Private answers opened"
    CASE_COPIED = "case_copied", "Whole case copied, to print or as a file"
    HANDED_OFF = "handed_off", "Case copied for transfer; the applicant's answers allow it"
    HANDED_OFF_ASKED = (
        "handed_off_asked",
        "Case copied for transfer; the applicant was asked and agreed",
    )

    # What was tampered with
    SEAL_BROKEN = "seal_broken", "Encrypted data failed to open"
    ROW_MISSING = "row_missing", "Case data found missing"
    ROW_PUT_BACK = "row_put_back", "Found an older version that was put back on the server"
    ROW_FALSE = "row_false", "Found clear columns that say less than the card, and corrected them"
    ROW_SEALED = "row_sealed", "Sealed the clear columns into the card"
    ROLL_SEALED = "roll_sealed", "Sealed the list of all cases"
    ROW_MOVED = "row_moved", "Found data that was moved to another place on the server"
    CODE_PUT_BACK = (
        "code_put_back",
        "An ended return code was restored on the server; the applicant's own code may be gone",
    )

    # The conflict check
    CONFLICT_CHECK_CLEAR = "conflict_check_clear", "Conflict check: no conflict found"
    CONFLICT_CHECK_POSSIBLE = "conflict_check_possible", "Conflict check: possible conflict"
    CONFLICT_CHECK_CONFLICT = "conflict_check_conflict", "Conflict check: conflict"
    CONFLICT_CHECK_PARTIAL = (
        "conflict_check_partial",
        "Conflict check: no conflict, but not all was read",
    )
    NAMES_IMPORTED = "names_imported", "Imported %(count)s names for conflict checks"
    NAMES_ERASED = "names_erased", "Erased %(count)s imported names"
    CONFLICT_FREED = "conflict_freed", "Conflict cleared"
    CONFLICT_STANDS = "conflict_stands", "Conflict confirmed"
    CASE_LENT = "case_lent", "Lent to a volunteer"
    CASE_BORROWED = "case_borrowed", "Was lent this case"
    CASE_HANDED_BACK = "case_handed_back", "Handed back"
    LOAN_ENDED = "loan_ended", "Loan ended"
    WALL_PUT_UP = "wall_put_up", "Wall put up"
    WALL_CHANGED = "wall_changed", "Members inside the wall changed"
    WALL_TAKEN_DOWN = "wall_taken_down", "Wall taken down"

    # Quarantine
    QUARANTINE_CLOSED = "quarantine_closed", "Closed %(count)s requests in quarantine as not real"
    QUARANTINE_REOPENED = "quarantine_reopened", "Put %(count)s requests back into quarantine"
    QUARANTINE_RELEASED = "quarantine_released", "Moved from quarantine to the queue"

    # Work on a case
    CASE_ASSIGNED = "case_assigned", "Assigned to self"
    CASE_HANDED_OVER = "case_handed_over", "Reassigned"
    CASE_LET_GO = "case_let_go", "Unassigned"
    P0_TAKEN_ON = "p0_taken_on", "Took on a P0 request that nobody had opened"
    CASE_ROUTED = "case_routed", "Routed to an office"
    CASE_MOVED = "case_moved", "Moved to another office"
    CASE_TAGGED = "case_tagged", "Tags changed"
    REMINDER_SET = "reminder_set", "Set a reminder"
    ACT_UNDONE = "act_undone", "Bulk action undone"
    CASE_LINKED = "case_linked", "Linked to another case"
    CASE_UNLINKED = "case_unlinked", "Link to another case removed"
    LINKS_DROPPED = "links_dropped", "Links that could not be read dropped"
    NEXT_DATE_KEPT = "next_date_kept", "Reviewed, follow-up date set"
    LOOKED_UP = "looked_up", "Looked up again: nothing new"
    ANSWER_CORRECTED = "answer_corrected", "Answer corrected"
    CORRECTION_UNDONE = "correction_undone", "Correction of a date undone"
    DATE_CONFIRMED = "date_confirmed", "Date confirmed"
    DATE_UNCONFIRMED = "date_unconfirmed", "Confirmation of a date taken back"
    DATE_DONE = "date_done", "Deadline met"
    DATE_MISSED = "date_missed", "Deadline missed"
    DATE_WAIVED = "date_waived", "Deadline not needed"
    DATE_CLAIMED = "date_claimed", "Recorded what became of a deadline; open until confirmed"
    DATE_CLAIM_CONFIRMED = (
        "date_claim_confirmed",
        "Confirmed what became of a deadline as a second person",
    )
    DATE_CONFIRMED_ALONE = "date_confirmed_alone", "Deadline not confirmed by a second person"
    DATE_CLAIM_REFUSED = "date_claim_refused", "Proof of a deadline not accepted; it stays open"
    DATE_CLAIM_UNDONE = "date_claim_undone", "What was recorded of a deadline undone"
    DATE_LOOKED_OVER = "date_looked_over", "Looked over what a stand-in confirmed"
    DATE_REOPENED = "date_reopened", "Date opened again"
    DATE_REPLACED = "date_replaced", "Old date replaced"
    DATE_TO_REPLACE = "date_to_replace", "Old date stays open until a second person has looked"
    DATE_KEPT = "date_kept", "Old date kept"
    MESSAGE_SENT = "message_sent", "Message stored in the mailbox"
    MESSAGE_CALLED_BACK = "message_called_back", "Message recalled before delivery"
    MESSAGES_READ = "messages_read", "Messages read"
    NOTE_WRITTEN = "note_written", "Note added"
    NOTE_PINNED = "note_pinned", "Note pinned"
    CONTACT_TRIED = "contact_tried", "Contact attempt logged"
    CONTACT_AGAINST_WISH = (
        "contact_against_wish",
        "Contact attempt by a method not marked safe, with reason",
    )
    SCREENING_RECORDED = "screening_recorded", "Screening call logged"
    MERITS_RECORDED = "merits_recorded", "Merits assessed"
    DECLINE_PROPOSED = "decline_proposed", "Decline proposed; second approval needed"
    DECLINE_CONFIRMED = "decline_confirmed", "Decline approved"
    CLOSING_PROPOSED = "closing_proposed", "Closing proposed; second approval needed"
    CLOSING_CONFIRMED = "closing_confirmed", "Closing approved"
    CLOSING_CONFIRMED_ALONE = (
        "closing_confirmed_alone",
        "Closing not confirmed by a second person",
    )
    PROPOSAL_WITHDRAWN = "proposal_withdrawn", "Proposal withdrawn; the case stays open"
    DECISION_STORED = "decision_stored", "Decided; nobody has told the applicant yet"
    DECISION_TAKEN_BACK = "decision_taken_back", "Decision taken back before the applicant was told"
    APPLICANT_TOLD = "applicant_told", "Told the applicant"
    ASKED_NOT_TO_BE_TOLD = "asked_not_to_be_told", "The applicant asked not to be told"
    NOT_REACHED_TO_TELL = "not_reached_to_tell", "Could not reach the applicant to tell them"
    LETTER_READ = "letter_read", "The applicant read the letter in the mailbox"
    CALL_BOOKED = "call_booked", "Call booked"
    CALL_CANCELLED = "call_cancelled", "Call cancelled"
    TIMES_OFFERED = "times_offered", "Times for a call offered"
    TIMES_WITHDRAWN = "times_withdrawn", "Offered times withdrawn"
    TIME_CHOSEN = "time_chosen", "Applicant chose a time for a call"
    OFFICE_ADDED = "office_added", "Added an office"
    OFFICE_CHANGED = "office_changed", "Changed an office"
    OFFICE_REMOVED = "office_removed", "Removed an office"
    INTERPRETER_ADDED = "interpreter_added", "Added an interpreter"
    INTERPRETER_CHANGED = "interpreter_changed", "Changed an interpreter"
    INTERPRETER_HIDDEN = "interpreter_hidden", "Hid an interpreter"
    HOLD_HANDED_ON = "hold_handed_on", "Conflict hold handed to a member who may decide"
    CASE_REOPENED = "case_reopened", "Reopened"
    CASE_WEIGHED_AGAIN = "case_weighed_again", "Deadlines recalculated under current law"
    DAYS_SEALED = "days_sealed", "Dates of an earlier release moved under the seal"

    # Moving a case, by its new status; it is new again only where an act was taken back
    MOVED_TO_NEW = "moved_to_new", "Moved back to New"
    MOVED_TO_CONFLICT_HOLD = "moved_to_conflict_hold", "Put on conflict hold"
    MOVED_TO_TRIAGE = "moved_to_triage", "Moved to Triage"
    MOVED_TO_INFO_NEEDED = "moved_to_info_needed", "Moved to More facts needed"
    MOVED_TO_CALL_BOOKED = "moved_to_call_booked", "Call scheduled"
    MOVED_TO_SCREENED = "moved_to_screened", "Screened"
    MOVED_TO_MERITS_REVIEW = "moved_to_merits_review", "Moved to Merits review"
    MOVED_TO_ACCEPTED_WAITLIST = "moved_to_accepted_waitlist", "Accepted, waiting list"
    MOVED_TO_SEEKING_COUNSEL = "moved_to_seeking_counsel", "Accepted, seeking counsel"
    MOVED_TO_PLACED = "moved_to_placed", "Placed with counsel"

    # Closing a case, by the reason
    CLOSED_ACCEPTED_TRANSFERRED = "closed_accepted_transferred"
    CLOSED_ADVICE_ONLY = "closed_advice_only"
    CLOSED_BRIEF_SERVICE = "closed_brief_service"
    CLOSED_REFERRED_OUT = "closed_referred_out"
    CLOSED_DECLINED_CAPACITY = "closed_declined_capacity"
    CLOSED_DECLINED_SCOPE = "closed_declined_scope"
    CLOSED_DECLINED_INCOME = "closed_declined_income"
    CLOSED_DECLINED_AREA = "closed_declined_area"
    CLOSED_DECLINED_MERITS = "closed_declined_merits"
    CLOSED_DECLINED_CONFLICT = "closed_declined_conflict"
    CLOSED_HAS_COUNSEL = "closed_has_counsel"
    CLOSED_DUPLICATE = "closed_duplicate"
    CLOSED_WITHDRAWN = "closed_withdrawn"
    CLOSED_UNREACHABLE = "closed_unreachable"
    CLOSED_DECEASED_OR_REMOVED = "closed_deceased_or_removed"
    CLOSED_SPAM = "closed_spam"

    # Erasing a case
    ERASED_ASKED = "erased_asked", "Erased: applicant's request"
    ERASED_DUPLICATE = "erased_duplicate", "Erased: duplicate"
    ERASED_MISTAKE = "erased_mistake", "Erased: sent by mistake or as a test"
    ERASED_WRONG_HANDS = "erased_wrong_hands", "Erased: sent by someone else"
    ERASED_ORDERED = "erased_ordered", "Erased: order or legal duty"
    ERASED_KEPT_ELSEWHERE = "erased_kept_elsewhere", "Erased: accepted, kept in other files"
    CASE_ERASED_ON_ITS_DAY = "case_erased_on_its_day", "Erased on its scheduled date"
    ERASED_SINCE_BACKUP = "erased_since_backup", "Had been erased after the backup was made"
    INVENTED_CASE_ERASED = "invented_case_erased", "Erased, because it was a test case"
    HOLD_SET = "hold_set", "Set a legal hold"
    HOLD_LIFT_ASKED = "hold_lift_asked", "Asked to lift the legal hold; second approval needed"
    HOLD_LIFTED = "hold_lifted", "Legal hold lifted"

    # The law book
    AMENDMENT_PROPOSED = "amendment_proposed", "Legal value change proposed"
    AMENDMENT_APPROVED = "amendment_approved", "Legal value change approved"
    AMENDMENT_WITHDRAWN = "amendment_withdrawn", "Legal value change withdrawn"
    LAW_SIGNED = "law_signed", "Legal values signed by a lawyer"
    LAW_UNSIGNED = "law_unsigned", "Signatures under legal values taken away"
    PLACE_PROPOSED = "place_proposed", "Referral contact change proposed"
    PLACE_APPROVED = "place_approved", "Referral contact change approved"
    PLACE_WITHDRAWN = "place_withdrawn", "Referral contact change withdrawn"
    WORDING_PROPOSED = "wording_proposed", "Template change proposed"
    WORDING_APPROVED = "wording_approved", "Template change approved"
    WORDING_WITHDRAWN = "wording_withdrawn", "Template change withdrawn"
    INTAKE_SET = "intake_set", "Set what applicants read before they ask"
    RECALL_BEGUN = "recall_begun", "Started recalculating open cases"
    RECALL_CONTINUED = "recall_continued", "Continued recalculating open cases in another session"
    RECALL_FINISHED = "recall_finished", "Recalculated all open cases"

    # Members and their access
    INVITED = "invited", "A colleague was invited"
    LINK_ENDED = "link_ended", "Unused link cancelled"
    JOINED = "joined", "Joined the team"
    SIGNED_IN = "signed_in", "Signed in"
    SIGN_IN_REFUSED = "sign_in_refused", "Failed sign-in: wrong password"
    FACTOR_REFUSED = "factor_refused", "Failed sign-in: wrong second factor"
    FACTORS_EXHAUSTED = "factors_exhausted", "A session ended after five wrong second factors"
    SESSIONS_ENDED = "sessions_ended", "Ended own sessions"
    APP_CONNECTED = "app_connected", "Connected a new authenticator app"
    PASSKEY_ADDED = "passkey_added", "Added a passkey"
    PASSKEY_FOR_SHEET = "passkey_for_sheet", "Let a passkey stand in for the sign-in sheet"
    PASSKEY_REMOVED = "passkey_removed", "Removed a passkey"
    RECOVERY_CODES_MADE = "recovery_codes_made", "Made recovery codes"
    RECOVERY_CODE_USED = "recovery_code_used", "Used a recovery code"
    CALENDAR_MADE = "calendar_made", "Made a calendar address"
    CALENDAR_REVOKED = "calendar_revoked", "Calendar address ended"
    PASSWORD_CHANGED = "password_changed", "Changed the password"
    SIGN_IN_SHEET_KEPT = "sign_in_sheet_kept", "Printed the sign-in sheet"
    RECOVERY_SHEETS_TAKEN = "recovery_sheets_taken", "Printed the three recovery sheets"
    RECOVERY_SHEETS_RENEWED = (
        "recovery_sheets_renewed",
        "Made new recovery sheets with two old ones",
    )
    PASSWORD_CHOSEN = "password_chosen", "Set a new password"
    PASSWORD_RESET = "password_reset", "Reset a colleague's password"
    RESET_CONFIRMED = "reset_confirmed", "Confirmed the reset of a colleague's password"
    LOST_ACCESS = "lost_access", "Lost case access after password reset"
    ROLES_CHANGED = "roles_changed", "Changed a colleague's roles"
    WORK_PLANNED = "work_planned", "Changed the name, capacity or absence of a member"
    GOT_OTHER_ROLES = "got_other_roles", "Roles changed"
    DISABLED = "disabled", "Deactivated"

    # Team keys
    ACCESS_GRANTED = "access_granted", "Gave a colleague case access"
    GOT_ACCESS = "got_access", "Got case access"
    KEY_COMPARED = "key_compared", "Compared the new key of a colleague"
    KEY_VOUCHED = "key_vouched", "A colleague compared the new key"
    SIGNING_KEY_GRANTED = "signing_key_granted", "Gave an administrator the signing key"
    GOT_SIGNING_KEY = "got_signing_key", "Got the signing key"
    NEW_KEYS_REQUESTED = "new_keys_requested", "New team keys requested"
    EPOCH_OPENED = "epoch_opened", "New team keys created"
    OLD_KEYS_DESTROYED = "old_keys_destroyed", "Re-encrypted all cases, and destroyed old keys"
    KEYS_RECOVERED = "keys_recovered", "Keys were recovered with two recovery sheets"

    # The server
    LIST_SHOWN = "list_shown", "Saw a page of the queue with %(count)s cases"
    SEARCH_SHOWN = "search_shown", "Saw search results with %(count)s cases"
    NOTES_SEARCHED = "notes_searched", "Notes searched"
    PRIVATE_FILTERED = "private_filtered", "Cases filtered by a private answer"
    LIST_PRINTED = "list_printed", "Opened a list of %(count)s cases to print"

    ARCHIVE_BEGUN = (
        "archive_begun",
        "Began an archive of all %(count)s cases as one of two members, with two recovery sheets",
    )
    BACKUP_MADE = "backup_made", "Server backup made"
    BACKUP_RESTORED = "backup_restored", "Restored from a backup"
    LOG_SHORTENED = "log_shortened", "Log entries older than two years removed"
    LOG_EXPORTED = "log_exported", "Exported %(count)s entries of the audit log"
    DEMO_LOADED = "demo_loaded", "Test cases were added: %(count)s"
    DEMO_REMOVED = "demo_removed", "Test cases were removed: %(count)s"
    LETTER_RETRIED = "letter_retried", "Retried a failed email"
    LETTER_ARRIVED = "letter_arrived", "Marked a failed email as arrived"
    LETTER_DROPPED = "letter_dropped", "Dropped a failed email"


COUNTED = frozenset(act for act in AuditAct if "%(count)s" in act.says)
"""Acts that are stored with a number behind the code, such as ``demo_loaded_12``."""


def code_of(act: AuditAct, count: int | None = None) -> str:
    """Return the code to store; an act in ``COUNTED`` needs a *count*, others have none.

    Raise ``ValueError`` otherwise.
    """
    if (act in COUNTED) is (count is None):
        raise ValueError(act)
    return act.value if count is None else f"{act.value}_{count}"


def read_code(code: str) -> tuple[AuditAct | None, int | None]:
    """Return the act of a stored code, and its number if it has one.

    The act is ``None`` if this release does not know the code.
    """
    name, _, number = code.rpartition("_")
    if name in COUNTED and number.isdecimal():
        return AuditAct(name), int(number)
    try:
        act = AuditAct(code)
    except ValueError:
        return None, None
    return (None if act in COUNTED else act), None
