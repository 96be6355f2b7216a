"""The private answers of a case: danger, health, reasons, numbers. Opening them is written down."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from intake.actions.case.open_case import OpenedCase
from intake.actions.case.open_private import note_private_opened
from intake.actions.opening.case_keys import Reader
from intake.staff.roles import Act
from intake.web.access import staff
from intake.web.desk.case.case_page import case_page
from intake.web.desk.common.case_answers import parts_of
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import short_names
from intake.words import N_

blueprint = Blueprint("private", __name__)


@blueprint.get("/desk/cases/<reference>/private")
@staff(Act.OPEN_CASE, fresh=N_("Open private answers"))
def show(reference: str) -> ResponseReturnValue:
    """They are shown, and the log says to whom."""
    return _page(reference, note=note_private_opened)


def _content(opened: OpenedCase, _me: Reader, _form: DeskForm | None) -> dict[str, Any]:
    parts = parts_of(opened, short_names(opened.case.team_id))
    return {"private": [said for part in parts for said in part.private]}


_page = case_page("desk/case/private.html", "case", _content)
