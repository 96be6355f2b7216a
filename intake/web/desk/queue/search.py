"""Search: names in any spelling, the digits of a number, a reference. Nothing typed is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import IntegerField, SelectMultipleField, StringField, ValidationError

from intake import clock
from intake.actions.opening.read_cards import read_cards
from intake.actions.opening.search_cards import look_through
from intake.cases import cards
from intake.cases import store as cases
from intake.conflicts.asked import Asked, asked
from intake.staff.preferences import Wish, wants
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import reader, short_names
from intake.web.desk.common.rows import Row, row_of
from intake.web.desk.common.view import id_in

blueprint = Blueprint("search", __name__)

WORKS_FOR = timedelta(seconds=8)
"""So long a request looks before it answers with the next button; nothing is held between."""

LONGEST = 200
MOST_SHOWN = 200
"""Of more, their number is told; a page that carried the rest could grow too large to be sent."""


class SearchForm(DeskForm):
    """What is looked for, and how far an earlier request has come."""

    q = StringField()
    after = StringField()
    looked = IntegerField()
    unopened = IntegerField()
    count = IntegerField()
    found = SelectMultipleField(validate_choice=False)

    def validate_q(self, field: StringField) -> None:
        """Something by which a case can be found."""
        if len(field.data or "") > LONGEST or asked(field.data or "").is_empty:
            raise ValidationError(
                gettext("Type a name, at least four digits of a number, or a reference.")
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a search has come: how many it found, and those of them that are shown."""

    after: str
    looked: int
    unopened: int
    count: int
    found: tuple[str, ...]
    is_end: bool


@blueprint.get("/desk/search")
@staff(Act.SEARCH)
def show() -> ResponseReturnValue:
    """An empty box."""
    return _page(SearchForm(), None)


@blueprint.post("/desk/search")
@staff(Act.SEARCH)
def look() -> ResponseReturnValue:
    """What was found so far. The words asked for are in no address and in no log."""
    form = SearchForm(request.form)
    if not form.validate():
        return _page(form, None), 422
    return _page(form, _looked(asked(form.q.data or ""), _begun(form)))


def _begun(form: SearchForm) -> Progress:
    found = _first(tuple(filter(id_in, form.found.data or ()))[:MOST_SHOWN])
    return Progress(
        after=id_in(form.after.data or ""),
        looked=form.looked.data or 0,
        unopened=form.unopened.data or 0,
        count=max(form.count.data or 0, len(found)),
        found=found,
        is_end=False,
    )


def _looked(wanted: Asked, progress: Progress) -> Progress:
    me, until = reader(), clock.now() + WORKS_FOR
    while not progress.is_end and clock.now() < until:
        some = look_through(wanted, me, after=progress.after)
        progress = replace(
            progress,
            after=some.last,
            looked=progress.looked + some.looked,
            unopened=progress.unopened + some.unopened,
            count=progress.count + len(some.found),
            found=_first(progress.found + some.found) if some.found else progress.found,
            is_end=some.is_end,
        )
    return progress


def _first(found: tuple[str, ...]) -> tuple[str, ...]:
    return cases.soonest_of(found, team_id=reader().team_id, at_most=MOST_SHOWN)


def _page(form: SearchForm, progress: Progress | None) -> str:
    member = signed_in().member
    rows = _rows(progress.found) if progress else []
    return render_template(
        "desk/queue/search.html",
        member=member,
        form=form,
        progress=progress,
        rows=rows,
        more=progress.count - len(rows) if progress else 0,
        total=cards.count_cards(member.team_id) if progress and not progress.is_end else 0,
        may_open=may(member.roles, Act.OPEN_CASE),
    )


def _rows(ids: Sequence[str]) -> list[Row]:
    """The cases found, open ones first, the soonest due on top."""
    me, day = reader(), today()
    mine = cases.with_ids(ids)
    opened, name = read_cards(mine, me), short_names(me.team_id)
    hides = wants(signed_in().member, Wish.HIDE_NAMES)
    return [
        row_of(case, opened.get(case.id), today=day, name=name, hides_name=hides) for case in mine
    ]
