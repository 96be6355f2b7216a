"""Search by a name in any spelling, a number, a date of birth, a place, or a reference.

A search that takes longer than a request goes on by a page that renews itself, and is kept sealed
under its session. The packs of cards that a search had to make are stored.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake.actions.opening.kept_search import Kind, Progress
from intake.actions.opening.search_cards import search_batch
from intake.cases.cards import single_cards
from intake.conflicts.search_terms import read_search
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.common.fields import LineField
from intake.web.desk.common.reader import current_reader, save_packs
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

blueprint = Blueprint("search", __name__)

LONGEST = 200
KIND: Kind = "cards"


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
    return _page(SearchForm(), None)


@blueprint.post("/desk/search")
@staff(Act.SEARCH)
def search() -> ResponseReturnValue:
    """Search for a second and show the matches. No address and no log has the words."""
    form = SearchForm(request.form)
    if not form.validate():
        return _page(form, None), 422
    progress = _searched(form.q.data, Progress())
    with writing():
        end_or_keep(KIND, form.q.data, progress)
        db.session.commit()
    return _page(form, progress) if progress.is_end else redirect(url_for(".run"), 303)


@blueprint.get("/desk/search/run")
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
    return searching_page(gettext("Search"), progress, total=_total())


@blueprint.get("/desk/search/found")
@staff(Act.SEARCH)
def found() -> ResponseReturnValue:
    """Show the matches of a search that took long."""
    kept_search = search_of_session(KIND)
    if kept_search is None or not kept_search.progress.is_end:
        return redirect(url_for(".run" if kept_search else ".show"), 303)
    with writing():
        record_matches(kept_search.progress)
        db.session.commit()
    return _page(SearchForm(data={"q": kept_search.words}), kept_search.progress)


def _searched(words: str, progress: Progress) -> Progress:
    reader, terms = current_reader(), read_search(words)
    progress = search_on(progress, lambda after: search_batch(terms, reader, after=after))
    save_packs(reader)
    return progress


def _total() -> int:
    return single_cards.count_cards(signed_in().member.team_id)


def _page(form: SearchForm, progress: Progress | None) -> str:
    context = search_context(KIND, form, progress)
    total = _total() if context["paused"] else 0
    return render_template("desk/queue/search.html", **context, total=total)
