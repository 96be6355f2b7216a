"""A replaced date that is near: another member confirms that it no longer counts, or keeps it."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.dates.confirm_replaced import confirm_replaced, keep_replaced
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.app_context import law, practice
from intake.web.desk.case.case import case_page
from intake.web.desk.case.refusals import REFUSED, change_context, explain, url_after
from intake.web.desk.common.fields import CodeField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import current_reader
from intake.words import N_

blueprint = Blueprint("replaced", __name__)


class ReplacedForm(DeskForm):
    """Confirm that a date no longer counts, or keep it."""

    do = CodeField(("confirm", "keep"))


@blueprint.post("/desk/cases/<reference>/dates/<entry_id>/replaced")
@staff(Act.MOVE_CASE)
def decide(reference: str, entry_id: str) -> ResponseReturnValue:
    """Close a near date that a colleague's correction replaced, or keep it open."""
    form, reader = ReplacedForm(request.form), current_reader()
    if form.do.data is None:
        form.problem = gettext(N_("Confirm that the date no longer counts, or keep it."))
        return case_page(reference, form, 422)
    try:
        next_url = url_after(reference, "case.show")
        with writing():
            context = change_context(form)
            if form.do.data == "keep":
                keep_replaced(reference, reader, entry_id, **context)
            else:
                confirm_replaced(
                    reference, reader, entry_id, law=law(), practice=practice(), **context
                )
            db.session.commit()
    except REFUSED as refusal:
        return case_page(reference, form, explain(refusal, form))
    return redirect(next_url, 303)
