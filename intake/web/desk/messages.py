"""The messages of a case: the thread, and a box to write to the person in their language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.case_keys import Reader
from intake.actions.case_messages import OpenMessage, Words
from intake.actions.open_case import OpenedCase
from intake.actions.send_message import mark_replies_read, send_message
from intake.extensions import db, writing
from intake.messages.models import Direction
from intake.messages.wordings import WORDINGS, WordingId
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.answers import spoken_name
from intake.web.desk import gate
from intake.web.desk.acting import act_on
from intake.web.desk.case_forms import MessageForm
from intake.web.desk.case_words import WORDING
from intake.web.desk.forms import DeskForm
from intake.web.desk.frame import frame_context, page_url
from intake.web.desk.letters import is_approved_for, language_of, text_of
from intake.web.desk.reader import reader, short_names
from intake.web.practice import settings, today

blueprint = Blueprint("messages", __name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class InThread:
    """One message, as the desk shows it."""

    message: OpenMessage
    ours: bool
    who: str
    language: str
    wording: str
    read_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """A ready text that can be put into the box; without approval it cannot be sent."""

    id: str
    title: str
    url: str
    approved: bool


@blueprint.get("/desk/cases/<reference>/messages")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """The thread. What the person wrote counts as read once a member who works cases sees it."""
    page = _page(reference)
    if may(signed_in().member.roles, Act.WORK_CASE):
        with writing():
            mark_replies_read(reference, reader(), today=today(), now=clock.now())
            db.session.commit()
    return page


@blueprint.post("/desk/cases/<reference>/messages")
@staff(Act.WORK_CASE)
def send(reference: str) -> ResponseReturnValue:
    """Write to the person."""
    form = MessageForm(request.form)

    def change(me: Reader) -> None:
        words = Words(
            text=form.words,
            language=form.language.data or "",
            wording=form.ready.value if form.ready else "",
            member_id=me.member_id,
        )
        send_message(
            reference, me, words, version=form.seen_version, today=today(), now=clock.now()
        )

    return act_on(reference, form, change, _page, back="messages.show")


def _page(reference: str, form: DeskForm | None = None) -> str:
    def shown(opened: OpenedCase, me: Reader) -> str:
        return render_template(
            "desk/messages.html",
            member=signed_in().member,
            form=form,
            **frame_context(opened.case, opened.card, me, tab="messages"),
            **_thread(opened),
            **_composer(opened, me, form),
        )

    return gate.page(reference, shown, form=form)


def _thread(opened: OpenedCase) -> dict[str, Any]:
    name = short_names(opened.case.team_id)
    return {
        "thread": [
            InThread(
                message=one,
                ours=one.direction is Direction.OUT,
                who=name(one.member_id) if one.member_id else "",
                language=spoken_name(one.language),
                wording=_title(one.wording),
                read_on=one.read_on,
            )
            for one in reversed(opened.messages)
        ]
    }


def _composer(opened: OpenedCase, me: Reader, form: DeskForm | None) -> dict[str, Any]:
    tag = _language(opened, form)
    filled = form if isinstance(form, MessageForm) else _filled(opened, tag)
    return {
        "message_form": filled,
        "may_write": may(me.roles, Act.WORK_CASE),
        "goes_out_in": spoken_name(tag),
        "languages": [(one, spoken_name(one)) for one in _languages(opened)],
        "ready": [
            Ready(
                id=one.id.value,
                title=_title(one.id.value),
                url=page_url("messages.show", opened.case, wording=one.id.value, written_in=tag),
                approved=is_approved_for(one, opened, tag),
            )
            for one in WORDINGS.values()
        ],
        "send_url": page_url("messages.send", opened.case),
    }


def _filled(opened: OpenedCase, tag: str) -> MessageForm:
    """The box with the ready text that was chosen, if it may go out in this language."""
    wanted = request.args.get("wording", "")
    wording = WORDINGS[WordingId(wanted)] if wanted in set(WordingId) else None
    if wording is None or not is_approved_for(wording, opened, tag):
        return MessageForm(data={"language": tag})
    text = text_of(wording, opened, tag)
    return MessageForm(data={"text": text, "language": tag, "wording": wanted})


def _language(opened: OpenedCase, form: DeskForm | None) -> str:
    said = form.language.data if isinstance(form, MessageForm) else request.args.get("written_in")
    return said if said in _languages(opened) else language_of(opened.case)


def _languages(opened: OpenedCase) -> list[str]:
    """The person's first, then those this desk offers."""
    return list(dict.fromkeys([language_of(opened.case), *settings().languages]))


def _title(wording: str) -> str:
    return gettext(WORDING[WordingId(wording)]) if wording in set(WordingId) else ""
