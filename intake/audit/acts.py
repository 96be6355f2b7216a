"""The acts that the audit log knows, by the codes that it stores."""

from enum import StrEnum


class AuditAct(StrEnum):
    """The code of an act. A code is stored for years and chained: it never changes."""

    # The applicant
    CASE_RECEIVED = "case_received"
    ANSWERS_ADDED = "answers_added"
    HANDED_OVER = "handed_over"
    CODE_RENEWED = "code_renewed"
    CODE_EXPIRED = "code_expired"
    PERSON_WROTE = "person_wrote"
    CAME_BACK = "came_back"
    CASE_TAKEN_BACK = "case_taken_back"
    CASE_ERASED_BY_APPLICANT = "case_erased_by_applicant"

    # Requests that members enter
    ENTERED_BY_PHONE = "entered_by_phone"
    ENTERED_AT_COUNTER = "entered_at_counter"
    ENTERED_FROM_PAPER = "entered_from_paper"
    ENTERED_BY_IMPORT = "entered_by_import"

    # Reading a case
    CASE_OPENED = "case_opened"
    CARD_OPENED = "card_opened"
    CASE_OPENING_REFUSED = "case_opening_refused"
    PRIVATE_OPENED = "private_opened"
    HANDED_OFF = "handed_off"
    HANDED_OFF_ASKED = "handed_off_asked"

    # What was tampered with
    SEAL_BROKEN = "seal_broken"
    ROW_MISSING = "row_missing"
    ROW_PUT_BACK = "row_put_back"
    ROW_FALSE = "row_false"
    ROW_SEALED = "row_sealed"
    ROW_MOVED = "row_moved"
    CODE_PUT_BACK = "code_put_back"

    # The conflict check
    CONFLICT_CHECK_CLEAR = "conflict_check_clear"
    CONFLICT_CHECK_POSSIBLE = "conflict_check_possible"
    CONFLICT_CHECK_CONFLICT = "conflict_check_conflict"
    CONFLICT_CHECK_PARTIAL = "conflict_check_partial"
    CONFLICT_FREED = "conflict_freed"
    CONFLICT_STANDS = "conflict_stands"
    CASE_LENT = "case_lent"
    CASE_BORROWED = "case_borrowed"
    CASE_HANDED_BACK = "case_handed_back"
    LOAN_ENDED = "loan_ended"
    WALL_PUT_UP = "wall_put_up"
    WALL_CHANGED = "wall_changed"
    WALL_TAKEN_DOWN = "wall_taken_down"

    # Quarantine
    QUARANTINE_CLOSED = "quarantine_closed"
    QUARANTINE_REOPENED = "quarantine_reopened"
    QUARANTINE_RELEASED = "quarantine_released"

    # Work on a case
    CASE_ASSIGNED = "case_assigned"
    CASE_HANDED_OVER = "case_handed_over"
    CASE_LET_GO = "case_let_go"
    P0_TAKEN_ON = "p0_taken_on"
    CASE_ROUTED = "case_routed"
    CASE_MOVED = "case_moved"
    CASE_TAGGED = "case_tagged"
    REMINDER_SET = "reminder_set"
    ACT_UNDONE = "act_undone"
    CASE_LINKED = "case_linked"
    CASE_UNLINKED = "case_unlinked"
    LINKS_DROPPED = "links_dropped"
    NEXT_DATE_KEPT = "next_date_kept"
    LOOKED_UP = "looked_up"
    ANSWER_CORRECTED = "answer_corrected"
    CORRECTION_UNDONE = "correction_undone"
    DATE_CONFIRMED = "date_confirmed"
    DATE_UNCONFIRMED = "date_unconfirmed"
    DATE_DONE = "date_done"
    DATE_MISSED = "date_missed"
    DATE_WAIVED = "date_waived"
    DATE_CLAIMED = "date_claimed"
    DATE_CLAIM_CONFIRMED = "date_claim_confirmed"
    DATE_CONFIRMED_ALONE = "date_confirmed_alone"
    DATE_CLAIM_REFUSED = "date_claim_refused"
    DATE_CLAIM_UNDONE = "date_claim_undone"
    DATE_LOOKED_OVER = "date_looked_over"
    DATE_REOPENED = "date_reopened"
    DATE_REPLACED = "date_replaced"
    DATE_TO_REPLACE = "date_to_replace"
    DATE_KEPT = "date_kept"
    MESSAGE_SENT = "message_sent"
    MESSAGE_CALLED_BACK = "message_called_back"
    MESSAGES_READ = "messages_read"
    NOTE_WRITTEN = "note_written"
    NOTE_PINNED = "note_pinned"
    CONTACT_TRIED = "contact_tried"
    CONTACT_AGAINST_WISH = "contact_against_wish"
    SCREENING_RECORDED = "screening_recorded"
    MERITS_RECORDED = "merits_recorded"
    DECLINE_PROPOSED = "decline_proposed"
    DECLINE_CONFIRMED = "decline_confirmed"
    CLOSING_PROPOSED = "closing_proposed"
    CLOSING_CONFIRMED = "closing_confirmed"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    DECISION_STORED = "decision_stored"
    DECISION_TAKEN_BACK = "decision_taken_back"
    APPLICANT_TOLD = "applicant_told"
    ASKED_NOT_TO_BE_TOLD = "asked_not_to_be_told"
    NOT_REACHED_TO_TELL = "not_reached_to_tell"
    LETTER_READ = "letter_read"
    CALL_BOOKED = "call_booked"
    CALL_CANCELLED = "call_cancelled"
    TIMES_OFFERED = "times_offered"
    TIMES_WITHDRAWN = "times_withdrawn"
    TIME_CHOSEN = "time_chosen"
    OFFICE_ADDED = "office_added"
    OFFICE_CHANGED = "office_changed"
    OFFICE_REMOVED = "office_removed"
    INTERPRETER_ADDED = "interpreter_added"
    INTERPRETER_CHANGED = "interpreter_changed"
    INTERPRETER_HIDDEN = "interpreter_hidden"
    HOLD_HANDED_ON = "hold_handed_on"
    CASE_REOPENED = "case_reopened"
    CASE_WEIGHED_AGAIN = "case_weighed_again"
    DAYS_SEALED = "days_sealed"

    # Moving a case, by its new status; it is new again only where an act was taken back
    MOVED_TO_NEW = "moved_to_new"
    MOVED_TO_CONFLICT_HOLD = "moved_to_conflict_hold"
    MOVED_TO_TRIAGE = "moved_to_triage"
    MOVED_TO_INFO_NEEDED = "moved_to_info_needed"
    MOVED_TO_CALL_BOOKED = "moved_to_call_booked"
    MOVED_TO_SCREENED = "moved_to_screened"
    MOVED_TO_MERITS_REVIEW = "moved_to_merits_review"
    MOVED_TO_ACCEPTED_WAITLIST = "moved_to_accepted_waitlist"
    MOVED_TO_SEEKING_COUNSEL = "moved_to_seeking_counsel"
    MOVED_TO_PLACED = "moved_to_placed"

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
    ERASED_ASKED = "erased_asked"
    ERASED_DUPLICATE = "erased_duplicate"
    ERASED_MISTAKE = "erased_mistake"
    ERASED_WRONG_HANDS = "erased_wrong_hands"
    ERASED_ORDERED = "erased_ordered"
    CASE_ERASED_ON_ITS_DAY = "case_erased_on_its_day"
    INVENTED_CASE_ERASED = "invented_case_erased"
    HOLD_SET = "hold_set"
    HOLD_LIFT_ASKED = "hold_lift_asked"
    HOLD_LIFTED = "hold_lifted"

    # The law book
    AMENDMENT_PROPOSED = "amendment_proposed"
    AMENDMENT_APPROVED = "amendment_approved"
    AMENDMENT_WITHDRAWN = "amendment_withdrawn"
    LAW_SIGNED = "law_signed"
    LAW_UNSIGNED = "law_unsigned"
    PLACE_PROPOSED = "place_proposed"
    PLACE_APPROVED = "place_approved"
    PLACE_WITHDRAWN = "place_withdrawn"
    WORDING_PROPOSED = "wording_proposed"
    WORDING_APPROVED = "wording_approved"
    WORDING_WITHDRAWN = "wording_withdrawn"
    INTAKE_SET = "intake_set"
    RECALL_BEGUN = "recall_begun"
    RECALL_CONTINUED = "recall_continued"
    RECALL_FINISHED = "recall_finished"

    # Members and their access
    INVITED = "invited"
    LINK_ENDED = "link_ended"
    JOINED = "joined"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    FACTOR_REFUSED = "factor_refused"
    FACTORS_EXHAUSTED = "factors_exhausted"
    SESSIONS_ENDED = "sessions_ended"
    APP_CONNECTED = "app_connected"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_FOR_SHEET = "passkey_for_sheet"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    CALENDAR_MADE = "calendar_made"
    CALENDAR_REVOKED = "calendar_revoked"
    PASSWORD_CHANGED = "password_changed"
    SIGN_IN_SHEET_MADE = "sign_in_sheet_made"
    SIGN_IN_SHEET_KEPT = "sign_in_sheet_kept"
    RECOVERY_SHEETS_TAKEN = "recovery_sheets_taken"
    RECOVERY_SHEETS_RENEWED = "recovery_sheets_renewed"
    PASSWORD_CHOSEN = "password_chosen"
    PASSWORD_RESET = "password_reset"
    RESET_CONFIRMED = "reset_confirmed"
    LOST_ACCESS = "lost_access"
    OLD_WRAP_ENDED = "old_wrap_ended"
    ROLES_CHANGED = "roles_changed"
    WORK_PLANNED = "work_planned"
    GOT_OTHER_ROLES = "got_other_roles"
    DISABLED = "disabled"

    # Team keys
    ACCESS_GRANTED = "access_granted"
    GOT_ACCESS = "got_access"
    VOLUNTEER_GRANT_ENDED = "volunteer_grant_ended"
    KEY_COMPARED = "key_compared"
    KEY_VOUCHED = "key_vouched"
    SIGNING_KEY_GRANTED = "signing_key_granted"
    GOT_SIGNING_KEY = "got_signing_key"
    NEW_KEYS_REQUESTED = "new_keys_requested"
    EPOCH_OPENED = "epoch_opened"
    RESEALING_BEGUN = "resealing_begun"
    RESEALING_CONTINUED = "resealing_continued"
    CASES_RESEALED = "cases_resealed"
    OLD_KEYS_DESTROYED = "old_keys_destroyed"
    KEYS_RECOVERED = "keys_recovered"

    # The server
    LIST_SHOWN = "list_shown"
    SEARCH_SHOWN = "search_shown"
    NOTES_SEARCHED = "notes_searched"
    PRIVATE_FILTERED = "private_filtered"
    LIST_PRINTED = "list_printed"

    BACKUP_MADE = "backup_made"
    BACKUP_RESTORED = "backup_restored"
    LOG_SHORTENED = "log_shortened"
    LOG_EXPORTED = "log_exported"
    DEMO_LOADED = "demo_loaded"
    DEMO_REMOVED = "demo_removed"
    LETTER_RETRIED = "letter_retried"
    LETTER_ARRIVED = "letter_arrived"
    LETTER_DROPPED = "letter_dropped"


COUNTED = frozenset(
    {
        *(AuditAct.DEMO_LOADED, AuditAct.DEMO_REMOVED),
        *(AuditAct.QUARANTINE_CLOSED, AuditAct.QUARANTINE_REOPENED),
        *(AuditAct.LIST_SHOWN, AuditAct.SEARCH_SHOWN, AuditAct.LIST_PRINTED),
        AuditAct.LOG_EXPORTED,
    }
)
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
