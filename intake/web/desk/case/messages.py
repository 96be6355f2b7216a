"""The messages of a case: the thread, and a box to write to the person in their language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.case.draft_message import draft_message
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.send_message import mark_replies_read, send_message
from intake.actions.case.unsend_message import call_back
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_messages import OpenMessage, Words
from intake.extensions import db, writing
from intake.messages.models import Direction
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.answers import spoken_name
from intake.web.app_context import today
from intake.web.desk.case import case_access
from intake.web.desk.case.acting import act_on, moment
from intake.web.desk.case.case_forms import DraftForm, MessageForm
from intake.web.desk.case.composer import composer_context, kept_says, wording_title
from intake.web.desk.case.frame import frame_context
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.letters import check_reviewed
from intake.web.desk.common.reader import short_names
from intake.web.desk.common.recent_action import sending_of

blueprint = Blueprint("messages", __name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class InThread:
    """One message, as the desk shows it; one that ``waits`` can still be called back."""

    message: OpenMessage
    ours: bool
    who: str
    language: str
    wording: str
    read_on: date | None
    waits: bool


@blueprint.get("/desk/cases/<reference>/messages")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """The thread. What the person wrote counts as read once a member who works cases sees it."""
    return case_access.page(reference, _read)


@blueprint.post("/desk/cases/<reference>/messages")
@staff(Act.WORK_CASE)
def send(reference: str) -> ResponseReturnValue:
    """Write to the person."""
    form = MessageForm(request.form)

    def change(me: Reader) -> None:
        words = _words(form, me)
        send_message(
            reference,
            me,
            words,
            lambda opened: check_reviewed(form.ready, opened, words.language),
            **moment(form),
        )

    return act_on(reference, form, change, _page, back="messages.show")


@blueprint.post("/desk/cases/<reference>/messages/draft")
@staff(Act.WORK_CASE)
def keep(reference: str) -> ResponseReturnValue:
    """Keep what is written so far; then the page again, with the ready text that was asked for."""
    form, now = DraftForm(request.form), clock.now()

    def change(me: Reader) -> None:
        draft_message(reference, me, _words(form, me), now=now)

    answer = act_on(reference, form, change, _page, back="messages.show")
    if isinstance(answer, tuple):
        return answer
    if form.wanted:
        return _page(reference, form)
    return _told(form, now) if form.quiet.data else answer


@blueprint.post("/desk/cases/<reference>/messages/back")
@staff(Act.WORK_CASE)
def back(reference: str) -> ResponseReturnValue:
    """Call a message back, as long as it waits."""
    wanted = request.form.get("message", "")

    def change(me: Reader) -> None:
        call_back(reference, wanted, me, today=today(), now=clock.now())

    return act_on(reference, DeskForm(request.form), change, _page, back="messages.show")


def _words(form: MessageForm, me: Reader) -> Words:
    dropped = isinstance(form, DraftForm) and form.drop.data
    return Words(
        text="" if dropped else form.words,
        language=form.language.data or "",
        wording=form.ready.value if form.ready else "",
        member_id=me.member_id,
    )


def _told(form: DraftForm, now: datetime) -> Response:
    says = kept_says(
        form.words, language=form.language.data or "", kept_at=now if form.words else None
    )
    return Response(says, mimetype="text/plain")


def _page(reference: str, form: DeskForm | None = None) -> str:
    return case_access.page(reference, partial(_shown, form=form), form=form)


def _read(opened: OpenedCase, me: Reader) -> str:
    page = _shown(opened, me)
    if may(signed_in().member.roles, Act.WORK_CASE):
        with writing():
            mark_replies_read(opened.case.reference, me, today=today(), now=clock.now())
            db.session.commit()
    return page


def _shown(opened: OpenedCase, me: Reader, form: DeskForm | None = None) -> str:
    return render_template(
        "desk/case/messages.html",
        member=signed_in().member,
        form=form,
        **frame_context(opened, me, tab="messages"),
        **_thread(opened),
        sending=sending_of(opened),
        **composer_context(opened, me, form),
    )


def _thread(opened: OpenedCase) -> dict[str, Any]:
    name = short_names(opened.case.team_id)
    return {
        "thread": [
            InThread(
                message=one,
                ours=one.direction is Direction.OUT,
                who=name(one.member_id) if one.member_id else "",
                language=spoken_name(one.language),
                wording=wording_title(one.wording),
                read_on=one.read_on,
                waits=one.waits(clock.now()),
            )
            for one in reversed(opened.messages)
        ]
    }
