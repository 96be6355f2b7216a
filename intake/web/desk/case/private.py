"""The private answers of a case: danger, health, reasons, numbers. Opening them is recorded."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.actions.case.open_case import OpenedCase
from intake.audit.acts import AuditAct
from intake.extensions import saving
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.restricted_page import load_case, unopened_page
from intake.web.desk.common.case_words import answer_sections
from intake.web.desk.common.reader import MemberNames, actor_of, current_reader
from intake.words import N_

blueprint = Blueprint("private", __name__)


@blueprint.get("/desk/cases/<reference>/private")
@staff(Act.OPEN_CASE, fresh=N_("Open private answers"))
def show(reference: str) -> ResponseReturnValue:
    """Record that this member opens the private answers, then show them."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader)
    with saving():
        actor_of(reader).log(AuditAct.PRIVATE_OPENED, opened.case)
    sections = answer_sections(opened, MemberNames(with_roles=True))
    return render_template(
        "desk/case/private.html",
        **frame_context(opened, reader, tab="case"),
        private=[answer for section in sections for answer in section.private],
    )
