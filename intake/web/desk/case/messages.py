"""The messages of a case: the thread, and a box to write to the applicant in their language."""

from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.case.open_case import OpenedCase, key_to_write
from intake.actions.case.send_message import (
    Drafted,
    draft_message,
    drafted,
    mark_replies_read,
    send_message,
    unsend_message,
)
from intake.actions.opening.case_keys import Actor, Reader
from intake.actions.opening.case_messages import OpenMessage, Words, last_number
from intake.amendments.wordings import texts_in_force
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.extensions import saving
from intake.messages.models import Direction
from intake.messages.thread import HARDEST, LONGEST, readability_of
from intake.messages.wordings import WORDINGS, WordingId, tagged_lines
from intake.requests import store as requests
from intake.staff.store import Act, may
from intake.web.access import staff
from intake.web.after_sending.plan_today import call_lines, older_time_line
from intake.web.answers import spoken_name
from intake.web.app_context import settings
from intake.web.desk.case.case_forms import DraftForm, MessageForm
from intake.web.desk.case.frame import frame_context, page_url
from intake.web.desk.case.restricted_page import load_case, unopened_page
from intake.web.desk.case.wall import Answer, on_case
from intake.web.desk.common.alerts import audit_broken_seal
from intake.web.desk.common.case_words import WORDING
from intake.web.desk.common.fields import DeskForm, RowIdField
from intake.web.desk.common.letters import NO_TEMPLATE, has_template, is_checked, letter_text
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
        with saving():
            mark_replies_read(actor_of(reader, opened.version), reference, up_to=up_to)
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
    names = MemberNames(with_roles=True)
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


def composer_context(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    """Return the variables of the box: a form that was refused, else the draft, else nothing."""
    draft = _draft(opened, reader)
    filled = form if isinstance(form, MessageForm) else _form_with(draft, opened)
    if isinstance(filled, DraftForm) and filled.add.data and not filled.errors:
        _append(filled, filled.add.data, opened)
    languages = list(dict.fromkeys([opened.language, *settings().languages]))
    tag = filled.language.data if filled.language.data in languages else opened.language
    texts = texts_in_force()
    saved_at = draft.saved_at if draft else None
    return {
        "message_form": filled,
        "may_write": may(reader.roles, Act.WORK_CASE),
        "has_code": bool(requests.with_code([opened.case.request_id])),
        "goes_out_in": spoken_name(tag),
        "languages": [(language, spoken_name(language)) for language in languages],
        "ready_texts": [
            {
                "id": wording.id.value,
                "title": wording_title(wording.id.value),
                "is_checked": is_checked(wording, opened, tag, texts),
            }
            for wording in WORDINGS.values()
        ],
        "may_amend_wording": may(reader.roles, Act.AMEND_WORDING),
        "has_draft": draft is not None,
        "draft_status": draft_status(filled.text.data, language=tag, saved_at=saved_at),
        "send_url": page_url("messages.send", opened.case),
        "letter_url": page_url("letter.show", opened.case),
        "draft_url": page_url("messages.save_draft", opened.case),
    }


def _draft(opened: OpenedCase, reader: Reader) -> Drafted | None:
    """Return the draft; ``None`` also if it does not open, which is recorded."""
    with audit_broken_seal(reader, case_id=opened.case.id):
        return drafted(opened.case, reader)
    return None


def draft_status(text: str, *, language: str, saved_at: datetime | None) -> str:
    """Return a line about a draft: when it was saved, and how easy it is to read."""
    sentences = []
    if saved_at is not None:
        local = saved_at.astimezone(settings().time_zone)
        sentences.append(gettext("Draft saved at %(time)s.", time=f"{local:%H:%M}"))
    if ease := readability_of(text, language=language):
        sentences.append(gettext("Longest sentence: %(count)s words.", count=ease.longest))
        if ease.grade is not None:
            sentences.append(gettext("Reading grade: %(grade)s.", grade=ease.grade))
        if not ease.is_plain:
            sentences.append(
                gettext(
                    "Simplify this: aim for grade %(grade)s or lower and at most %(count)s words a "
                    "sentence.",
                    grade=HARDEST,
                    count=LONGEST,
                )
            )
    return " ".join(sentences)


def wording_title(wording: str) -> str:
    """Return the title of a ready text; empty for own words."""
    return gettext(WORDING[WordingId(wording)]) if wording in set(WordingId) else ""


def _form_with(draft: Drafted | None, opened: OpenedCase) -> MessageForm:
    if draft is None:
        return MessageForm(data={"language": opened.language})
    words = draft.words
    return MessageForm(
        data={"text": words.text, "language": words.language, "wording": words.wording}
    )


def _append(form: DraftForm, wording_id: WordingId, opened: OpenedCase) -> None:
    """Put a ready text below what was typed, if the language chosen has it."""
    wording, tag = WORDINGS[wording_id], form.language.data or ""
    if not has_template(wording, tag):
        form.problem = gettext(NO_TEMPLATE)
        return
    form.text.data = "\n\n".join(filter(None, [form.text.data, letter_text(wording, opened, tag)]))
    form.wording.data = wording_id
