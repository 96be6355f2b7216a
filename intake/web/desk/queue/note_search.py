"""Search for words in notes.

A search that takes longer than a request goes on by a page that renews itself, and is kept sealed
under its session. The log has that a member searched notes, and no word of it.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake import clock
from intake.actions.opening.kept_search import Kind, Progress
from intake.actions.opening.search_cards import SearchedBatch
from intake.actions.opening.search_notes import search_notes
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import batches
from intake.extensions import db, writing
from intake.notes.word_search import read_words
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.fields import LineField
from intake.web.desk.common.reader import current_reader
from intake.web.desk.queue.search_progress import (
    WordsForm,
    end_or_keep,
    record_matches,
    search_context,
    search_of_session,
    search_on,
    searching_page,
    store_progress,
)

blueprint = Blueprint("note_search", __name__)

KIND: Kind = "notes"


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
    return _page(NoteSearchForm(), None)


@blueprint.post("/desk/search/notes")
@staff(Act.SEARCH)
def search() -> ResponseReturnValue:
    """Search for a second and show the matches. No address and no log has the words."""
    form = NoteSearchForm(request.form)
    if not form.validate():
        return _page(form, None), 422
    progress = _searched(form.q.data, Progress())
    with writing():
        _record_search()
        end_or_keep(KIND, form.q.data, progress)
        db.session.commit()
    return _page(form, progress) if progress.is_end else redirect(url_for(".run"), 303)


@blueprint.get("/desk/search/notes/run")
@staff(Act.SEARCH, keeps_alive=False)
def run() -> ResponseReturnValue:
    """Go on with the search of this session, and show its progress."""
    kept_search = search_of_session(KIND)
    if kept_search is None:
        return redirect(url_for(".show"), 303)
    progress = kept_search.progress
    if not progress.is_end:
        progress = _searched(kept_search.words, progress)
        store_progress(KIND, kept_search, progress)
    if progress.is_end:
        return redirect(url_for(".found"), 303)
    total, _ = batches.count_readable(signed_in().member.team_id)
    return searching_page(gettext("Search notes"), progress, total=total)


@blueprint.get("/desk/search/notes/found")
@staff(Act.SEARCH)
def found() -> ResponseReturnValue:
    """Show the matches of a search that took long."""
    kept_search = search_of_session(KIND)
    if kept_search is None or not kept_search.progress.is_end:
        return redirect(url_for(".run" if kept_search else ".show"), 303)
    with writing():
        record_matches(kept_search.progress)
        db.session.commit()
    return _page(NoteSearchForm(data={"q": kept_search.words}), kept_search.progress)


def _searched(words: str, progress: Progress) -> Progress:
    reader, note_words = current_reader(), read_words(words)

    def search_after(after: str) -> SearchedBatch:
        batch = search_notes(note_words, reader, after=after)
        db.session.expunge_all()
        return batch

    return search_on(progress, search_after)


def _record_search() -> None:
    """Log that the member searches notes."""
    member_id = signed_in().session.member_id
    log.record(AuditAct.NOTES_SEARCHED, on=today(), member_id=member_id, at=clock.now())


def _page(form: NoteSearchForm, progress: Progress | None) -> str:
    context = search_context(KIND, form, progress)
    is_begun = progress or context["paused"]
    total, held = batches.count_readable(signed_in().member.team_id) if is_begun else (0, 0)
    return render_template("desk/queue/note_search.html", **context, total=total, held=held)
