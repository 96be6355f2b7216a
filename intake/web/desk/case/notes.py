"""The notes of a case, which only staff read: newest first, one of them pinned on top."""

from flask import Blueprint, request
from flask_babel import gettext

from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Actor, Reader
from intake.actions.opening.case_notes import add_note, pin_note
from intake.notes.store import TYPED, NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.app_context import Values
from intake.web.desk.case.case_forms import NoteForm
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.fields import DeskForm, RowIdField, filled, options_of

blueprint = Blueprint("notes", __name__)


class PinForm(DeskForm):
    """The note to show on top; none takes the pinned one down."""

    note = RowIdField()


HIDDEN = frozenset({NoteKind.CONFLICT_FOUND})
"""Notes without text, which have a page of their own."""


@blueprint.get("/desk/cases/<reference>/notes")
@staff(Act.OPEN_CASE)
@case_page("desk/case/notes.html", tab="notes")
def show(opened: OpenedCase, _reader: Reader, form: DeskForm | None) -> Values:
    """Show the notes; with ``kind`` in the query, only those of this kind."""
    kind = request.args.get("kind", "")
    notes = shown_notes(opened)
    return {
        "pinned": [shown for shown in notes if shown["note"].pinned],
        "notes": [shown for shown in notes if not kind or shown["note"].kind == kind],
        "kinds": options_of(
            code for code in NoteKind if any(shown["note"].kind is code for shown in notes)
        ),
        "chosen_kind": kind,
        "note_form": filled(form, NoteForm),
        "typed": options_of(TYPED),
    }


@blueprint.post("/desk/cases/<reference>/notes")
@on_case(Act.SCREEN_CASE, NoteForm, refused=show)
def add(by: Actor, form: NoteForm, reference: str) -> str:
    """Add a note, or the translation of an answer."""
    kind = form.kind.chosen
    add_note(by, reference, kind, form.text.data, question=form.question.data)
    return "case.show" if kind is NoteKind.TRANSLATION else "notes.show"


@blueprint.post("/desk/cases/<reference>/notes/pin")
@on_case(Act.SCREEN_CASE, PinForm, refused=show)
def pin(by: Actor, form: PinForm, reference: str) -> str:
    """Show a note on top, or take the one on top down."""
    pin_note(by, reference, form.note.data)
    return "notes.show"


def shown_notes(opened: OpenedCase) -> list[Values]:
    """Return the notes of a case, newest first, with the kind of each in words.

    ``about`` is the question whose answer a note translates.
    """
    return [
        {
            "note": note,
            "kind": gettext(note.kind.says),
            "about": gettext(question.says)
            if (question := ASYLUM.questions.get(note.facts.get("question", "")))
            else "",
        }
        for note in reversed(opened.notes)
        if note.kind not in HIDDEN
    ]
