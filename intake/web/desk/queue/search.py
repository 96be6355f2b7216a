"""Search by a name in any spelling, a number, a date of birth, a place, or a reference."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake import clock
from intake.actions.opening.search_cards import Progress, SearchedBatch, search_batch
from intake.actions.queue.show_many import FEW, record_shown
from intake.audit.acts import AuditAct
from intake.cases import packs
from intake.cases import store as cases
from intake.conflicts.search_terms import SearchTerms, read_search
from intake.extensions import saving
from intake.staff.store import Act, may
from intake.web.access import current_member, signed_in, staff
from intake.web.app_context import Values, today
from intake.web.desk.common.fields import DeskForm, LineField, NumberField, RowIdField, RowIdsField
from intake.web.desk.common.reader import current_reader, save_packs
from intake.web.desk.common.view import current_walls
from intake.web.desk.queue.queue import rows_of

WORKS_FOR = timedelta(seconds=2)
"""Time that one request searches: packs of 100,000 cards take half a second."""

SearchAfter = Callable[[str], SearchedBatch]
"""Searches the next cases after the one with this id."""


class WordsForm(DeskForm):
    """The words to search for, and how far a search came that goes on."""

    q = LineField()
    after = RowIdField()
    looked = NumberField()
    unopened = NumberField()
    count = NumberField()
    found = RowIdsField()

    def progress(self) -> Progress:
        """Return how far the search came; no progress where it begins."""
        return Progress(
            after=self.after.data,
            looked=self.looked.data,
            unopened=self.unopened.data,
            count=self.count.data,
            found=self.found.data,
        )


def search_on(form: WordsForm, search: SearchAfter) -> Progress:
    """Search until the time is up or no case is left, and log that many matches are shown."""
    progress, until = form.progress(), clock.now() + WORKS_FOR
    while not progress.is_end:
        progress = progress.plus(search(progress.after), team_id=current_member().team_id)
        if clock.now() >= until:
            break
    if (count := len(progress.found)) > FEW:
        with saving():
            session, act = signed_in().session, AuditAct.SEARCH_SHOWN
            record_shown(act, session, count, today=today(), now=clock.now())
    return progress


def search_context(
    form: WordsForm,
    progress: Progress | None,
    *,
    total: int,
    only_readable: bool = False,
    terms: SearchTerms | None = None,
) -> Values:
    """Return the form, and what a search of *total* cases has found.

    With *only_readable*, cases whose answers may no longer be read are left out. Each row says by
    which of *terms* it was found.
    """
    member = current_member()
    found = progress.found if progress else ()
    hidden = current_walls().hidden_ids
    matches = [
        case
        for case in cases.with_ids(found)
        if case.id not in hidden and (case.may_be_read or not only_readable)
    ]
    rows = [*rows_of(matches, terms).values()]  # open cases first, soonest due first
    return {
        "form": form,
        "progress": progress,
        "total": total,
        "rows": rows,
        "more": progress.count - len(rows) if progress else 0,
        "walls": current_walls(),
        "may_open": may(member.roles, Act.OPEN_CASE),
    }


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
    named = cache(terms.matches_name)  # most names that sound alike come again
    progress = search_on(form, lambda at: search_batch(terms, reader, after=at, is_named=named))
    save_packs(reader)
    return _page(form, progress)


def _page(form: SearchForm, progress: Progress | None = None) -> str:
    is_left = progress is not None and not progress.is_end
    total = packs.count_cards(current_member().team_id) if is_left else 0
    terms = read_search(form.q.data or "")
    context = search_context(form, progress, total=total, terms=terms)
    return render_template("desk/queue/search.html", **context)
