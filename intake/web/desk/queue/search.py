"""Search by a name in any spelling, a number, a date of birth, a place, or a reference."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake.actions.opening.search_cards import Progress, search_batch
from intake.cases import packs
from intake.conflicts.search_terms import read_search
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.common.fields import LineField
from intake.web.desk.common.reader import current_reader, save_packs
from intake.web.desk.queue.search_parts import WordsForm, search_context, search_on

blueprint = Blueprint("search", __name__)

LONGEST = 200


class SearchForm(WordsForm):
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
    return _page(SearchForm())


@blueprint.post("/desk/search")
@staff(Act.SEARCH)
def search() -> ResponseReturnValue:
    """Search, and show the matches. No address and no log has the words.

    The packs of cards that the search had to make are stored.
    """
    form = SearchForm(request.form)
    if not form.validate():
        return _page(form), 422
    reader, terms = current_reader(), read_search(form.q.data)
    progress = search_on(form, lambda after: search_batch(terms, reader, after=after))
    save_packs(reader)
    return _page(form, progress)


def _page(form: SearchForm, progress: Progress | None = None) -> str:
    is_left = progress is not None and not progress.is_end
    total = packs.count_cards(signed_in().member.team_id) if is_left else 0
    context = search_context(form, progress, total=total)
    return render_template("desk/queue/search.html", **context)
