"""The conflict check of a case: continue it, show its result, decide about it."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from intake.actions.case.decide_case import close_conflicted_case, open_to_close
from intake.actions.case.open_case import OpenedCase
from intake.actions.conflicts.check_conflicts import hits_of, unread_in_check
from intake.actions.conflicts.wall_case import decide_conflict, hand_hold
from intake.actions.opening.case_keys import Actor, Reader
from intake.actions.opening.case_messages import Words
from intake.actions.opening.case_notes import newest
from intake.cases.pipeline import CloseReason, erase_on
from intake.messages.wordings import DECLINE
from intake.notes.store import NoteKind
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.app_context import settings
from intake.web.desk.case.case_forms import CloseHeldForm, ConflictForm, HandHoldForm
from intake.web.desk.case.restricted_page import (
    case_page,
    conflict_context,
    shown_hits,
)
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.letters import letter_text
from intake.web.desk.common.rows import compared_words, missing_for_check, result_words

blueprint = Blueprint("conflict", __name__)


@blueprint.get("/desk/cases/<reference>/conflict")
@staff(Act.OPEN_CASE)
@case_page("desk/case/conflict.html", tab="conflict")
def show(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    """Show the result of the check."""
    check = newest(opened.notes, NoteKind.CONFLICT_FOUND)
    decision = newest(opened.notes, NoteKind.CONFLICT_DECIDED)
    hits = hits_of(check.facts) if check else ()
    return {
        "result": "" if unread_in_check(opened.case, opened.notes) else result_words(opened.case),
        "compared": compared_words(opened.case, opened.card) if opened.case.conflict else (),
        "missing": missing_for_check(opened.card),
        "hits": shown_hits(hits, reader),
        **conflict_context(decision, reader, form, shown=any(hit.holds for hit in hits)),
    }


@blueprint.post("/desk/cases/<reference>/check")
@staff(Act.OPEN_CASE)
def go_on(reference: str) -> ResponseReturnValue:
    """Continue the check from the cursor that was posted; show the case when it is finished."""
    return show(reference)


@blueprint.post("/desk/cases/<reference>/conflict")
@on_case(Act.DECIDE_CONFLICT, ConflictForm, refused=show)
def decide(by: Actor, form: ConflictForm, reference: str) -> str:
    """Decide that the case may be read, or that its conflict stands."""
    decide_conflict(by, reference, form.grounds.chosen, form.text.data)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/conflict/hand")
@on_case(Act.ASSIGN, HandHoldForm, refused=show)
def hand(by: Actor, form: HandHoldForm, reference: str) -> str:
    """Hand a restricted case to a member who may decide about its conflict."""
    hand_hold(by, reference, form.to.data)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/conflict/close")
@on_case(Act.DECIDE_CONFLICT, CloseHeldForm, refused=show)
def close(by: Actor, form: CloseHeldForm, reference: str) -> str:
    """Decide to close the case for its conflict: this member tells that we cannot help."""
    reason, days = CloseReason.DECLINED_CONFLICT, settings().retention_days
    erased, tag = erase_on(reason, closed_on=by.day, promised_days=days), form.language.data
    key, story = open_to_close(by, reference)
    text = letter_text(DECLINE, story, tag, erased=erased)
    letter = Words(text=text, language=tag, wording=DECLINE.id.value, member_id=by.member_id)
    close_conflicted_case(by, key, letter, erase_on=erased)
    return "case.show"
