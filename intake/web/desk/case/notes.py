"""The notes of a case: what staff write for themselves, each of its kind, one of them on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.add_note import add_note, pin_note
from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_notes import OpenNote
from intake.notes.kinds import TYPED, NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.staff.roles import Act, may
from intake.web.access import staff
from intake.web.app_context import settings
from intake.web.desk.case.acting import act_on, moment
from intake.web.desk.case.case_forms import NoteForm, PinForm
from intake.web.desk.case.case_page import case_page
from intake.web.desk.case.frame import page_url
from intake.web.desk.common.case_words import NOTE
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.history import day_and_time
from intake.web.desk.common.reader import short_names

blueprint = Blueprint("notes", __name__)

HIDDEN = frozenset({NoteKind.CONFLICT_FOUND})
"""What has a page of its own and no words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownNote:
    """A note, in words; ``about`` is the question whose answer it translates."""

    note: OpenNote
    kind: str
    who: str
    when: str
    about: str


@blueprint.get("/desk/cases/<reference>/notes")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Every note, the newest first; with a kind in the address only those."""
    return _page(reference)


@blueprint.post("/desk/cases/<reference>/notes")
@staff(Act.WORK_CASE)
def add(reference: str) -> ResponseReturnValue:
    """Write one."""
    form = NoteForm(request.form)

    def change(me: Reader) -> None:
        add_note(
            reference,
            me,
            form.chosen or NoteKind.CALL,
            form.words,
            **moment(form),
            question=form.question.data or "",
        )

    back = "case.show" if form.chosen is NoteKind.TRANSLATION else "notes.show"
    return act_on(reference, form, change, _page, back=back)


@blueprint.post("/desk/cases/<reference>/notes/pin")
@staff(Act.WORK_CASE)
def pin(reference: str) -> ResponseReturnValue:
    """Put one on top, or take it down."""
    form = PinForm(request.form)

    def change(me: Reader) -> None:
        note = form.note.data or ""
        pin_note(reference, me, note, **moment(form))

    return act_on(reference, form, change, _page, back="notes.show")


def _content(opened: OpenedCase, me: Reader, form: DeskForm | None) -> dict[str, Any]:
    wanted = request.args.get("kind", "")
    notes = shown_notes(opened)
    return {
        "pinned": [one for one in notes if one.note.pinned],
        "notes": [one for one in notes if not wanted or one.note.kind == wanted],
        "kinds": [
            (gettext(NOTE[kind]), page_url("notes.show", opened.case, kind=kind.value), kind)
            for kind in NoteKind
            if any(one.note.kind is kind for one in notes)
        ],
        "wanted": wanted,
        "all_url": page_url("notes.show", opened.case),
        "note_form": form if isinstance(form, NoteForm) else NoteForm(),
        "typed": [(kind.value, gettext(NOTE[kind])) for kind in TYPED],
        "add_url": page_url("notes.add", opened.case),
        "pin_url": page_url("notes.pin", opened.case),
        "may_write": may(me.roles, Act.WORK_CASE),
    }


_page = case_page("desk/case/notes.html", "notes", _content)


def shown_notes(opened: OpenedCase) -> list[ShownNote]:
    """The notes of a case in words, the newest first."""
    name = short_names(opened.case.team_id)
    return [
        ShownNote(
            note=note,
            kind=gettext(NOTE[note.kind]),
            who=name(note.member_id),
            when=day_and_time(note.at, settings().time_zone),
            about=_question(note),
        )
        for note in reversed(opened.notes)
        if note.kind not in HIDDEN
    ]


def _question(note: OpenNote) -> str:
    question = ASYLUM.questions.get(note.facts.get("question", ""))
    return gettext(question.says) if question else ""
