"""Search by a name in any spelling, a number, a date of birth, a place, or a reference.

Nothing of a search is stored; the packs of cards that it had to make are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake import clock
from intake.actions.opening.read_cards import read_cards
from intake.actions.opening.search_cards import search_batch
from intake.actions.queue.show_many import FEW, record_search
from intake.cases import store as cases
from intake.cases.cards import single_cards
from intake.conflicts.search_terms import SearchTerms, read_search
from intake.extensions import db, writing
from intake.staff.preferences import Preference, has_preference
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.fields import LineField, NumberField, RowIdField, RowIdsField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import MemberNames, current_reader, save_packs
from intake.web.desk.common.rows import PageWords, Row, row_of
from intake.web.desk.common.view import current_walls

blueprint = Blueprint("search", __name__)

WORKS_FOR = timedelta(seconds=8)
"""Time that one request searches before it answers with the next button."""

LONGEST = 200
MOST_SHOWN = 200
"""Rows on the page. Of more, only the number is shown: the page could grow too large to send."""


class SearchForm(DeskForm):
    """The words to search for, and how far an earlier request has come."""

    q = LineField()
    after = RowIdField()
    looked = NumberField()
    unopened = NumberField()
    count = NumberField()
    found = RowIdsField()

    def validate_q(self, field: LineField) -> None:
        """Refuse words by which no case can be found."""
        if len(field.data) > LONGEST or read_search(field.data).is_empty:
            raise ValidationError(
                gettext("Enter a name, at least four digits of a number, or another fact.")
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """The progress of a search: the cards searched, the matches, and those of them shown."""

    after: str
    looked: int
    unopened: int
    count: int
    found: tuple[str, ...]
    is_end: bool


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
    progress = _searched(read_search(form.q.data or ""), _progress_in(form))
    if (count := len(progress.found)) > FEW:
        with writing():
            record_search(signed_in().session, count, today=today(), now=clock.now())
            db.session.commit()
    return _page(form, progress)


def _progress_in(form: SearchForm) -> Progress:
    matches = soonest(form.found.data[:MOST_SHOWN])
    return Progress(
        after=form.after.data,
        looked=form.looked.data,
        unopened=form.unopened.data,
        count=max(form.count.data, len(matches)),
        found=matches,
        is_end=False,
    )


def _searched(words: SearchTerms, progress: Progress) -> Progress:
    """Search on until the time is up or no card is left."""
    reader, until = current_reader(), clock.now() + WORKS_FOR
    while not progress.is_end and clock.now() < until:
        batch = search_batch(words, reader, after=progress.after)
        progress = replace(
            progress,
            after=batch.last,
            looked=progress.looked + batch.read,
            unopened=progress.unopened + batch.unopened,
            count=progress.count + len(batch.matches),
            found=soonest(progress.found + batch.matches) if batch.matches else progress.found,
            is_end=batch.is_end,
        )
    save_packs(reader)
    return progress


def soonest(case_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cases of this team that are shown: those due soonest."""
    team_id = signed_in().member.team_id
    return cases.soonest_of(case_ids, team_id=team_id, at_most=MOST_SHOWN)


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


def rows_of_matches(case_ids: Sequence[str]) -> list[Row]:
    """Return the rows of the matches, open cases first, soonest due first."""
    reader, day = current_reader(), today()
    matches = cases.with_ids(case_ids)
    opened, words = read_cards(matches, reader), PageWords(MemberNames(reader.team_id))
    hides = has_preference(signed_in().member, Preference.HIDE_NAMES)
    return [
        row_of(case, opened.get(case.id), today=day, words=words, hides_name=hides)
        for case in matches
    ]
