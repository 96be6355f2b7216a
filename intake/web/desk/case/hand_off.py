"""Copy one case, on paper or as one file: for another organization, or whole for our own files."""

import json
from datetime import date

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import NOT_OPENED, Reader
from intake.actions.opening.case_notes import record_note
from intake.audit.acts import AuditAct
from intake.diary.models import title_of
from intake.extensions import saving
from intake.notes.store import NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Visibility
from intake.questionnaire.sharing import MayNotShare, Sharing, check_sharing, sharing_of
from intake.staff.store import Act
from intake.triage.deadlines import Deadline
from intake.triage.plan import told_day
from intake.web.access import staff
from intake.web.after_sending.plan_today import plan_today, received_deadlines, with_own_days
from intake.web.app_context import Values, day_of, today
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.messages import shown_messages
from intake.web.desk.case.notes import shown_notes
from intake.web.desk.case.restricted_page import case_page, load_case, unopened_page
from intake.web.desk.case.shown_dates import deadline_words, met_words
from intake.web.desk.common.case_words import answer_sections, set_by_words
from intake.web.desk.common.fields import CodeField, DeskForm, FlagField, LineField, filled
from intake.web.desk.common.on_desk import explain
from intake.web.desk.common.reader import actor_of, current_reader, name_and_roles_of
from intake.web.desk.common.recent_action import history_of
from intake.web.filters import translated
from intake.words import Labels, Refused

blueprint = Blueprint("hand_off", __name__)


class CopyForm(DeskForm):
    """The form in which a case is copied for another organization."""

    to = LineField("Name the organization.")
    format = CodeField(("paper", "json"))
    agreed = FlagField()


AGREED_TO: Labels[Sharing] = {
    Sharing.YES: "The applicant agreed that we share these answers with another free group.",
    Sharing.ASK_FIRST: "The applicant said: only if you ask first.",
    Sharing.NEVER: "The applicant said: no, never. So no copy can be made.",
    Sharing.NOT_ANSWERED: "The applicant did not answer whether we may share. Ask first.",
}


@blueprint.get("/desk/cases/<reference>/hand-off")
@staff(Act.HAND_OFF)
@case_page("desk/case/hand_off.html", tab="hand_off")
def show(opened: OpenedCase, _reader: Reader, form: DeskForm | None) -> Values:
    """Show what a copy contains before it is made."""
    sharing = sharing_of(opened.answers)
    return {
        "copy_form": filled(form, CopyForm),
        "agreed_to": gettext(AGREED_TO[sharing]),
        "may_copy": sharing is not Sharing.NEVER,
        "needs_consent": sharing is not Sharing.YES,
    }


@blueprint.post("/desk/cases/<reference>/hand-off")
@staff(Act.HAND_OFF, fresh="Copy a case for another organization")
def make(reference: str) -> ResponseReturnValue:
    """Record for whom the copy is made, then return it, if the applicant agreed."""
    form, reader = CopyForm(request.form), current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader)
    if not form.validate():
        return show(reference, form, 422)
    sharing = sharing_of(opened.answers)
    act = AuditAct.HANDED_OFF if sharing is Sharing.YES else AuditAct.HANDED_OFF_ASKED
    try:
        check_sharing(opened.answers, agreed=form.agreed.data)
        with saving():
            by = actor_of(reader, opened.case.version)
            key = by.open(reference, closed=True)
            record_note(by, key, NoteKind.HANDED_OFF, form.to.data, {}, log_as=act)
    except MayNotShare:
        form.problem = (
            gettext("The applicant does not allow a copy. Nothing was made.")
            if sharing is Sharing.NEVER
            else gettext("Ask the applicant first, then confirm that they agreed.")
        )
        return show(reference, form, 422)
    except (Refused, *NOT_OPENED) as refusal:
        return show(reference, form, explain(refusal, form))
    return _copy(opened, reader, as_file=form.format.data == "json")


