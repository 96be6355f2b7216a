"""What each request of the desk writes into the log: which acts, and in whose name.

Every application of the tests is watched. The tables stand here in full, beside the rules of the
product and never read from them: a request that logs another act, logs it for another member, or
changes something and logs nothing, fails the test that made it.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import Connection, Insert, event, inspect
from sqlalchemy.engine import Engine

LOGGED = "tests.logged"
"""Where a request keeps the entries that it wrote."""

IN_PASSING = (
    *("case_opened", "card_opened", "case_opening_refused", "seal_broken", "days_sealed"),
    *("row_false", "row_sealed"),
    *("row_missing", "row_put_back", "row_moved", "conflict_check_*", "list_shown_*"),
    *("letter_read",),
)
"""What any page may log that opens cases, checks them for conflicts, or lists them."""

ON_PAGES = {
    "messages.show": "messages_read",
    "private.show": "private_opened",
    "renewal.run": "resealing_continued cases_resealed old_keys_destroyed",
    "recall.run": "recall_continued recall_finished case_weighed_again",
    "search.show": "search_shown_*",
    **dict.fromkeys(("diary.show", "queue.show", "work.show"), "wall_put_up"),
}
"""What a page logs beyond that when it is shown."""

ACTS = {
    "audit.choose": "",
    "audit.export": "log_exported_*",
    "bench.assess": "",
    "bulk_actions.assign": "case_assigned case_handed_over case_let_go",
    "bulk_actions.move_to_office": "case_moved",
    "bulk_actions.print_list": "list_printed_*",
    "bulk_actions.tag": "case_tagged",
    "bulk_actions.undo": "act_undone",
    "calendar.make": "calendar_made calendar_revoked",
    "calendar.revoke": "calendar_revoked",
    "case.assign": "case_assigned case_handed_over",
    "case.follow_up": "next_date_kept moved_to_triage",
    "case.take_p0": "p0_taken_on",
    "case.move": "moved_to_* closed_* closing_proposed",
    "case.reopen": "case_reopened moved_to_triage",
    "case.undo": "act_undone moved_to_* case_reopened",
    "conflict.close": "closed_declined_conflict message_sent",
    "conflict.decide": "conflict_freed conflict_stands moved_to_*",
    "conflict.go_on": "",
    "conflict.hand": "hold_handed_on",
    "contact.names": "answer_corrected",
    "contact.record": "contact_tried contact_against_wish moved_to_triage",
    "contact.record_screening": "screening_recorded moved_to_screened",
    "correct.correct": "answer_corrected date_replaced date_to_replace date_kept",
    "correct.undo": "correction_undone date_reopened date_replaced date_kept",
    "dates.book_call": "call_booked moved_to_call_booked",
    "dates.cancel_call": "call_cancelled moved_to_triage",
    "dates.change": "date_confirmed date_unconfirmed date_done date_missed date_waived",
    "dates.reopen": "date_reopened",
    "decision.confirm": (
        "closing_confirmed decline_confirmed closed_* decision_stored message_sent "
        "message_called_back"
    ),
    "decision.decide": (
        "decline_proposed closing_proposed closed_unreachable message_sent decision_stored "
        "message_called_back case_assigned case_handed_over call_booked next_date_kept "
        "moved_to_call_booked moved_to_triage"
    ),
    "decision.record_merits": "merits_recorded moved_to_merits_review",
    "duplicates.go_on": "",
    "erase.erase": "erased_*",
    "erase.hold": "hold_set",
    "erase.lift": "hold_lift_asked hold_lifted",
    "facts.apply": "private_filtered",
    "hand_off.make": "handed_off handed_off_asked",
    "imports.discard": "",
    "imports.keep": "entered_by_import case_received",
    "imports.read": "",
    "imports.take_back": "erased_mistake",
    "joining.change": "roles_changed got_other_roles link_ended calendar_revoked case_let_go",
    "joining.invite": "invited",
    "law.approve": "amendment_approved",
    "law.propose": "amendment_proposed",
    "law.withdraw": "amendment_withdrawn",
    "lending.end": "loan_ended",
    "lending.give_back": "case_handed_back",
    "lending.lend": "case_lent case_borrowed",
    "letters.approve": "wording_approved",
    "letters.propose": "wording_proposed",
    "letters.withdraw": "wording_withdrawn",
    "links.add": "case_linked closed_duplicate closing_proposed",
    "links.drop": "links_dropped",
    "links.remove": "case_unlinked",
    "messages.save_draft": "",
    "messages.send": "message_sent moved_to_triage",
    "messages.unsend": "message_called_back",
    "met.confirm": ("date_done date_missed date_waived date_claim_confirmed date_claim_refused"),
    "met.confirm_alone": "date_done date_missed date_waived date_confirmed_alone",
    "met.record": "date_claimed date_done date_missed date_waived",
    "met.reopen": "date_reopened",
    "met.seen": "date_looked_over",
    "met.undo": "date_claim_undone",
    "new_request.send": ("case_received entered_by_phone entered_at_counter entered_from_paper"),
    "note_search.search": "notes_searched",
    "notes.add": "note_written",
    "notes.pin": "note_pinned",
    "offices.add": "office_added",
    "offices.change": "office_changed",
    "intake_notice.save": "intake_set",
    "offices.remove": "office_removed",
    "offices.route_cases": "case_routed",
    "places.approve": "place_approved",
    "places.propose": "place_proposed",
    "places.propose_check": "place_proposed",
    "places.propose_to_retire": "place_proposed",
    "places.withdraw": "place_withdrawn",
    "preferences.save": "",
    "proposals.again": "decline_proposed closing_proposed",
    "proposals.withdraw": "proposal_withdrawn",
    "quarantine.close": "quarantine_closed_*",
    "quarantine.release": "quarantine_released",
    "quarantine.undo": "quarantine_reopened_*",
    "recall.begin": "recall_begun recall_continued recall_finished case_weighed_again",
    "renewal.renew": (
        "epoch_opened resealing_begun resealing_continued cases_resealed old_keys_destroyed"
    ),
    "replaced.decide": "date_replaced date_kept",
    "resets.confirm": "reset_confirmed",
    "resets.end": "link_ended",
    "saved_views.drop": "",
    "saved_views.save": "",
    "search.search": "search_shown_*",
    "signin.app.connect": "app_connected",
    "signin.codes.keep": "",
    "signin.codes.make": "recovery_codes_made",
    "signin.lock.stay": "",
    "signin.passkey_device.keep": "passkey_for_sheet",
    "signin.passkeys.add": "passkey_added",
    "signin.passkeys.remove": "passkey_removed",
    "signin.password.answer": "password_changed sign_in_refused",
    "signin.pending_forms.let_go": "",
    "signin.reauthenticate.answer": "factor_refused factors_exhausted recovery_code_used",
    "signin.recovery_sheets.answer": "recovery_sheets_taken",
    "signin.recovery_sheets.printed": "",
    "signin.sessions.end": "sessions_ended",
    "signin.sessions.end_others": "sessions_ended",
    "signin.sheet.answer": "sign_in_sheet_kept",
    "signin.sheet.printed": "sign_in_sheet_made",
    "signing.grant": "signing_key_granted got_signing_key",
    "signing.renew": "epoch_opened",
    "signing.request_new": "new_keys_requested",
    "look_up.custody": (
        "answer_corrected date_reopened date_claim_refused date_replaced date_to_replace date_kept"
    ),
    "look_up.same": "looked_up",
    "leaving.disable": (
        "disabled link_ended calendar_revoked epoch_opened case_handed_over case_let_go"
    ),
    "team.grant": "access_granted got_access key_compared key_vouched",
    "team.reset": "password_reset lost_access calendar_revoked case_let_go",
    "tell.record": (
        "applicant_told asked_not_to_be_told not_reached_to_tell closed_* moved_to_* "
        "closing_proposed"
    ),
    "tell.take_back": "decision_taken_back message_called_back",
    "undelivered.arrived": "letter_arrived",
    "undelivered.drop": "letter_dropped",
    "undelivered.retry": "letter_retried",
    "undelivered.retry_all": "letter_retried",
    "wall.put_up": "wall_put_up wall_changed case_unlinked",
    "wall.take_down": "wall_taken_down conflict_stands",
    "work_plan.save": "work_planned",
    "worksheet.sign": "law_signed law_unsigned",
}
"""What each form of the desk logs, by its endpoint; an empty text where nothing is logged.

