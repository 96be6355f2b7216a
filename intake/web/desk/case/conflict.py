"""The conflict check of a case: go on with it, see what it found, decide about it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.case.close_conflicted_case import close_held
from intake.actions.case.open_case import OpenedCase
from intake.actions.conflicts.check_conflicts import hits_of
from intake.actions.conflicts.decide_conflict import Grounds, decide_conflict
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_messages import Words
from intake.actions.opening.case_notes import newest
from intake.cases.pipeline import CloseReason
from intake.cases.retention import erase_on
from intake.messages.wordings import DECLINE
from intake.notes.kinds import NoteKind
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import settings, today
from intake.web.desk.case import case_access
from intake.web.desk.case.acting import act_on, moment
from intake.web.desk.case.case_forms import CloseHeldForm, ConflictForm
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.restricted_page import against, decision_context
from intake.web.desk.common.case_words import CONFLICT, GROUNDS
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.letters import NotReviewed, is_approved_for, text_of
from intake.web.desk.common.reader import short_names

blueprint = Blueprint("conflict", __name__)


@blueprint.get("/desk/cases/<reference>/conflict")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """What the check came to."""
    return _page(reference)


@blueprint.post("/desk/cases/<reference>/check")
@staff(Act.OPEN_CASE)
def go_on(reference: str) -> ResponseReturnValue:
    """Look through some more cards, then show the case."""
    return case_access.page(reference, _shown(None), cursor=request.form.get("cursor", ""))


@blueprint.post("/desk/cases/<reference>/conflict")
@staff(Act.DECIDE_CONFLICT)
def decide(reference: str) -> ResponseReturnValue:
    """Free the case, or say that its conflict stands."""
    form = ConflictForm(request.form)

    def change(me: Reader) -> None:
        decide_conflict(
            reference, me, form.chosen or Grounds.CANNOT_TELL, form.words, **moment(form)
        )

    return act_on(reference, form, change, _page)


@blueprint.post("/desk/cases/<reference>/conflict/close")
@staff(Act.DECIDE_CONFLICT)
def close(reference: str) -> ResponseReturnValue:
    """Close the case for its conflict, and tell the person that we cannot help."""
    form = CloseHeldForm(request.form)
    reason, day = CloseReason.DECLINED_CONFLICT, today()
    erased = erase_on(reason, closed_on=day, as_told=settings().retention_days)

    def change(me: Reader) -> None:
        tag = form.language.data or ""

        def letter(opened: OpenedCase) -> Words:
            if not is_approved_for(DECLINE, opened, tag):
                raise NotReviewed
            text = text_of(DECLINE, opened, tag, erased=erased)
            return Words(text=text, language=tag, wording=DECLINE.id.value, member_id=me.member_id)

        close_held(
            reference,
            me,
            letter,
            erase_on=erased,
            version=form.seen_version,
            today=day,
            now=clock.now(),
        )

    return act_on(reference, form, change, _page)


def _page(reference: str, form: DeskForm | None = None) -> str:
    return case_access.page(reference, _shown(form), form=form)


def _shown(form: DeskForm | None) -> case_access.Show:
    def show(opened: OpenedCase, me: Reader) -> str:
        return render_template(
            "desk/case/conflict.html",
            member=signed_in().member,
            form=form,
            **frame_context(opened, me, tab="conflict"),
            **_found(opened, me, form),
        )

    return show


def _found(opened: OpenedCase, me: Reader, form: DeskForm | None) -> dict[str, Any]:
    found = newest(opened.notes, NoteKind.CONFLICT_FOUND)
    decided = newest(opened.notes, NoteKind.CONFLICT_DECIDED)
    name = short_names(opened.case.team_id)
    return {
        "result": gettext(CONFLICT[opened.case.conflict or ""]),
        "hits": against(hits_of(found.facts)) if found else [],
        "decided": decided,
        "decided_for": gettext(GROUNDS[Grounds(decided.facts["grounds"])]) if decided else "",
        "decided_by": name(decided.member_id) if decided else "",
        **decision_context(opened.case, me, form, shown=found is not None),
    }