@blueprint.post("/desk/cases/<reference>/copy")
@staff(Act.OPEN_CASE, fresh="Copy a whole case")
def make_whole(reference: str) -> ResponseReturnValue:
    """Record that the member copies the whole case, but for private answers, then return it."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader)
    whole = _whole(opened)
    with saving():
        actor_of(reader).log(AuditAct.CASE_COPIED, opened.case)
    return _copy(opened, reader, whole, as_file="json" in request.form)


def _copy(
    opened: OpenedCase, reader: Reader, whole: Values | None = None, *, as_file: bool
) -> ResponseReturnValue:
    """Return a page to print, or a JSON file."""
    if not as_file:
        return render_template(
            "desk/case/hand_off_paper.html",
            **frame_context(opened, reader, tab="hand_off"),
            sections=answer_sections(opened),
            deadlines=_rows(opened),
            set_by=set_by_words(),
            made_on=today(),
            whole=whole,
        )
    response = Response(_json_text(opened, whole), mimetype="application/json")
    disposition = f'attachment; filename="{opened.case.reference}.json"'
    response.headers["Content-Disposition"] = disposition
    return response


def _whole(opened: OpenedCase) -> Values:
    """Return what a copy for our own files has besides answers and deadlines, in words."""
    case, reason = opened.case, opened.case.closed_for
    status = gettext(case.stage.says)
    return {
        "status": f"{status}: {gettext(reason.says)}" if reason else status,
        "dates": [
            _entry(
                row.on,
                f"{gettext(title_of(row.kind, row.set_by))}: {gettext(row.state.says)}",
                "",
                row.note,
                met_words(row.met),
            )
            for row in opened.diary
        ],
        "notes": [
            _entry(day_of(note.at), shown["kind"], note.member_id, shown["about"], note.text)
            for shown in shown_notes(opened)
            for note in [shown["note"]]
        ],
        "messages": [
            _entry(
                shown["message"].on,
                gettext("From us") if shown["ours"] else gettext("Applicant wrote"),
                shown["message"].member_id,
                *(line for line, _ in shown["lines"]),
            )
            for shown in shown_messages(opened)
        ],
        "timeline": [
            _entry(event["day"], event["says"], event["member_id"])
            for event in history_of(case.id, deadline_words(opened))
        ],
    }


def _entry(on: date, title: str, member_id: str | None, *lines: str) -> Values:
    by = name_and_roles_of(member_id) if member_id else ""
    return {"on": on, "title": title, "by": by, "text": "\n".join(filter(None, lines))}


def _rows(opened: OpenedCase) -> list[tuple[Deadline, date | None]]:
    """Return the deadlines in the order of the applicant's plan, with the day that it tells."""
    rows = [row for act in plan_today(opened.answers).acts for row in act.rows]
    told = [told_day(row, today()) for row in rows]
    before = received_deadlines(opened.answers, opened.case)
    return list(zip(with_own_days(rows, before), told, strict=True))


def _json_text(opened: OpenedCase, whole: Values | None) -> str:
    """Return answers and deadlines as JSON; with *whole* that too, but no private answer."""
    case, answers = opened.case, opened.answers.to_json()
    if whole is not None:
        questions, private = ASYLUM.questions, Visibility.PRIVATE
        answers = {
            id_: said for id_, said in answers.items() if questions[id_].visibility is not private
        }
    content = {
        "reference": case.reference,
        "invented": case.invented,
        "received": case.received_on,
        "language": opened.language,
        "tier": case.tier,
        "answers": answers,
        "deadlines": [_deadline_json(row) for row, _ in _rows(opened)],
        "made_on": today(),
        **(whole or {}),
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=str)


def _deadline_json(deadline: Deadline) -> Values:
    return {
        "rule": deadline.rule,
        "act_by": deadline.act_by,
        "latest_lawful_day": deadline.latest_lawful_day,
        "passed": deadline.passed,
        "certainty": deadline.certainty,
        "set_by": deadline.set_by.value,
        "says": translated(deadline.reason.says.for_staff()),
        "do": translated(deadline.do.for_staff()),
        "authority": deadline.reason.authority,
    }
