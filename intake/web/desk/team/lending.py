"""Cases lent to volunteers: who holds which until when; lend, end a loan, and hand a case back."""

from contextlib import suppress

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.actions.lending import (
    LONGEST,
    NoSuchLoan,
    end_loan,
    hand_back,
    is_borrower,
    lend_case,
)
from intake.actions.opening.case_keys import Actor
from intake.cases import loans
from intake.cases.store import ChangedMeanwhile
from intake.extensions import saving
from intake.staff.store import Act, shown_name
from intake.web.access import current_member, see_other, staff
from intake.web.app_context import today
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.common.reader import actor_of, current_reader, name_of, team_members
from intake.web.desk.team.team_page import EndLoanForm, LendForm

blueprint = Blueprint("lending", __name__)


@blueprint.get("/desk/team/lent")
@staff(Act.SEE_TEAM)
def show(form: LendForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show the cases that are lent: to whom, and until when."""
    member = current_member()
    day = today()
    page = render_template(
        "desk/team/lent.html",
        form=form or LendForm(data={"reference": request.args.get("case", "")}),
        rows=[
            {"id": loan.id, "case": case, "who": name_of(loan.member_id), "until": loan.until}
            for loan, case in loans.of_team(member.team_id)
            if loan.until >= day
        ],
        volunteers=[(row.id, shown_name(row)) for row in team_members() if is_borrower(row)],
        today=day,
        latest=day + LONGEST,
    )
    return page, status


@blueprint.post("/desk/team/lent")
@on_desk(Act.LEND_CASE, LendForm, refused=show, fresh="Lend a case to a volunteer")
def lend(by: Actor, form: LendForm) -> str:
    """Lend a case to a volunteer until a day."""
    reference, until = form.reference.data.strip().upper(), form.until.data or by.day
    lend_case(by, reference, form.member.data, until=until)
    return url_for("lending.show")


@blueprint.post("/desk/team/lent/end")
@staff(Act.LEND_CASE)
def end() -> ResponseReturnValue:
    """End a loan before its day."""
    form, reader = EndLoanForm(request.form), current_reader()
    with suppress(NoSuchLoan), saving():  # it is over: the page shows the others
        end_loan(actor_of(reader), form.loan.data)
    return see_other("lending.show")


@blueprint.post("/desk/cases/<reference>/hand-back")
@staff(Act.HAND_BACK)
def give_back(reference: str) -> ResponseReturnValue:
    """Hand a lent case back, after which the queue shows what else is lent."""
    form, reader = DeskForm(request.form), current_reader()
    try:
        with saving():
            hand_back(actor_of(reader, form.version.data), reference)
    except ChangedMeanwhile:
        return see_other("case.show", reference=reference)
    return see_other("queue.show")
