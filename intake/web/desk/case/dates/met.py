"""The page of one deadline: what became of it, and whether a second person has seen the proof."""

from collections.abc import Mapping
from datetime import date, datetime

from flask import Blueprint, abort, request
from flask_babel import gettext
from wtforms import ValidationError

from intake import clock
from intake.actions.case.dates.replaced_dates import Outcome, second_people
from intake.actions.case.dates.update_date import (
    Report,
    confirm_outcome,
    is_to_look_over,
    is_undoable,
    keep_open,
    look_over,
    record_outcome,
    reopen_date,
    undo_outcome,
)
from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Actor, Reader
from intake.diary.models import Kind, State
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.app_context import Values, today
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.case.shown_dates import marks_of
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.case_words import OUTCOME_OF_DATE
from intake.web.desk.common.fields import (
    CodeField,
    DayField,
    DeskForm,
    EnumField,
    LineField,
    filled,
)
from intake.web.desk.common.reader import name_of
from intake.web.desk.common.recent_action import day_and_time
from intake.web.desk.common.rows import due_chip
from intake.web.desk.common.words import why_chip
from intake.web.filters import long_date

blueprint = Blueprint("met", __name__)


class MetForm(DeskForm):
    """The form of how a deadline ended: outcome, day, what was done, and the proof."""

    outcome = EnumField(Outcome, "Choose what happened.")
    on = DayField("Enter the day on which it happened.")
    how = LineField("Say what was done, where and how; or why it was not.")
    proof = LineField()

    def validate_proof(self, field: LineField) -> None:
        """Refuse every outcome but a missed day without proof."""
        if not field.data and self.outcome.data is not Outcome.MISSED:
            raise ValidationError(gettext("Enter the proof. Without proof the date stays open."))


class ConfirmForm(DeskForm):
    """A second person has seen the proof, or keeps the date open."""

    do = CodeField(("confirm", "keep"), "Say that you have seen the proof, or keep the date open.")


class OpenAgainForm(DeskForm):
    """The reason for opening a date again."""

    why = LineField("Enter a short reason.")


ADDRESS = "/desk/cases/<reference>/dates/<entry_id>/met"


@blueprint.get(ADDRESS)
@staff(Act.SCREEN_CASE)
@case_page("desk/case/met.html", tab="case")
def show(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> Values:
    """Ask what became of a deadline, or show what was recorded of it."""
    entry_id = (request.view_args or {}).get("entry_id")
    rows = [row for row in opened.diary if row.id == entry_id and row.kind is Kind.ACT_BY]
    if not rows:
        abort(404)
    case, row = opened.case, rows[0]
    is_open, claim = row.state is State.OPEN, row.met
    second = second_people(case, claim, on=today()) if claim else None
    is_second = second is not None and reader.member_id in second
    is_own = claim.get("by") == reader.member_id
    looks_over = bool(claim) and is_to_look_over(case, row.id)
    return {
        "kind": gettext(row.kind.says),
        "date": row,
        "why": why_chip(row.rule) if row.rule else None,
        "due": due_chip(row.on) if is_open else None,
        "state": gettext(row.state.says),
        "marks": marks_of(row),
        "facts": _facts(claim) if claim else [],
        "asks": not claim and (row.unproven or (is_open and not case.is_closed)),
        "waits": is_open and bool(claim),
        "met_form": filled(form, MetForm, on=today()),
        "outcomes": [(code, *map(gettext, says)) for code, says in OUTCOME_OF_DATE.items()],
        "today": today(),
        "is_own": is_own,
        "can_look": is_open and is_second and reader.may(Act.MOVE_CASE),
        "confirmers": ", ".join(map(name_of, second.named if second else ())),
        "stand_ins": ", ".join(map(name_of, second.stand_ins if second else ())),
        "is_alone": is_own and second is not None and not second.named,
        "is_later": claim.get("day", "") < today().isoformat(),
        "looks_over": looks_over,
        "can_look_over": looks_over and second is not None and reader.member_id in second.named,
        "can_undo": not case.is_closed and is_undoable(claim, reader.member_id, now=clock.now()),
        "may_reopen": not is_open and not case.is_closed,
        "open_form": filled(form, OpenAgainForm),
    }


def _facts(claim: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what was recorded of the date, with its labels."""
    confirmer = "" if claim.get("alone") else name_of(claim.get("confirmed_by"))
    outcome = gettext(OUTCOME_OF_DATE[Outcome(claim["outcome"])][0])
    facts = [
        (gettext("%(name)s says", name=name_of(claim["by"])), outcome),
        (gettext("On"), long_date(date.fromisoformat(claim["on"]))),
        (gettext("What, where and how"), claim["how"]),
        (gettext("Proof"), claim["proof"] or gettext("None")),
        (gettext("Recorded"), day_and_time(datetime.fromisoformat(claim["at"]))),
        (gettext("Confirmed by"), confirmer),
        (gettext("Looked over by"), name_of(claim.get("looked_over_by"))),
    ]
    return [(label, value) for label, value in facts if value]


@blueprint.post(ADDRESS)
@on_case(Act.SCREEN_CASE, MetForm, refused=show)
def record(by: Actor, form: MetForm, reference: str, entry_id: str) -> str:
    """Record what became of a deadline."""
    report = Report(
        outcome=form.outcome.chosen,
        on=form.on.data or by.day,
        how=form.how.data,
        proof=form.proof.data,
    )
    record_outcome(by, reference, entry_id, report)
    return "case.show"


@blueprint.post(f"{ADDRESS}/confirm")
@on_case(Act.MOVE_CASE, ConfirmForm, refused=show)
def confirm(by: Actor, form: ConfirmForm, reference: str, entry_id: str) -> str:
    """End the date, because this second person has seen the proof; or keep it open."""
    if form.do.data == "keep":
        keep_open(by, reference, entry_id)
    else:
        confirm_outcome(by, reference, entry_id)
    return "case.show"


@blueprint.post(f"{ADDRESS}/confirm-alone")
@on_case(
    Act.MOVE_CASE,
    DeskForm,
    refused=show,
    fresh="Confirm a deadline that nobody else can look at",
)
def confirm_alone(by: Actor, _form: DeskForm, reference: str, entry_id: str) -> str:
    """End the date on another day, because the team has nobody else who could look."""
    confirm_outcome(by, reference, entry_id, has_second_factor=True)
    return "case.show"


@blueprint.post(f"{ADDRESS}/undo")
@on_case(Act.SCREEN_CASE, DeskForm, refused=show)
def undo(by: Actor, _form: DeskForm, reference: str, entry_id: str) -> str:
    """Undo what the member just recorded."""
    undo_outcome(by, reference, entry_id)
    return "case.show"


@blueprint.post(f"{ADDRESS}/seen")
@on_case(Act.MOVE_CASE, DeskForm, refused=show)
def seen(by: Actor, _form: DeskForm, reference: str, entry_id: str) -> str:
    """Record that the member looked over what a stand-in confirmed."""
    look_over(by, reference, entry_id)
    return "case.show"


@blueprint.post(f"{ADDRESS}/reopen")
@on_case(Act.SCREEN_CASE, OpenAgainForm, refused=show)
def reopen(by: Actor, form: OpenAgainForm, reference: str, entry_id: str) -> str:
    """Open a deadline again, with the reason."""
    reopen_date(by, reference, entry_id, form.why.data)
    return "case.show"
