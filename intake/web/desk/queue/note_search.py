"""Search for words in notes. The log has that a member searched notes, and no word of it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake.actions.opening.case_notes import search_notes
from intake.actions.opening.search_cards import Progress, SearchedBatch
from intake.audit.acts import AuditAct
from intake.cases import batches
from intake.extensions import db, saving
from intake.notes.store import read_words
from intake.staff.store import Act
from intake.web.access import current_member, staff
from intake.web.desk.common.fields import LineField
from intake.web.desk.common.reader import actor_of, current_reader
from intake.web.desk.queue.search import WordsForm, search_context, search_on

blueprint = Blueprint("note_search", __name__)


class NoteSearchForm(WordsForm):
    """Words of a note to search for."""

    def validate_q(self, field: LineField) -> None:
        """Refuse words by which nearly every note would be found."""
        if read_words(field.data).is_empty:
            raise ValidationError(gettext("Enter a word of at least three letters."))


@blueprint.get("/desk/search/notes")
@staff(Act.SEARCH)
def show() -> ResponseReturnValue:
    """Show an empty search."""
    return _page(NoteSearchForm())


@blueprint.post("/desk/search/notes")
@staff(Act.SEARCH)
def search() -> ResponseReturnValue:
    """Search, and show the matches. No address and no log has the words."""
    form = NoteSearchForm(request.form)
    if not form.validate():
        return _page(form), 422
    reader, words = current_reader(), read_words(form.q.data)

    def search_after(after: str) -> SearchedBatch:
        batch = search_notes(words, reader, after=after)
        db.session.expunge_all()
        return batch

    progress = search_on(form, search_after)
    with saving():
        actor_of(reader).log(AuditAct.NOTES_SEARCHED)
    return _page(form, progress)


def _page(form: NoteSearchForm, progress: Progress | None = None) -> str:
    total, held = batches.count_readable(current_member().team_id) if progress else (0, 0)
    context = search_context(form, progress, total=total, only_readable=True)
    return render_template("desk/queue/note_search.html", **context, held=held)
