"""Decide a case: the merits, the decision with its reason, and what the person will read of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.decide_case import (
    CLOSES_FOR,
    DECLINES,
    TO,
    Choice,
    Decision,
    closes_for,
    confirm_decline,
    decide_case,
    is_near,
    waiting,
)
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.record_call import MERITS, record_merits
from intake.actions.case.record_contact import tries_of
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_messages import Words
from intake.actions.opening.case_notes import OpenNote, newest
from intake.cases.pipeline import CloseReason, Status, moves_from, reasons_for
from intake.cases.retention import erase_on
from intake.messages.wordings import WORDINGS
from intake.notes.kinds import NoteKind
from intake.staff.roles import Act, may
from intake.web.access import staff
from intake.web.answers import spoken_name
from intake.web.app_context import settings, today
from intake.web.desk.case.acting import act_on, moment
from intake.web.desk.case.case_page import case_page
from intake.web.desk.case.contact_forms import MeritsForm
from intake.web.desk.case.decision_forms import DecisionForm
from intake.web.desk.case.frame import page_url
from intake.web.desk.common.case_words import CHOICE, LETTER_FOR, MERIT, WEIGHED
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.letters import check_reviewed, is_approved_for, language_of, text_of
from intake.web.desk.common.reader import short_names
from intake.web.desk.common.words import CLOSE_REASON

blueprint = Blueprint("decision", __name__)


@blueprint.get("/desk/cases/<reference>/decision")
@staff(Act.MOVE_CASE)
def show(reference: str) -> ResponseReturnValue:
    """What was weighed and decided, and the forms for the next step."""
    return _page(reference)


@blueprint.post("/desk/cases/<reference>/decision")
@staff(Act.MOVE_CASE)
def decide(reference: str) -> ResponseReturnValue:
    """Show what the person would read; or decide, and send it."""
    form = DecisionForm(request.form)
    if form.do.data == "preview":
        return _page(reference, form), 200 if form.validate() else 422

    def change(me: Reader) -> None:
        decide_case(
            reference,
            me,
            _wanted(form, me),
            lambda opened: check_reviewed(form.ready, opened, form.language.data or ""),
            **moment(form),
        )

    return act_on(reference, form, change, _page, back="decision.show")


@blueprint.post("/desk/cases/<reference>/confirm")
@staff(Act.MOVE_CASE)
def confirm(reference: str) -> ResponseReturnValue:
    """A second member agrees to a decline."""
    form = DeskForm(request.form)

    def change(me: Reader) -> None:
        confirm_decline(reference, me, **moment(form))

    return act_on(reference, form, change, _page, back="decision.show")


@blueprint.post("/desk/cases/<reference>/merits")
@staff(Act.MOVE_CASE)
def weigh_merits(reference: str) -> ResponseReturnValue:
    """What speaks for and against the case, after the call."""
    form = MeritsForm(request.form)

    def change(me: Reader) -> None:
        record_merits(reference, me, form.words, form.facts, **moment(form))

    return act_on(reference, form, change, _page, back="decision.show")


def _content(opened: OpenedCase, me: Reader, form: DeskForm | None) -> dict[str, Any]:
    case = opened.case
    merits = newest(opened.notes, NoteKind.MERITS)
    proposed = waiting(opened.notes) if case.is_at is not Status.CLOSED else None
    name = short_names(case.team_id)
    return {
        "called": newest(opened.notes, NoteKind.SCREENING),
        "merits": _weighed(merits),
        "merits_note": merits,
        "merits_form": form
        if isinstance(form, MeritsForm)
        else MeritsForm(data={**dict.fromkeys(MERITS, "open"), **(merits.facts if merits else {})}),
        "factors": [(id_, gettext(says)) for id_, says in MERIT.items()],
        "weighed": [(code, gettext(says)) for code, says in WEIGHED.items()],
        "merits_url": page_url("decision.weigh_merits", case),
        "proposed": proposed,
        "proposed_by": name(proposed.member_id) if proposed else "",
        "proposed_for": _reason(proposed.facts["reason"]) if proposed else "",
        "proposed_reads": spoken_name(proposed.facts["letter"]["language"]) if proposed else "",
        "may_confirm": proposed is not None and _may_confirm(proposed, me),
        "confirm_url": page_url("decision.confirm", case),
        **_form(opened, me, form),
    }


_page = case_page("desk/case/decision.html", "decision", _content)


def _form(opened: OpenedCase, me: Reader, form: DeskForm | None) -> dict[str, Any]:
    case = opened.case
    filled = form if isinstance(form, DecisionForm) else _empty(opened)
    tag, previews = filled.language.data or "", filled.do.data == "preview"
    if previews and filled.chosen and not filled.errors:
        _fill(filled, opened, tag)
    return {
        "decision_form": filled,
        "choices": choices(opened, me),
        "reasons": declines(me),
        "languages": [
            (one, spoken_name(one))
            for one in dict.fromkeys([language_of(case), *settings().languages])
        ],
        "reads": spoken_name(tag) if tag else "",
        "shows_letter": bool(filled.letter.data) or (previews and not filled.errors),
        "near": is_near(case, today=today()),
        "decide_url": page_url("decision.decide", case),
        "may_work": may(me.roles, Act.WORK_CASE) and case.is_at is not Status.CLOSED,
    }


def _empty(opened: OpenedCase) -> DecisionForm:
    """As the address asks: with a choice in it, what the person would read is there at once."""
    said = {name: request.args.get(name, "") for name in ("choice", "reason")}
    form = DecisionForm(data={"language": language_of(opened.case), **said})
    if form.chosen and (form.close_reason is None) == (form.chosen is not Choice.DECLINE):
        form.do.data = "preview"
    return form


def _fill(form: DecisionForm, opened: OpenedCase, tag: str) -> None:
    """The words that the person would read; none where nobody reviewed them in this language."""
    wording = WORDINGS[LETTER_FOR[form.chosen or Choice.MORE_FACTS]]
    approved = is_approved_for(wording, opened, tag)
    form.letter.data = text_of(wording, opened, tag, erased=_erased(form)) if approved else ""
    form.wording.data = wording.id.value if approved else ""
    form.made_for.data = form.now_for
    if not approved:
        form.problem = gettext(
            "Nobody has reviewed this text in that language. Write your own words, or choose "
            "another language."
        )


def choices(opened: OpenedCase, me: Reader) -> list[tuple[str, str]]:
    """Those that the pipeline and what was tried allow now, to somebody with these roles."""
    case, closes = opened.case, reasons_for(me.roles)
    to = moves_from(case.is_at, me.roles)
    allowed = {
        Choice.REFER: CLOSES_FOR[Choice.REFER] in closes,
        Choice.GIVE_UP: tries_of(opened.notes, case.tier).enough
        and CLOSES_FOR[Choice.GIVE_UP] in closes,
        Choice.DECLINE: bool(declines(me)),
    }
    return [
        (choice.value, gettext(says))
        for choice, says in CHOICE.items()
        if TO[choice] in to and allowed.get(choice, True)
    ]


def declines(me: Reader) -> list[tuple[str, str]]:
    """For which reasons somebody with these roles may decline."""
    return [
        (one.value, gettext(CLOSE_REASON[one])) for one in reasons_for(me.roles) if one in DECLINES
    ]


def _wanted(form: DecisionForm, me: Reader) -> Decision:
    letter = Words(
        text=form.letter_words,
        language=form.language.data or "",
        wording=form.ready.value if form.ready else "",
        member_id=me.member_id,
    )
    return Decision(
        choice=form.chosen or Choice.MORE_FACTS,
        reason=form.close_reason,
        text=form.words,
        letter=letter,
        erase_on=_erased(form),
    )


def _erased(form: DecisionForm) -> date | None:
    """The day on which the case is erased, if it is closed by this."""
    reason = closes_for(form.chosen or Choice.MORE_FACTS, form.close_reason)
    if reason is None:
        return None
    return erase_on(reason, closed_on=today(), as_told=settings().retention_days)


def _may_confirm(proposed: OpenNote, me: Reader) -> bool:
    reason = proposed.facts["reason"]
    return proposed.member_id != me.member_id and reason in reasons_for(me.roles)


def _reason(code: str) -> str:
    return gettext(CLOSE_REASON[CloseReason(code)])


def _weighed(merits: OpenNote | None) -> list[tuple[str, str]]:
    """The factors with what was said of each."""
    if merits is None:
        return []
    return [(gettext(MERIT[id_]), gettext(WEIGHED[merits.facts[id_]])) for id_ in MERITS]
