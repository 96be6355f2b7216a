"""Search for words in notes. Nothing of a search is stored, only that a member searched notes."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake import clock
from intake.actions.opening.search_notes import search_notes
from intake.actions.queue.show_many import FEW, record_search
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import batches
from intake.extensions import db, writing
from intake.notes.word_search import NoteWords, read_words
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.fields import LineField
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_walls
from intake.web.desk.queue.search_progress import (
    WORKS_FOR,
    Progress,
    ProgressForm,
    progress_in,
    rows_of_matches,
)

blueprint = Blueprint("note_search", __name__)


class NoteSearchForm(ProgressForm):
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
    """Search for some seconds and show the matches. No address and no log has the words."""
    form = NoteSearchForm(request.form)
    if not form.validate():
        return _page(form, None), 422
    started = not form.after.data
    progress = _searched(read_words(form.q.data), progress_in(form))
    with writing():
        _record(started=started, shown=len(progress.found))
        db.session.commit()
    return _page(form, progress)


def _searched(words: NoteWords, progress: Progress) -> Progress:
    """Search on until the time is up or no case is left."""
    reader, until = current_reader(), clock.now() + WORKS_FOR
    while not progress.is_end and clock.now() < until:
        progress = progress.plus(search_notes(words, reader, after=progress.after))
        db.session.expunge_all()
    return progress


def _record(*, started: bool, shown: int) -> None:
    """Log a search of notes when it begins, and the number of cards that it shows."""
    session, day, now = signed_in().session, today(), clock.now()
    if started:
        log.record(AuditAct.NOTES_SEARCHED, on=day, member_id=session.member_id, at=now)
    if shown > FEW:
        record_search(session, shown, today=day, now=now)


def _page(form: NoteSearchForm, progress: Progress | None) -> str:
    member = signed_in().member
    rows = rows_of_matches(progress.found) if progress else []
    total, held = batches.count_readable(member.team_id) if progress else (0, 0)
    return render_template(
        "desk/queue/note_search.html",
        member=member,
        form=form,
        progress=progress,
        rows=rows,
        more=progress.count - len(rows) if progress else 0,
        total=total,
        held=held,
        walls=current_walls(),
        may_open=may(member.roles, Act.OPEN_CASE),
    )
