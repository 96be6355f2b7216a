"""Correct a date among the answers of a case: preview what changes, save it, undo it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.dates.correct_date import (
    CorrectableDate,
    NothingToCorrect,
    correct_date,
    correctable_dates,
    preview_correction,
    undo_correction,
)
from intake.actions.case.dates.rewrite import Effect, Seen
from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Actor
from intake.diary.models import Kind
from intake.frozen import frozen
from intake.questionnaire.dates import SaidDate
from intake.requests import store as requests
from intake.staff.store import Act
from intake.triage.assess import Triage
from intake.triage.findings import Chip
from intake.triage.plan import is_gone
from intake.web.access import staff
from intake.web.answers import date_lines
from intake.web.app_context import law, practice, today
from intake.web.desk.case.case import case_page
from intake.web.desk.case.dates.correct_form import CorrectForm
from intake.web.desk.case.frame import frame_context, page_url
from intake.web.desk.case.restricted_page import load_case, unopened_page
from intake.web.desk.case.shown_dates import deadline_of
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.case_words import SOURCE, earlier_answers, priority_text
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.on_desk import explain
from intake.web.desk.common.reader import MemberNames, current_reader
from intake.web.desk.common.words import KIND, why_chip
from intake.web.filters import long_date, translated
from intake.words import N_

blueprint = Blueprint("correct", __name__)


def _page(
    reference: str, form: CorrectForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Return the page with the dates. A valid *form* gets its effect shown above them."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    effect, status = _effect(opened, form, status)
    page = render_template(
        "desk/case/correct_dates.html",
        **frame_context(opened, reader, form, tab="case"),
        **correct_context(opened, form, effect),
    )
    return page, status


def _effect(opened: OpenedCase, form: CorrectForm | None, status: int) -> tuple[Effect | None, int]:
    """Return the effect of a valid form, or write what is wrong with it; and the status."""
    if form is None or form.errors or form.problem:
        return None, status
    question = form.question.data or ""
    try:
        effect = preview_correction(
            opened, question, form.answer, law=law(), practice=practice(), today=today()
        )
    except NothingToCorrect as refusal:
        return None, explain(refusal, form)
    return effect, status


@blueprint.get("/desk/cases/<reference>/dates/correct")
@staff(Act.SCREEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Show each date that the answers hold or ask for, with the form that corrects it."""
    return _page(reference)


def _preview(reference: str, form: CorrectForm) -> ResponseReturnValue | None:
    if not form.previews:
        return None
    return _page(reference, form, 200 if form.validate() else 422)


@blueprint.post("/desk/cases/<reference>/dates/correct")
@on_case(Act.SCREEN_CASE, CorrectForm, refused=_page, instead=_preview)
def correct(by: Actor, form: CorrectForm, reference: str) -> str:
    """Show what the corrected date changes; save it if the form says so."""
    correct_date(by, reference, form.correction(), law=law(), practice=practice())
    return "case.show"


@blueprint.post("/desk/cases/<reference>/dates/correct/undo")
@on_case(Act.SCREEN_CASE, DeskForm, refused=case_page)
def undo(by: Actor, _form: DeskForm, reference: str) -> str:
    """Undo the correction that the member just made."""
    undo_correction(by, reference, law=law(), practice=practice())
    return "case.show"


NO_ANSWER = N_("No answer")
NONE = N_("None")


@frozen
class ShownEffectDate:
    """A date that comes or goes: its kind, day and rule, with the sentence and the authority.

    ``kind`` is empty for a day that had passed when the request came in; ``gone`` marks one that
    has gone by today.
    """

    kind: str
    on: date
    gone: bool
    why: Chip | None
    says: str
    authority: str


@frozen
class ShownEffect:
    """The changes that a corrected date would make, in words.

    ``rows`` are what is compared: a label, and its value before and after. ``passed`` are the days
    that the new answer shows to be over: the case has no date for them.
    """

    label: str
    rows: tuple[tuple[str, str, str], ...]
    added: tuple[ShownEffectDate, ...]
    replaced: tuple[ShownEffectDate, ...]
    waiting: tuple[ShownEffectDate, ...]
    passed: tuple[ShownEffectDate, ...]