What is not logged changes only what belongs to the member alone (a draft, a view, a preference, an
upload), or nothing at all.
"""

LEAVES_NONE = {
    **dict.fromkeys(("bulk_actions.move_to_office", "quarantine.close"), "none could be changed"),
    **dict.fromkeys(("erase.hold", "erase.lift", "leaving.disable"), "it was so already"),
    "contact.names": "every answer was so already",
    **dict.fromkeys(("imports.keep", "imports.take_back"), "another team's, or done already"),
    "facts.apply": "no private answer was chosen",
    "joining.change": "the member lost the permission meanwhile",
    "new_request.send": "the form came twice",
    "offices.route_cases": "every case has an office",
    "resets.confirm": "another administrator confirmed it at the same moment",
    "signin.passkeys.remove": "it was removed already",
    "signin.reauthenticate.answer": "only a refusal is logged",
    "signin.sheet.printed": "it was made before",
}
"""Forms that may end well without an entry, and why."""

IN_WHOSE_NAME: dict[str, tuple[str, ...]] = {
    "case_borrowed": ("another",),
    "case_erased_by_applicant": ("nobody",),
    "case_received": ("nobody",),
    "disabled": ("another",),
    "got_access": ("another",),
    "got_other_roles": ("another",),
    "got_signing_key": ("another",),
    "invited": ("nobody",),
    "key_vouched": ("another",),
    "letter_read": ("nobody",),
    "link_ended": ("member", "nobody"),
    "lost_access": ("another",),
    "seal_broken": ("member", "nobody"),
}
"""Acts that are not logged for the member who acts: on another's account, or by an applicant."""


