"""The messages of a case: the thread, and a box to write to the applicant in their language."""

from datetime import datetime
from functools import partial

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.case.open_case import OpenedCase, key_to_write
from intake.actions.case.tell_decision import (
    draft_message,
    drafted,
    mark_replies_read,
    send_message,
    unsend_message,
)
from intake.actions.opening.case_keys import Actor, Reader
from intake.actions.opening.case_messages import OpenMessage, Words, last_number
from intake.amendments.approved import texts_in_force
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.extensions import saving
from intake.messages.models import Direction
from intake.messages.thread import HARDEST, LONGEST, readability_of
from intake.messages.wordings import WORDINGS, WordingId, tagged_lines
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.after_sending.plan_today import call_lines
from intake.web.answers import spoken_name
from intake.web.app_context import Values, settings
from intake.web.desk.case.case_forms import DraftForm, MessageForm
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.restricted_page import load_case, unopened_page
from intake.web.desk.case.wall import Answer, on_case
from intake.web.desk.common.alerts import audit_broken_seal
from intake.web.desk.common.case_words import WORDING
from intake.web.desk.common.fields import DeskForm, RowIdField, filled
from intake.web.desk.common.letters import (
    NO_TEMPLATE,
    has_template,
    is_checked,
    languages_for,
    letter_text,
    wanted_language,
)
from intake.web.desk.common.reader import actor_of, current_reader
from intake.web.desk.common.recent_action import pending_messages

blueprint = Blueprint("messages", __name__)


class UnsendForm(DeskForm):
    """The message to take back before it is delivered."""

    message = RowIdField()


@blueprint.get("/desk/cases/<reference>/messages")
@staff(Act.OPEN_CASE)
def show(reference: str, form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show the thread, and mark it as read for a member who may work on the case.

    It is not marked on the page of a form that was refused.
    """
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    sent = [message.id for message in opened.messages if message.member_id == reader.member_id]
    unread_from = opened.case.replied_on
    answered = log.last_day(AuditAct.ANSWERS_ADDED, opened.case.id) if unread_from else None
    page = render_template(
        "desk/case/messages.html",
        **frame_context(opened, reader, form, tab="messages"),
        thread=shown_messages(opened),
        newest=sent[-1] if sent else "",
        answered_on=answered if answered and unread_from and answered >= unread_from else None,
        sending=pending_messages(opened),
        **_composer_context(opened, reader, form),
    )
    may_work = reader.may(Act.WORK_CASE)
    if request.method == "GET" and may_work and not opened.case.erase_asked_on:
        up_to = last_number(opened.messages, Direction.IN)
        with saving():
            mark_replies_read(actor_of(reader, opened.version), reference, up_to=up_to)
    return page, status


@blueprint.post("/desk/cases/<reference>/messages")
@on_case(Act.WORK_CASE, MessageForm, refused=show)
def send(by: Actor, form: MessageForm, reference: str) -> str:
    """Send a message to the applicant."""
    send_message(by, key_to_write(by, reference), _words(by, form))
    return "messages.show"


@blueprint.post("/desk/cases/<reference>/messages/draft")
@on_case(Act.WORK_CASE, DraftForm, refused=show)
def save_draft(by: Actor, form: DraftForm, reference: str) -> Answer:
    """Save the draft. Answer with the page and a ready text if one was asked for."""
    newest = form.newest.data if form.quiet.data else ""
    draft_message(by, reference, _words(by, form), newest=newest)
    if form.add.data:
        return partial(show, reference, form)
    if not form.quiet.data:
        return "messages.show"
    text = form.text.data
    line = draft_status(text, language=form.language.data, saved_at=by.at if text else None)
    return lambda: Response(line, mimetype="text/plain")


@blueprint.post("/desk/cases/<reference>/messages/back")
@on_case(Act.WORK_CASE, UnsendForm, refused=show)
def unsend(by: Actor, form: UnsendForm, reference: str) -> str:
    """Take a message back that is not out yet."""
    unsend_message(by, reference, form.message.data)
    return "messages.show"


def _words(by: Actor, form: MessageForm) -> Words:
    is_dropped = isinstance(form, DraftForm) and form.drop.data
    return Words(
        text="" if is_dropped else form.text.data,
        language=form.language.data,
        wording=str(form.wording.data or ""),
        member_id=by.member_id,
    )


def shown_messages(opened: OpenedCase) -> list[Values]:
    """Return the messages of a case in lines, newest first."""
    return [
        {
            "message": message,
            "lines": _lines(message),
            "ours": message.direction is Direction.OUT,
            "language": spoken_name(message.language),
            "wording": _wording_title(message.wording),
            "waits": message.waits(clock.now()),
        }
        for message in reversed(opened.messages)
    ]


def _lines(message: OpenMessage) -> list[tuple[str, str]]:
    if message.call:
        return [(line, "en") for line in call_lines(message.call)]
    return list(tagged_lines(message.text, message.language))


def _composer_context(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> Values:
    """Return the variables of the box: a form that was refused, else the draft, else nothing."""
    draft = None
    with audit_broken_seal(reader, case_id=opened.case.id):
        draft = drafted(opened.case, reader)
    languages, texts = languages_for(opened), texts_in_force()
    wanted = wanted_language(opened)
    language = wanted if wanted in dict(languages) else opened.language
    words = draft.words if draft else Words(text="", language=language)
    message_form = filled(
        form, MessageForm, text=words.text, language=words.language, wording=words.wording
    )
    if isinstance(message_form, DraftForm) and message_form.add.data and not message_form.errors:
        _append(message_form, message_form.add.data, opened)
    tag = message_form.language.data
    if tag not in dict(languages):
        tag = opened.language
    saved_at = draft.saved_at if draft else None
    return {
        "message_form": message_form,
        "may_write": reader.may(Act.WORK_CASE) and not opened.case.erase_asked_on,
        "goes_out_in": spoken_name(tag),
        "languages": languages,
        "ready_texts": [
            {
                "id": wording.id.value,
                "title": gettext(WORDING[wording.id]),
                "is_checked": is_checked(wording, opened, tag, texts),
            }
            for wording in WORDINGS.values()
        ],
        "has_draft": draft is not None,
        "draft_status": draft_status(message_form.text.data, language=tag, saved_at=saved_at),
    }


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


def _wording_title(wording: str) -> str:
    """Return the title of a ready text; empty for own words."""
    return gettext(WORDING[WordingId(wording)]) if wording in set(WordingId) else ""


def _append(form: DraftForm, wording_id: WordingId, opened: OpenedCase) -> None:
    """Put a ready text below what was typed, if the language chosen has it."""
    wording, tag = WORDINGS[wording_id], form.language.data
    if not has_template(wording, tag):
        form.problem = gettext(NO_TEMPLATE)
        return
    form.text.data = "\n\n".join(filter(None, [form.text.data, letter_text(wording, opened, tag)]))
    form.wording.data = wording_id
