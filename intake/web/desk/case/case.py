"""The summary page of a case, its assignment, its next date and its next status."""

from collections import Counter
from collections.abc import Iterable, Iterator

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.assessment.assess import assess_answers
from intake.actions.case.change_status import move_case, reopen_case, undo_move
from intake.actions.case.decide_case import BY_DECISION, Choice
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.record_contact import was_called
from intake.actions.case.set_follow_up import (
    NextDate,
    assign_to,
    assign_to_me,
    proposed_day,
    set_follow_up,
    take_p0_on,
)
from intake.actions.case.tell_decision import ASKS
from intake.actions.opening.case_keys import Actor, Reader
from intake.actions.opening.case_notes import proposed_closing
from intake.cases import store
from intake.cases.contact_safety import Channel
from intake.cases.pipeline import (
    CaseAct,
    CloseReason,
    Status,
    moves_from,
    reasons_for,
    status_after,
)
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Date
from intake.staff.store import Act, may
from intake.triage.days import business_days_after
from intake.triage.deadlines import Deadline, Tier
from intake.triage.plan import is_gone
from intake.triage.rules import BY_NUMBER
from intake.triage.rules.arrival import SECOND_NATIONALITY, has_second_nationality
from intake.web.access import current_member, staff
from intake.web.after_sending.plan_today import triage_today, with_own_days
from intake.web.app_context import Values, day_of, law, practice, settings, today
from intake.web.desk.case.case_forms import WithdrawnForm
from intake.web.desk.case.decision import choices, decline_reasons
from intake.web.desk.case.frame import frame_context, has_return_code
from intake.web.desk.case.notes import shown_notes
from intake.web.desk.case.related.duplicates import duplicates_context
from intake.web.desk.case.restricted_page import erasing_context, load_case, unopened_page
from intake.web.desk.case.shown_dates import deadline_words, diary_context
from intake.web.desk.case.wall import next_case_url, on_case
from intake.web.desk.common.case_words import DECLINE, WAITING, answer_sections, triage_words
from intake.web.desk.common.fields import (
    BookCallForm,
    DeskForm,
    MoveForm,
    NextDateForm,
    ReopenForm,
    RowIdField,
    filled,
    options_of,
)
from intake.web.desk.common.reader import current_reader, name_and_roles_of, name_of
from intake.web.desk.common.recent_action import day_and_time, history_of, page_url
from intake.web.desk.common.rows import changes_of, keep_changes, shown_changes
from intake.web.desk.common.view import current_queue
from intake.web.desk.common.words import CERTAINTY, FLAG, OUTCOME
from intake.web.desk.offices import office_part
from intake.web.desk.team.team_page import owner_context

blueprint = Blueprint("case", __name__)
blueprint.add_app_template_global(has_return_code)
blueprint.add_app_template_global(page_url)
blueprint.add_app_template_global(name_of)
blueprint.add_app_template_global(name_and_roles_of)
blueprint.add_app_template_filter(day_and_time)
blueprint.add_app_template_filter(day_of)


class AssignForm(DeskForm):
    """Take the case, or assign it to the colleague with the id *to*."""

    to = RowIdField()


