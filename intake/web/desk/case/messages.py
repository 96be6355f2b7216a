"""The messages of a case: the thread, and a box to write to the applicant in their language."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.case.open_case import OpenedCase, key_to_write
from intake.actions.case.send_message import (
    draft_message,
    mark_replies_read,
    send_message,
    unsend_message,
)
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_messages import OpenMessage, Words, last_number
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.extensions import db, writing
from intake.messages.models import Direction
from intake.messages.wording_text import tagged_lines
from intake.staff.roles import Act, may
from intake.web.access import staff
from intake.web.after_sending.call_words import call_lines, older_time_line
from intake.web.answers import spoken_name
from intake.web.desk.case.case_access import load_case, unopened_page
from intake.web.desk.case.case_forms import DraftForm, MessageForm
from intake.web.desk.case.composer import composer_context, draft_status, wording_title
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.on_case import Answer, on_case
from intake.web.desk.common.fields import RowIdField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import MemberNames, actor_of, current_reader
from intake.web.desk.common.recent_action import pending_messages

blueprint = Blueprint("messages", __name__)


class UnsendForm(DeskForm):
    """The message to take back before it is delivered."""

    message = RowIdField()


def messages_page(
    reference: str, form: DeskForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Return the page of messages with a form that was refused, or what stands for it."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    return _rendered(opened, reader, form), status


@blueprint.get("/desk/cases/<reference>/messages")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Show the thread, and mark it as read for a member who may work on the case."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader)
    page = _rendered(opened, reader)
    if may(reader.roles, Act.WORK_CASE) and not opened.case.erase_asked_on:
        up_to = last_number(opened.messages, Direction.IN)
        with writing():
            mark_replies_read(actor_of(reader, opened.version), reference, up_to=up_to)
            db.session.commit()
    return page


@blueprint.post("/desk/cases/<reference>/messages")
@on_case(Act.WORK_CASE, MessageForm, refused=messages_page)
def send(by: Actor, form: MessageForm, reference: str) -> str:
    """Send a message to the applicant."""
    send_message(by, key_to_write(by, reference), _words(by, form))
    return "messages.show"


@blueprint.post("/desk/cases/<reference>/messages/draft")
@on_case(Act.WORK_CASE, DraftForm, refused=messages_page)
def save_draft(by: Actor, form: DraftForm, reference: str) -> Answer:
    """Save the draft. Answer with the page and a ready text if one was asked for."""
    newest = form.newest.data if form.quiet.data else ""
    draft_message(by, reference, _words(by, form), newest=newest)
    if form.add.data:
        return partial(messages_page, reference, form)
    return partial(_status_line, form, by.at) if form.quiet.data else "messages.show"


@blueprint.post("/desk/cases/<reference>/messages/back")
@on_case(Act.WORK_CASE, UnsendForm, refused=messages_page)
def unsend(by: Actor, form: UnsendForm, reference: str) -> str:
    """Take a message back that is not out yet."""
    unsend_message(by, reference, form.message.data)
    return "messages.show"


def _words(by: Actor, form: MessageForm) -> Words:
    is_dropped = isinstance(form, DraftForm) and form.drop.data
    return Words(
        text="" if is_dropped else form.text.data,
        language=form.language.data or "",
        wording=str(form.wording.data or ""),
        member_id=by.member_id,
    )


def _status_line(form: DraftForm, now: datetime) -> Response:
    """Return the line below the box, for the script that saved the draft."""
    text = form.text.data
    line = draft_status(text, language=form.language.data or "", saved_at=now if text else None)
    return Response(line, mimetype="text/plain")


def _rendered(opened: OpenedCase, reader: Reader, form: DeskForm | None = None) -> str:
    sent = [message.id for message in opened.messages if message.member_id == reader.member_id]
    unread_from = opened.case.replied_on
    answered = log.last_day(AuditAct.ANSWERS_ADDED, opened.case.id) if unread_from else None
    return render_template(
        "desk/case/messages.html",
        **frame_context(opened, reader, form, tab="messages"),
        thread=_thread(opened),
        newest=sent[-1] if sent else "",
        answered_on=answered if answered and unread_from and answered >= unread_from else None,
        sending=pending_messages(opened),
        **composer_context(opened, reader, form),
    )


def _thread(opened: OpenedCase) -> list[dict[str, Any]]:
    names = MemberNames(opened.case.team_id, with_roles=True)
    return [
        {
            "message": message,
            "lines": _lines(message),
            "ours": message.direction is Direction.OUT,
            "who": names.of(message.member_id),
            "language": spoken_name(message.language),
            "wording": wording_title(message.wording),
            "read_on": message.read_on,
            "waits": message.waits(clock.now()),
        }
        for message in reversed(opened.messages)
    ]


def _lines(message: OpenMessage) -> tuple[tuple[str, str], ...]:
    if message.call:
        return tuple((line, "en") for line in call_lines(message.call))
    said = tuple(tagged_lines(message.text, message.language))
    line = older_time_line(message)
    return ((line, "en"), *said) if line else said
