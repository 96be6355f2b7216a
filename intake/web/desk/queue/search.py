"""Search by a name in any spelling, a number, a date of birth, a place, or a reference.

Nothing of a search is stored; the packs of cards that it had to make are.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake import clock
from intake.actions.opening.search_cards import search_batch
from intake.actions.queue.show_many import FEW, record_search
from intake.cases.cards import single_cards
from intake.conflicts.search_terms import SearchTerms, read_search
from intake.extensions import db, writing
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.fields import LineField
from intake.web.desk.common.reader import current_reader, save_packs
from intake.web.desk.common.view import current_walls
from intake.web.desk.queue.search_progress import (
    WORKS_FOR,
    Progress,
    ProgressForm,
    progress_in,
    rows_of_matches,
)

blueprint = Blueprint("search", __name__)

LONGEST = 200


class SearchForm(ProgressForm):
    """A name, number or another fact to search for."""

    def validate_q(self, field: LineField) -> None:
        """Refuse words by which no case can be found."""
        if len(field.data) > LONGEST or read_search(field.data).is_empty:
            raise ValidationError(
                gettext("Enter a name, at least four digits of a number, or another fact.")
            )


@blueprint.get("/desk/search")
@staff(Act.SEARCH)
def show() -> ResponseReturnValue:
    """Show an empty search."""
    return _page(SearchForm(), None)


@blueprint.post("/desk/search")
@staff(Act.SEARCH)
def search() -> ResponseReturnValue:
    """Search for some seconds and show the matches. No address and no log has the words."""
    form = SearchForm(request.form)
    if not form.validate():
        return _page(form, None), 422
    progress = _searched(read_search(form.q.data or ""), progress_in(form))
    if (count := len(progress.found)) > FEW:
        with writing():
            record_search(signed_in().session, count, today=today(), now=clock.now())
            db.session.commit()
    return _page(form, progress)


def _searched(words: SearchTerms, progress: Progress) -> Progress:
    """Search on until the time is up or no card is left."""
    reader, until = current_reader(), clock.now() + WORKS_FOR
    while not progress.is_end and clock.now() < until:
        progress = progress.plus(search_batch(words, reader, after=progress.after))
    save_packs(reader)
    return progress


def _page(form: SearchForm, progress: Progress | None) -> str:
    member = signed_in().member
    rows = rows_of_matches(progress.found) if progress else []
    return render_template(
        "desk/queue/search.html",
        member=member,
        form=form,
        progress=progress,
        rows=rows,
        more=progress.count - len(rows) if progress else 0,
        total=single_cards.count_cards(member.team_id) if progress and not progress.is_end else 0,
        walls=current_walls(),
        may_open=may(member.roles, Act.OPEN_CASE),
    )
