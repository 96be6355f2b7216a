"""The private answers of a case: danger, health, reasons, numbers. Opening them is recorded."""

from flask import Blueprint

from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Reader
from intake.audit.acts import AuditAct
from intake.extensions import saving
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.app_context import Values
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.common.case_words import answer_sections
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.reader import actor_of

blueprint = Blueprint("private", __name__)


@blueprint.get("/desk/cases/<reference>/private")
@staff(Act.OPEN_CASE, fresh="Open private answers")
@case_page("desk/case/private.html", tab="case")
def show(opened: OpenedCase, reader: Reader, _form: DeskForm | None) -> Values:
    """Record that this member opens the private answers, then show them."""
    with saving():
        actor_of(reader).log(AuditAct.PRIVATE_OPENED, opened.case)
    sections = answer_sections(opened)
    private = [answer for section in sections for answer in section["private"]]
    return {"private": private, "may_screen": reader.may(Act.SCREEN_CASE)}