def correct_context(
    opened: OpenedCase, form: CorrectForm | None, effect: Effect | None
) -> dict[str, Any]:
    """Return the variables of ``correct_dates.html`` besides those of the frame."""
    asked = form.question.data if form is not None else None
    dates = correctable_dates(
        opened.answers, law(), as_of=opened.as_of, received=opened.case.received_on
    )
    names = MemberNames()
    return {
        "asked_for": [_shown(row, opened, names, asked) for row in dates if not row.tick],
        "others": [_shown(row, opened, names, asked) for row in dates if row.tick],
        "correct_form": form or CorrectForm(),
        "asked": asked,
        "effect": _shown_effect(dates, form, effect) if form and effect else None,
        "sources": [
            (code.value, gettext(text)) for code, text in SOURCE.items() if code is not Seen.LOCATOR
        ],
        "has_code": bool(requests.with_code([opened.case.request_id])),
        "correct_url": page_url("correct.correct", opened.case),
        "back_url": page_url("case.show", opened.case, _anchor="dates"),
    }


def _shown(
    row: CorrectableDate, opened: OpenedCase, names: MemberNames, asked: str | None
) -> dict[str, Any]:
    return {
        "id": row.question.id,
        "label": gettext(row.question.says),
        "lines": tuple(_lines(row.answer)),
        "earlier": earlier_answers(opened, names, row.question),
        "is_known": row.answer is not None and row.answer.known,
        "is_open": row.question.id == asked,
    }


def _lines(answer: SaidDate | None) -> list[str]:
    return [gettext(NO_ANSWER)] if answer is None else date_lines(answer)


def _shown_effect(
    dates: Sequence[CorrectableDate], form: CorrectForm, effect: Effect
) -> ShownEffect:
    row = next(row for row in dates if row.question.id == form.question.data)
    before, after = effect.before, effect.after
    return ShownEffect(
        label=gettext(row.question.says),
        rows=(
            (gettext("Answer"), " ".join(_lines(row.answer)), " ".join(_lines(form.answer))),
            (gettext("Priority"), priority_text(before.tier), priority_text(after.tier)),
            (gettext("Act by"), _day(before.act_by), _day(after.act_by)),
            (gettext("Start preparing"), _day(_plan_by(before)), _day(_plan_by(after))),
        ),
        added=tuple(_shown_date(new.kind, new.on, new.rule, after) for new in effect.added),
        replaced=_shown_dates(effect.replaced, before),
        waiting=_shown_dates(effect.waiting, before),
        passed=tuple(_newly_passed(before, after)),
    )


def _newly_passed(before: Triage, after: Triage) -> Iterator[ShownEffectDate]:
    known = {(deadline.rule, deadline.act_by) for deadline in before.deadlines if deadline.passed}
    for deadline in after.deadlines:
        on = deadline.act_by
        if deadline.passed and on is not None and (deadline.rule, on) not in known:
            yield replace(_shown_date(Kind.ACT_BY, on, deadline.rule, after), kind="")


def _shown_dates(rows: Iterable[Any], triage: Triage) -> tuple[ShownEffectDate, ...]:
    return tuple(_shown_date(row.kind, row.on, row.rule, triage) for row in rows)


def _shown_date(kind: str, on: date, rule: str, triage: Triage) -> ShownEffectDate:
    deadline = deadline_of(rule, on, triage.deadlines)
    return ShownEffectDate(
        kind=gettext(KIND[Kind(kind)]),
        on=on,
        gone=deadline is not None and is_gone(deadline, today()),
        why=why_chip(rule) if rule else None,
        says=translated(deadline.reason.says.for_staff()) if deadline else "",
        authority=deadline.reason.authority if deadline else "",
    )


def _plan_by(triage: Triage) -> date | None:
    """Return the first day to prepare that is still to come."""
    days = [deadline.plan_by for deadline in triage.deadlines if deadline.plan_by]
    return min((day for day in days if day >= today()), default=None)


def _day(day: date | None) -> str:
    return long_date(day) if day else gettext(NONE)