def watch(app: Flask):
    """Fail each request of a signed-in member that logs something else than the tables have."""
    app.after_request(_check)


@event.listens_for(Engine, "before_execute")
def _note(_connection: Connection, statement: Any, rows: Any, one_row: Any, _options: Any):
    is_entry = isinstance(statement, Insert) and statement.table.name == "audit_entries"
    if is_entry and has_request_context():
        request.environ.setdefault(LOGGED, []).extend(rows or [one_row])


def _check(response: Response) -> Response:
    endpoint = request.endpoint or ""
    guard = getattr(current_app.view_functions.get(endpoint), "guard", "anyone")
    if guard in ("anyone", "applicant") or "signed_in" not in g:
        return response
    (member_id,) = inspect(g.signed_in.member).identity
    logged = request.environ.get(LOGGED, ())
    entries = [(row["act"], _whose(row["member_id"], member_id)) for row in logged]
    is_asked_first = (response.location or "").startswith("/desk/signin")
    is_posted = request.method == "POST"
    ended_well = is_posted and response.status_code == 303 and not is_asked_first
    faults = list(faults_of(endpoint, request.method, entries, ended_well=ended_well))
    assert not faults, "\n".join(faults)
    return response


def _whose(logged: str | None, member_id: str) -> str:
    return "nobody" if logged is None else "member" if logged == member_id else "another"


def faults_of(
    endpoint: str, method: str, entries: list[tuple[str, str]], *, ended_well: bool
) -> Iterator[str]:
    """Yield what is wrong with the entries of a request: each an act, and in whose name."""
    own = (ACTS if method == "POST" else ON_PAGES).get(endpoint, "").split()
    was_read = ("letter_read", "nobody") in entries
    for act, whose in entries:
        if was_read and whose == "nobody" and act.startswith(("closed_", "moved_to_")):
            continue
        if not any(fnmatchcase(act, known) for known in (*own, *IN_PASSING)):
            yield f"{endpoint} logs {act}"
        if whose not in IN_WHOSE_NAME.get(act, ("member",)):
            yield f"{endpoint} logs {act} for {whose}"
    logs_own = any(fnmatchcase(act, known) for act, _ in entries for known in own)
    if ended_well and own and not logs_own and endpoint not in LEAVES_NONE:
        yield f"{endpoint} logs nothing"
