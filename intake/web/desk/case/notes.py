"""The notes of a case, which only staff read: newest first, one of them pinned on top."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.case.add_note import add_note, pin_note
from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Actor, Reader
from intake.actions.opening.case_notes import OpenNote
from intake.frozen import frozen
from intake.notes.store import TYPED, NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.staff.store import Act, may
from intake.web.access import staff
from intake.web.desk.case.case_forms import NoteForm
from intake.web.desk.case.frame import page_url
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.case_words import NOTE
from intake.web.desk.common.fields import DeskForm, RowIdField
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.common.recent_action import day_and_time

blueprint = Blueprint("notes", __name__)


class PinForm(DeskForm):
    """The note to show on top; none takes the pinned one down."""

    note = RowIdField()


HIDDEN = frozenset({NoteKind.CONFLICT_FOUND})
"""Notes without text, which have a page of their own."""


@frozen
class ShownNote:
    """A note in words. ``about`` is the question whose answer it translates."""

    note: OpenNote
    kind: str
    who: str
    when: str
    about: str


def _page(reference: str, form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    template, context = "desk/case/notes.html", _notes_context
    return case_page(reference, form, status, template, tab="notes", context=context)


@blueprint.get("/desk/cases/<reference>/notes")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Show the notes; with ``kind`` in the query, only those of this kind."""
    return _page(reference)


@blueprint.post("/desk/cases/<reference>/notes")
@on_case(Act.SCREEN_CASE, NoteForm, refused=_page)
def add(by: Actor, form: NoteForm, reference: str) -> str:
    """Add a note, or the translation of an answer."""
    kind = form.kind.chosen
    add_note(by, reference, kind, form.text.data, question=form.question.data or "")
    return "case.show" if kind is NoteKind.TRANSLATION else "notes.show"


@blueprint.post("/desk/cases/<reference>/notes/pin")
@on_case(Act.SCREEN_CASE, PinForm, refused=_page)
def pin(by: Actor, form: PinForm, reference: str) -> str:
    """Show a note on top, or take the one on top down."""
    pin_note(by, reference, form.note.data)
    return "notes.show"


def _notes_context(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    kind = request.args.get("kind", "")
    notes = shown_notes(opened)
    return {
        "pinned": [row for row in notes if row.note.pinned],
        "notes": [row for row in notes if not kind or row.note.kind == kind],
        "kinds": [
            (gettext(NOTE[code]), page_url("notes.show", opened.case, kind=code.value), code)
            for code in NoteKind
            if any(row.note.kind is code for row in notes)
        ],
        "chosen_kind": kind,
        "all_url": page_url("notes.show", opened.case),
        "note_form": form if isinstance(form, NoteForm) else NoteForm(),
        "typed": [(code.value, gettext(NOTE[code])) for code in TYPED],
        "add_url": page_url("notes.add", opened.case),
        "pin_url": page_url("notes.pin", opened.case),
        "may_write": may(reader.roles, Act.SCREEN_CASE),
    }


def shown_notes(opened: OpenedCase) -> list[ShownNote]:
    """Return the notes of a case in words, newest first."""
    names = MemberNames(with_roles=True)
    return [
        ShownNote(
            note=note,
            kind=gettext(NOTE[note.kind]),
            who=names.of(note.member_id),
            when=day_and_time(note.at),
            about=_question(note),
        )
        for note in reversed(opened.notes)
        if note.kind not in HIDDEN
    ]


def _question(note: OpenNote) -> str:
    question = ASYLUM.questions.get(note.facts.get("question", ""))
    return gettext(question.says) if question else ""
