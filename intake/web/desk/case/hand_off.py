"""Hand one case to another organisation: on paper, or as one file. Never more than one."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from intake.actions.assessment.assess import assess_answers
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.open_private import note_handed_off
from intake.actions.opening.case_keys import Reader
from intake.staff.roles import Act
from intake.triage.deadlines import Deadline
from intake.web.access import staff
from intake.web.app_context import law, practice, today
from intake.web.desk.case import case_access
from intake.web.desk.case.case_page import case_page
from intake.web.desk.case.frame import frame_context, page_url
from intake.web.desk.common.case_answers import parts_of
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import short_names
from intake.web.filters import translated
from intake.words import N_

blueprint = Blueprint("hand_off", __name__)

MAKE = N_("Make a copy of a case for another organisation")


@blueprint.get("/desk/cases/<reference>/hand-off")
@staff(Act.HAND_OFF)
def show(reference: str) -> ResponseReturnValue:
    """What a copy holds, before it is made."""
    return _page(reference)


@blueprint.post("/desk/cases/<reference>/hand-off")
@staff(Act.HAND_OFF, fresh=MAKE)
def make(reference: str) -> ResponseReturnValue:
    """The copy: a page to print, or a file. That it was made is written down."""
    as_file = request.form.get("as") == "json"
    made = case_access.page(reference, _file if as_file else _paper, note=note_handed_off)
    response = make_response(made)
    if as_file and made.startswith("{"):
        response.mimetype = "application/json"
        response.headers["Content-Disposition"] = f'attachment; filename="{reference}.json"'
    return response


def _content(opened: OpenedCase, _me: Reader, _form: DeskForm | None) -> dict[str, Any]:
    return {"make_url": page_url("hand_off.make", opened.case)}


_page = case_page("desk/case/hand_off.html", "hand_off", _content)


def _paper(opened: OpenedCase, me: Reader) -> str:
    name = short_names(opened.case.team_id)
    return render_template(
        "desk/case/hand_off_paper.html",
        **frame_context(opened, me, tab="hand_off"),
        parts=parts_of(opened, name),
        deadlines=_deadlines(opened),
        made_on=today(),
        may_work=False,
    )


def _file(opened: OpenedCase, _me: Reader) -> str:
    """What was said, and what we count from it; nothing that staff wrote for themselves."""
    case = opened.case
    kept = {
        "reference": case.reference,
        "invented": case.invented,
        "received": case.received_on.isoformat(),
        "language": case.language,
        "tier": case.tier,
        "status": case.status,
        "close_reason": case.close_reason,
        "answers": opened.answers.to_json(),
        "deadlines": [_deadline(one) for one in _deadlines(opened)],
        "made_on": today().isoformat(),
    }
    return json.dumps(kept, ensure_ascii=False, indent=2)


def _deadlines(opened: OpenedCase) -> tuple[Deadline, ...]:
    received = opened.case.received_on
    return assess_answers(
        opened.answers, law(), practice=practice(), today=today(), received=received
    ).triage.deadlines


def _deadline(one: Deadline) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "act_by": one.act_by.isoformat() if one.act_by else None,
        "latest_lawful_day": one.latest_lawful_day.isoformat() if one.latest_lawful_day else None,
        "passed": one.passed,
        "certainty": one.certainty,
        "says": translated(one.reason.says),
        "authority": one.reason.authority,
    }
