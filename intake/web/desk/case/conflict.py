"""The conflict check of a case: continue it, show its result, decide about it."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.decide_case import close_conflicted_case, open_to_close
from intake.actions.case.open_case import OpenedCase
from intake.actions.conflicts.check_conflicts import hits_of, unread_in_check
from intake.actions.conflicts.wall_case import Grounds, decide_conflict, hand_hold
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
from intake.web.desk.case.frame import frame_context, page_url
from intake.web.desk.case.restricted_page import (
    conflict_form_context,
    load_case,
    shown_hits,
    unopened_page,
)
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.case_words import CONFLICT, GROUNDS
from intake.web.desk.common.fields import DeskForm, LineField
from intake.web.desk.common.letters import letter_text
from intake.web.desk.common.reader import MemberNames, current_reader
from intake.web.desk.common.rows import compared_words, missing_for_check

blueprint = Blueprint("conflict", __name__)


class CheckForm(DeskForm):
    """The place at which the conflict check of a case continues."""

    cursor = LineField()


def _page(
    reference: str, form: DeskForm | None = None, status: int = 200, *, cursor: str = ""
) -> ResponseReturnValue:
    reader = current_reader()
    opened = load_case(reference, reader, cursor=cursor)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    page = render_template(
        "desk/case/conflict.html",
        **frame_context(opened, reader, form, tab="conflict"),
        **_result_context(opened, reader, form),
    )
    return page, status


@blueprint.get("/desk/cases/<reference>/conflict")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Show the result of the check."""
    return _page(reference)


@blueprint.post("/desk/cases/<reference>/check")
@staff(Act.OPEN_CASE)
def go_on(reference: str) -> ResponseReturnValue:
    """Continue the check from a cursor; show the case when it is finished."""
    return _page(reference, cursor=CheckForm(request.form).cursor.data)


@blueprint.post("/desk/cases/<reference>/conflict")
@on_case(Act.DECIDE_CONFLICT, ConflictForm, refused=_page)
def decide(by: Actor, form: ConflictForm, reference: str) -> str:
    """Decide that the case may be read, or that its conflict stands."""
    decide_conflict(by, reference, form.grounds.chosen, form.text.data)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/conflict/hand")
@on_case(Act.ASSIGN, HandHoldForm, refused=_page)
def hand(by: Actor, form: HandHoldForm, reference: str) -> str:
    """Hand a restricted case to a member who may decide about its conflict."""
    hand_hold(by, reference, form.to.data)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/conflict/close")
@on_case(Act.DECIDE_CONFLICT, CloseHeldForm, refused=_page)
def close(by: Actor, form: CloseHeldForm, reference: str) -> str:
    """Close the case for its conflict, and tell the applicant that we cannot help."""
    reason, days = CloseReason.DECLINED_CONFLICT, settings().retention_days
    erased, tag = erase_on(reason, closed_on=by.day, promised_days=days), form.language.data or ""
    conflicted = open_to_close(by, reference)
    text = letter_text(DECLINE, conflicted.story, tag, erased=erased)
    letter = Words(text=text, language=tag, wording=DECLINE.id.value, member_id=by.member_id)
    close_conflicted_case(by, conflicted, letter, erase_on=erased)
    return "case.show"


def _result_context(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    check = newest(opened.notes, NoteKind.CONFLICT_FOUND)
    decision = newest(opened.notes, NoteKind.CONFLICT_DECIDED)
    names = MemberNames(with_roles=True)
    hits = hits_of(check.facts) if check else ()
    unread = unread_in_check(opened.case, opened.notes)
    return {
        "result": "" if unread else gettext(CONFLICT[opened.case.conflict or ""]),
        "compared": compared_words(opened.case, opened.card) if opened.case.conflict else (),
        "missing": missing_for_check(opened.card),
        "names_url": page_url("contact.show", opened.case, _anchor="names"),
        "hits": shown_hits(hits),
        "decision": decision,
        "decided_for": gettext(GROUNDS[Grounds(decision.facts["grounds"])]) if decision else "",
        "decided_by": names.of(decision.member_id) if decision else "",
        **conflict_form_context(opened.case, reader, form, shown=bool(hits)),
    }
