"""The content of a case's summary page, from the opened case, the law and the audit log."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext

from intake.actions.assessment.assess import Change, assess_answers
from intake.actions.case.decide_case import BY_DECISION, Choice
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.record_contact import was_called
from intake.actions.case.set_follow_up import proposed_day
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_notes import proposed_closing
from intake.cases.models import Case
from intake.cases.pipeline import (
    CaseAct,
    CloseReason,
    Status,
    moves_from,
    reasons_for,
    status_after,
)
from intake.frozen import frozen
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.staff.store import Act, may
from intake.triage.days import business_days_after
from intake.triage.deadlines import Deadline, Tier
from intake.triage.plan import is_gone
from intake.triage.rules import BY_NUMBER
from intake.triage.rules.arrival import SECOND_NATIONALITY, has_second_nationality
from intake.web.after_sending.plan_today import triage_today, with_own_days
from intake.web.app_context import law, practice, today
from intake.web.desk.case.decision import choices, decline_reasons
from intake.web.desk.case.erasing_part import erasing_context
from intake.web.desk.case.frame import page_url
from intake.web.desk.case.notes import shown_notes
from intake.web.desk.case.shown_dates import deadline_words, diary_context
from intake.web.desk.common.case_words import DECLINE, WAITING, answer_sections, triage_words
from intake.web.desk.common.fields import BookCallForm, DeskForm, MoveForm, NextDateForm, ReopenForm
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.common.recent_action import history_of
from intake.web.desk.common.rows import shown_changes
from intake.web.desk.common.words import (
    CERTAINTY,
    CLOSE_REASON,
    FLAG,
    OUTCOME,
    STATUS,
)


@frozen
class ShownDeadline:
    """A deadline of today in words. ``anchor`` is its id on the page.

    ``gone`` marks a day that has gone by today. ``answers`` holds id and question of each answer on
    which it rests. ``unconfirmed`` marks a rule whose law an attorney must still confirm.
    """

    deadline: Deadline
    anchor: str
    gone: bool
    certainty: str
    unconfirmed: bool
    flags: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]


def case_page_context(
    opened: OpenedCase, reader: Reader, form: DeskForm | None, changes: Iterable[Change]
) -> dict[str, Any]:
    """Return the variables of ``case.html`` besides those of the frame.

    *form* is one that was refused; *changes* are what would change the result.
    """
    case, names = opened.case, MemberNames(with_roles=True)
    sections = answer_sections(opened, names)
    return {
        "sections": sections,
        "private_ids": {answer.id for section in sections for answer in section.private},
        "pinned": [row for row in shown_notes(opened) if row.note.pinned],
        "may_work": may(reader.roles, Act.WORK_CASE),
        "may_screen": may(reader.roles, Act.SCREEN_CASE),
        "may_lend": may(reader.roles, Act.LEND_CASE) and not case.walled_keys,
        "lend_url": url_for("lending.show", case=case.reference),
        "translate_url": page_url("notes.add", case),
        **_proposal_context(opened, reader),
        "decide_links": _decide_links(opened, reader),
        "decline_links": _decline_links(opened, reader),
        "events": history_of(case.id, names=names, dates=deadline_words(opened)),
        "is_mine": case.assignee_id == reader.member_id,
        "urls": _urls(case),
        "changes": shown_changes(changes),
        **_assessment_context(opened, names, reader),
        **_forms_context(opened, reader, form),
        **erasing_context(case, reader),
    }


def _proposal_context(opened: OpenedCase, reader: Reader) -> dict[str, Any]:
    """Return the closing that waits for a second member, with its heading."""
    is_closed = opened.case.stage is Status.CLOSED
    proposal = None if is_closed else proposed_closing(opened.notes)
    if proposal is None or not may(reader.roles, Act.MOVE_CASE):
        return {"proposal": None}
    is_own = proposal.member_id == reader.member_id
    return {
        "proposal": proposal,
        "withdraw_url": page_url("proposals.withdraw", opened.case) if is_own else "",
        "proposal_title": gettext(WAITING[Choice(proposal.facts["choice"])]),
    }


def _assessment_context(opened: OpenedCase, names: MemberNames, reader: Reader) -> dict[str, Any]:
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
        "deadlines": _shown_deadlines(deadlines, opened.answers),
        "flags": [gettext(FLAG[SECOND_NATIONALITY])] if untold else [],
        **triage_words(now),
        **diary_context(opened, names, assessment.triage.deadlines, deadlines, reader),
        "outcome": gettext(OUTCOME[assessment.eligibility.outcome]),
        "reasons": assessment.eligibility.reasons,
    }


def _forms_context(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    case, day = opened.case, today()
    is_open = case.stage is not Status.CLOSED
    proposal = proposed_day(Tier(case.tier), law(), today=day)
    new_date = NextDateForm(data={"on": proposal})
    new_call = BookCallForm(data={"on": business_days_after(day, 1, law())})
    return {
        "call_form": form if isinstance(form, BookCallForm) else new_call,
        "may_call": may(reader.roles, Act.WORK_CASE) and is_open,
        "date_form": form if isinstance(form, NextDateForm) else new_date,
        "reopen_form": form if isinstance(form, ReopenForm) else ReopenForm(),
        "may_reopen": not is_open and status_after(CaseAct.REOPEN, case.stage, reader.roles),
        "move_form": form if isinstance(form, MoveForm) else MoveForm(),
        "may_assign": may(reader.roles, Act.ASSIGN) and is_open,
        "may_date": may(reader.roles, Act.SET_FOLLOW_UP) and is_open,
        "moves": _moves(opened, reader),
        "closings": _closings(case, reader),
        "today": day,
    }


def _moves(opened: OpenedCase, reader: Reader) -> list[tuple[str, str]]:
    """Return the next statuses but closed; screened only if a screening call is recorded.

    A closed case is reopened with a reason, not moved.
    """
    if not may(reader.roles, Act.MOVE_CASE) or opened.case.stage is Status.CLOSED:
        return []
    hidden = {Status.CLOSED} if was_called(opened.notes) else {Status.CLOSED, Status.SCREENED}
    return [
        (status.value, gettext(STATUS[status]))
        for status in moves_from(opened.case.stage, reader.roles)
        if status not in hidden
    ]


def _closings(case: Case, reader: Reader) -> list[tuple[str, str]]:
    """Return the reasons for which this member may close the case without a letter."""
    may_move = may(reader.roles, Act.MOVE_CASE)
    if not may_move or Status.CLOSED not in moves_from(case.stage, reader.roles):
        return []
    return [
        (f"{Status.CLOSED.value}:{reason.value}", gettext(CLOSE_REASON[reason]))
        for reason in reasons_for(reader.roles)
        if reason not in BY_DECISION
    ]


def _shown_deadlines(deadlines: Iterable[Deadline], answers: Answers) -> list[ShownDeadline]:
    counts: Counter[str] = Counter()
    rows = []
    for deadline in deadlines:
        counts[deadline.rule] += 1
        number = counts[deadline.rule]
        rests_on = [id_ for id_ in deadline.reason.answers if id_ in answers]
        shown = ShownDeadline(
            deadline=deadline,
            anchor=deadline.rule if number == 1 else f"{deadline.rule}-{number}",
            gone=is_gone(deadline, today()),
            certainty=gettext(CERTAINTY[deadline.certainty]),
            unconfirmed=bool(BY_NUMBER[deadline.rule].to_confirm),
            flags=tuple(gettext(FLAG.get(flag, flag)) for flag in deadline.flags),
            answers=tuple((id_, gettext(ASYLUM.questions[id_].says)) for id_ in rests_on),
        )
        rows.append(shown)
    return rows


def _decide_links(opened: OpenedCase, reader: Reader) -> list[tuple[str, str]]:
    """Return title and address of each decision that is allowed, but for a decline."""
    return [
        (title, page_url("decision.show", opened.case, choice=code))
        for code, title in _allowed_choices(opened, reader).items()
        if code != Choice.DECLINE.value
    ]


def _decline_links(opened: OpenedCase, reader: Reader) -> list[tuple[str, str]]:
    """Return title and address of a decline for each reason."""
    choice = Choice.DECLINE.value
    if choice not in _allowed_choices(opened, reader):
        return []
    return [
        (
            gettext(DECLINE[CloseReason(code)]),
            page_url("decision.show", opened.case, choice=choice, reason=code),
        )
        for code, _ in decline_reasons(reader)
    ]


def _allowed_choices(opened: OpenedCase, reader: Reader) -> dict[str, str]:
    return dict(choices(opened, reader)) if may(reader.roles, Act.MOVE_CASE) else {}


def _urls(case: Case) -> dict[str, str]:
    endpoints = {
        "show": "case.show",
        "assign": "case.assign",
        "follow_up": "case.follow_up",
        "move": "case.move",
        "book_call": "dates.book_call",
        "reopen": "case.reopen",
        "cancel_call": "dates.cancel_call",
        "correct": "correct.show",
        "look_up": "look_up.show",
        "messages": "messages.show",
        "contact": "contact.show",
        "private": "private.show",
        "decision": "decision.show",
    }
    return {name: page_url(endpoint, case) for name, endpoint in endpoints.items()}
