"""Dates of a case: confirm how one is known, close or reopen it, book a call or cancel it.

A replaced date that is near is confirmed or kept by another member.
"""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext
from wtforms import ValidationError

from intake.actions.case import set_follow_up as calls
from intake.actions.case.dates.rewrite import Seen
from intake.actions.case.dates.update_date import (
    close_date,
    confirm_date,
    confirm_replaced,
    keep_replaced,
    reopen_date,
)
from intake.actions.case.set_follow_up import BookedCall
from intake.actions.opening.case_keys import Actor
from intake.diary.models import State
from intake.staff.store import Act
from intake.web.app_context import law, practice
from intake.web.desk.case.case import show as case_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.fields import BookCallForm, CodeField, DeskForm, EnumField, LineField

blueprint = Blueprint("dates", __name__)
replaced = Blueprint("replaced", __name__)


class DateForm(DeskForm):
    """The proof of a date, or its end. The page has one such form for each date."""

    seen = EnumField(Seen)
    state = EnumField(State, allowed=(State.DONE, State.MISSED, State.WAIVED))
    why = LineField(id="date-why")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        entry_id = (request.view_args or {}).get("entry_id")
        self.why.id = f"w-{entry_id}"  # the page has one for each date

    def validate(self, *args: Any, **options: Any) -> bool:
        """Write into ``problem`` what is wrong with the buttons, which have no field."""
        is_valid = super().validate(*args, **options)
        if (self.state.data is None) == (self.seen.data is None):
            self.problem = gettext("Choose how the date was confirmed, or its outcome.")
        return is_valid and not self.problem

    def validate_why(self, field: LineField) -> None:
        """Refuse an outcome that needs a reason and has none."""
        if self.state.data in (State.MISSED, State.WAIVED) and not field.data:
            raise ValidationError(gettext("Explain why the date was missed or is not needed."))


class ReplacedForm(DeskForm):
    """Confirm that a date no longer counts, or keep it."""

    do = CodeField(("confirm", "keep"), "Confirm that the date no longer counts, or keep it.")


@blueprint.post("/desk/cases/<reference>/dates/<entry_id>")
@on_case(Act.SCREEN_CASE, DateForm, refused=case_page)
def change(by: Actor, form: DateForm, reference: str, entry_id: str) -> str:
    """Record that a date was seen or checked, or that it was met, missed or is not needed."""
    if form.seen.data:
        confirm_date(by, reference, entry_id, form.seen.data)
    else:
        close_date(by, reference, entry_id, form.state.chosen, form.why.data)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/dates/<entry_id>/reopen")
@on_case(Act.SCREEN_CASE, DeskForm, refused=case_page)
def reopen(by: Actor, _form: DeskForm, reference: str, entry_id: str) -> str:
    """Open a date again that was closed by mistake."""
    reopen_date(by, reference, entry_id)
    return "case.show"


@replaced.post("/desk/cases/<reference>/dates/<entry_id>/replaced")
@on_case(Act.MOVE_CASE, ReplacedForm, refused=case_page)
def decide(by: Actor, form: ReplacedForm, reference: str, entry_id: str) -> str:
    """Close a near date that a colleague's correction replaced, or keep it open."""
    if form.do.data == "keep":
        keep_replaced(by, reference, entry_id)
    else:
        confirm_replaced(by, reference, entry_id, law=law(), practice=practice())
    return "case.show"


@blueprint.post("/desk/cases/<reference>/call")
@on_case(Act.WORK_CASE, BookCallForm, refused=case_page)
def book_call(by: Actor, form: BookCallForm, reference: str) -> str:
    """Book a call with the applicant."""
    call = BookedCall(
        on=form.on.data or by.day,
        time=form.at.data,
        note=form.note.data,
        interpreter=form.interpreter.data,
        is_sure=bool(form.sure.data),
    )
    calls.book_call(by, reference, call)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/call/cancel")
@on_case(Act.WORK_CASE, DeskForm, refused=case_page)
def cancel_call(by: Actor, _form: DeskForm, reference: str) -> str:
    """Cancel the booked call."""
    calls.cancel_call(by, reference)
    return "case.show"