@blueprint.get("/desk/cases/<reference>")
@staff(Act.OPEN_CASE)
def show(reference: str, form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Open the case for this member, and record that. *form* is one refused with *status*."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    changes = changes_of(opened, reader)
    page = render_template(
        "desk/case/case.html",
        **frame_context(opened, reader, form, tab="case"),
        changes=list(shown_changes(changes.changes)),
        **_case_context(opened, reader),
        **_assessment_context(opened, reader),
        **_forms_context(opened, reader, form),
        **erasing_context(reader),
        **duplicates_context(opened, reader),
        **owner_context(opened, reader),
        office=office_part(opened, reader),
    )
    keep_changes(changes, opened, reader)
    return page, status


@blueprint.get("/desk/cases/<reference>/next")
@staff(Act.OPEN_CASE)
def go_on(reference: str) -> ResponseReturnValue:
    """Redirect to the next case of the current view of the queue."""
    case = store.find(reference, team_id=current_member().team_id)
    if not current_queue().shows(case.id):
        return redirect(url_for("queue.show"), 303)
    return redirect(next_case_url(case, is_done=False), 303)


@blueprint.post("/desk/cases/<reference>/assign")
@on_case(Act.ASSIGN, AssignForm, refused=show)
def assign(by: Actor, form: AssignForm, reference: str) -> str:
    """Assign the case to this member, or to the colleague whom the form names."""
    if form.to.data:
        assign_to(by, reference, form.to.data)
    else:
        assign_to_me(by, reference)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/p0")
@on_case(Act.WORK_CASE, DeskForm, refused=show)
def take_p0(by: Actor, _form: DeskForm, reference: str) -> str:
    """End the alarm of a P0 case that nobody had opened: this member looks after it."""
    take_p0_on(by, reference)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/date")
@on_case(Act.SET_FOLLOW_UP, NextDateForm, refused=show)
def follow_up(by: Actor, form: NextDateForm, reference: str) -> str:
    """Record a review of the case, and set its next date."""
    follow_up = NextDate(on=form.on.data or by.day, note=form.note.data, done=form.done.data)
    set_follow_up(by, reference, follow_up)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/move")
@on_case(Act.MOVE_CASE, MoveForm, refused=show)
def move(by: Actor, form: MoveForm, reference: str) -> str:
    """Change the status of the case, or close it."""
    to, days = form.to.chosen, settings().retention_days
    move_case(by, reference, to, reason=form.to.close_reason, retention_days=days)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/withdrawn")
@on_case(Act.MOVE_CASE, WithdrawnForm, refused=show)
def withdraw(by: Actor, form: WithdrawnForm, reference: str) -> str:
    """Close the case, because its applicant asked for that."""
    reason, days, asked = CloseReason.WITHDRAWN, settings().retention_days, form.telling
    move_case(by, reference, Status.CLOSED, reason=reason, retention_days=days, asked=asked)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/move/undo")
@on_case(Act.MOVE_CASE, DeskForm, refused=show)
def undo(by: Actor, _form: DeskForm, reference: str) -> str:
    """Undo the member's last change of status by hand."""
    undo_move(by, reference)
    return "case.show"


@blueprint.post("/desk/cases/<reference>/reopen")
@on_case(Act.MOVE_CASE, ReopenForm, refused=show)
def reopen(by: Actor, form: ReopenForm, reference: str) -> str:
    """Reopen the closed case, with the reason."""
    reopen_case(by, reference, form.text.data)
    return "case.show"


def _case_context(opened: OpenedCase, reader: Reader) -> Values:
    """Return answers, notes and history, and what the member may do next."""
    case, sections = opened.case, answer_sections(opened)
    proposal = None if case.is_closed else proposed_closing(opened.notes)
    may_move = reader.may(Act.MOVE_CASE)
    allowed = choices(opened, reader) if may_move else []
    return {
        "sections": sections,
        "private_ids": {answer["id"] for section in sections for answer in section["private"]},
        "pinned": [shown for shown in shown_notes(opened) if shown["note"].pinned],
        "may_lend": reader.may(Act.LEND_CASE) and not case.walled_keys,
        "proposal": proposal if may_move else None,
        "proposal_title": gettext(WAITING[Choice(proposal.facts["choice"])]) if proposal else "",
        "is_own_proposal": proposal is not None and proposal.member_id == reader.member_id,
        "decide_links": [(code, title) for code, title in allowed if code != Choice.DECLINE],
        "decline_links": options_of(
            {
                reason: DECLINE[reason]
                for reason in decline_reasons(reader)
                if Choice.DECLINE in dict(allowed)
            }
        ),
        "events": history_of(case.id, deadline_words(opened)),
        "may_screen": reader.may(Act.SCREEN_CASE),
        "is_mine": case.assignee_id == reader.member_id,
    }


def _assessment_context(opened: OpenedCase, reader: Reader) -> Values:
    """Return the answers assessed by the law of today: their deadlines as the applicant's plan.

    The diary holds what was to be done on the day received.
    """
    received = opened.case.received_on
    assessment = assess_answers(
        opened.answers, law(), practice=practice(), today=today(), received=received
    )
    now = triage_today(opened.answers)
    deadlines = with_own_days(now.deadlines, assessment.triage.deadlines)
    told = any(SECOND_NATIONALITY in deadline.flags for deadline in deadlines)
    untold = not told and has_second_nationality(opened.answers)
    return {
        "deadlines": list(_shown_deadlines(deadlines, opened.answers)),
        "flags": [gettext(FLAG[SECOND_NATIONALITY])] if untold else [],
        **triage_words(now),
        **diary_context(opened, assessment.triage.deadlines, deadlines, reader),
        "outcome": gettext(OUTCOME[assessment.eligibility.outcome]),
        "reasons": assessment.eligibility.reasons,
    }


def _shown_deadlines(deadlines: Iterable[Deadline], answers: Answers) -> Iterator[Values]:
    """Yield each deadline of today in words. ``anchor`` is its id on the page.

    ``gone`` marks a day that has gone by today. ``answers`` holds id and question of each answer on
    which it rests, and whether it is a date. ``unconfirmed`` marks a rule whose law an attorney
    must still confirm.
    """
    counts: Counter[str] = Counter()
    for deadline in deadlines:
        counts[deadline.rule] += 1
        number = counts[deadline.rule]
        yield {
            "deadline": deadline,
            "anchor": deadline.rule if number == 1 else f"{deadline.rule}-{number}",
            "gone": is_gone(deadline, today()),
            "certainty": gettext(CERTAINTY[deadline.certainty]),
            "unconfirmed": bool(BY_NUMBER[deadline.rule].to_confirm),
            "flags": [gettext(FLAG.get(flag, flag)) for flag in deadline.flags],
            "answers": [
                (id_, gettext(ASYLUM.questions[id_].says), isinstance(ASYLUM.questions[id_], Date))
                for id_ in deadline.reason.answers
                if id_ in answers
            ],
        }


def _forms_context(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> Values:
    """Return the forms of the page, with the next statuses and the reasons for closing.

    Screened is offered only if a screening call is recorded. A closed case is reopened with a
    reason, not moved.
    """
    case, roles, day = opened.case, reader.roles, today()
    is_open = not case.is_closed
    moves = moves_from(case.stage, roles) if may(roles, Act.MOVE_CASE) else ()
    hidden = {Status.CLOSED} if was_called(opened.notes) else {Status.CLOSED, Status.SCREENED}
    reasons = reasons_for(roles) if Status.CLOSED in moves else ()
    return {
        "call_form": filled(form, BookCallForm, on=business_days_after(day, 1, law())),
        "may_call": may(roles, Act.WORK_CASE) and is_open,
        "date_form": filled(form, NextDateForm, on=proposed_day(Tier(case.tier), law(), today=day)),
        "reopen_form": filled(form, ReopenForm),
        "may_reopen": not is_open
        and not case.erase_asked_on
        and status_after(CaseAct.REOPEN, case.stage, roles),
        "move_form": filled(form, MoveForm),
        "withdrawn_form": filled(form, WithdrawnForm),
        "may_withdraw": CloseReason.WITHDRAWN in reasons,
        "askers": options_of(ASKS),
        "channels": options_of(Channel),
        "may_assign": may(roles, Act.ASSIGN) and is_open,
        "may_date": may(roles, Act.SET_FOLLOW_UP) and is_open,
        "moves": options_of(to for to in moves if is_open and to not in hidden),
        "closings": options_of(
            {
                f"{Status.CLOSED}:{reason}": reason.says
                for reason in reasons
                if reason not in {*BY_DECISION, CloseReason.WITHDRAWN}
            }
        ),
        "today": day,
    }
