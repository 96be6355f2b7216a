"""Set what applicants read before the first question: what we take on now, and the odds."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.actions.opening.case_keys import Actor
from intake.actions.reports.figures import asked_and_accepted
from intake.actions.reports.set_intake import set_notice
from intake.amendments.intake_notices import Notice
from intake.eligibility.request import IntakeStatus
from intake.questionnaire.tidy import whole_number
from intake.staff.store import Act
from intake.web.access import current_member, staff
from intake.web.app_context import notice, today
from intake.web.desk.common.fields import DayField, DeskForm, EnumField, LineField
from intake.web.desk.common.on_desk import on_desk
from intake.words import Labels

blueprint = Blueprint("intake_notice", __name__)

STATUS: Labels[IntakeStatus] = {
    IntakeStatus.OPEN: "We take new cases",
    IntakeStatus.EMERGENCIES: "We take only urgent cases",
    IntakeStatus.PAUSED: "We take no new cases until a day",
}


class NoticeForm(DeskForm):
    """The notice on the first page: which new cases we take on, and last year's odds."""

    status = EnumField(IntakeStatus, "Choose what you take on now.")
    until = DayField()
    asked = LineField(longest=7)
    helped = LineField(longest=7)

    def validate_asked(self, field: Field) -> None:
        """Refuse what is no number."""
        if field.data and _number(field.data) is None:
            raise ValidationError(gettext("Enter a number, or leave it empty."))

    validate_helped = validate_asked

    def notice(self) -> Notice:
        """Return what a valid form says, of last year."""
        asked, helped = _number(self.asked.data), _number(self.helped.data)
        return Notice(
            status=self.status.chosen,
            until=self.until.data if self.status.data is IntakeStatus.PAUSED else None,
            year=None if asked is None and helped is None else today().year - 1,
            asked=asked,
            helped=helped,
        )


@blueprint.get("/desk/reports/first-page")
@staff(Act.SET_INTAKE)
def show(form: NoticeForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show the form with the notice in force; odds of an older year are left out."""
    member, now = current_member(), notice()
    year = today().year - 1
    if form is None:
        form = NoticeForm(status=now.status, until=now.until)
        if now.year == year:
            form.asked.data, form.helped.data = str(now.asked), str(now.helped)
    counted = asked_and_accepted(member.team_id, year)
    page = render_template(
        "desk/reports/intake_notice.html",
        form=form,
        statuses=STATUS,
        year=year,
        counted=counted,
        saved=request.args.get("saved") == "1",
    )
    return page, status


@blueprint.post("/desk/reports/first-page")
@on_desk(Act.SET_INTAKE, NoticeForm, refused=show)
def save(by: Actor, form: NoticeForm) -> str:
    """Set the notice for applicants."""
    set_notice(by, form.notice())
    return url_for("intake_notice.show", saved=1)


def _number(text: str | None) -> int | None:
    return whole_number(text or "", digits=7)
