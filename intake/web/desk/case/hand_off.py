"""Copy one case for another organisation, on paper or as one file. There is no copy of several."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.assessment.assess import assess_answers
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.open_private import note_handed_off
from intake.actions.opening.case_keys import Reader
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.triage.deadlines import Deadline
from intake.web.access import staff
from intake.web.app_context import law, practice, today
from intake.web.desk.case.case_access import load_case, unopened_page
from intake.web.desk.case.case_forms import CopyForm
from intake.web.desk.case.frame import frame_context, page_url
from intake.web.desk.common.case_answers import answer_sections
from intake.web.desk.common.reader import MemberNames, current_reader
from intake.web.desk.common.triage_words import set_by_words
from intake.web.filters import translated
from intake.words import N_

blueprint = Blueprint("hand_off", __name__)

MAKE = N_("Copy a case for another organization")


@blueprint.get("/desk/cases/<reference>/hand-off")
@staff(Act.HAND_OFF)
def show(reference: str) -> ResponseReturnValue:
    """Show what a copy contains before it is made."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader)
    return render_template(
        "desk/case/hand_off.html",
        **frame_context(opened, reader, tab="hand_off"),
        make_url=page_url("hand_off.make", opened.case),
    )


@blueprint.post("/desk/cases/<reference>/hand-off")
@staff(Act.HAND_OFF, fresh=MAKE)
def make(reference: str) -> ResponseReturnValue:
    """Record the copy, then return it: a page to print, or a JSON file."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader)
    with writing():
        note_handed_off(opened.case, reader, today=today(), now=clock.now())
        db.session.commit()
    if CopyForm(request.form).format.data != "json":
        return _paper(opened, reader)
    response = Response(_json_text(opened), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}.json"'
    return response


def _paper(opened: OpenedCase, reader: Reader) -> str:
    return render_template(
        "desk/case/hand_off_paper.html",
        **frame_context(opened, reader, tab="hand_off"),
        sections=answer_sections(opened, MemberNames(opened.case.team_id)),
        deadlines=_deadlines(opened),
        set_by=set_by_words(),
        made_on=today(),
        may_work=False,
        may_screen=False,
    )


def _json_text(opened: OpenedCase) -> str:
    """Return answers and deadlines as JSON, without notes and messages."""
    case = opened.case
    content = {
        "reference": case.reference,
        "invented": case.invented,
        "received": case.received_on.isoformat(),
        "language": opened.language,
        "tier": case.tier,
        "status": case.status,
        "close_reason": case.close_reason,
        "answers": opened.answers.to_json(),
        "deadlines": [_deadline_json(deadline) for deadline in _deadlines(opened)],
        "made_on": today().isoformat(),
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _deadlines(opened: OpenedCase) -> tuple[Deadline, ...]:
    received = opened.case.received_on
    return assess_answers(
        opened.answers, law(), practice=practice(), today=today(), received=received
    ).triage.deadlines


def _deadline_json(deadline: Deadline) -> dict[str, Any]:
    lawful = deadline.latest_lawful_day
    return {
        "rule": deadline.rule,
        "act_by": deadline.act_by.isoformat() if deadline.act_by else None,
        "latest_lawful_day": lawful.isoformat() if lawful else None,
        "passed": deadline.passed,
        "certainty": deadline.certainty,
        "set_by": deadline.set_by.value,
        "says": translated(deadline.reason.says.for_staff()),
        "do": translated(deadline.do.for_staff()),
        "authority": deadline.reason.authority,
    }
