"""Acts on many cases of the queue at once: assign, tag, remind, print. Nothing that decides."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.case.set_follow_up import NoSuchDay
from intake.actions.opening.case_keys import Reader
from intake.actions.queue.assign_many import NoSuchColleague, assign_many
from intake.actions.queue.remind_many import remind_many
from intake.actions.queue.tag_many import tag_many
from intake.actions.queue.undo_many import TooLate, undo_many
from intake.cases import store as cases
from intake.cases.bulk_changes import MOST
from intake.cases.queue import page_of
from intake.cases.tags import Tag
from intake.desk_state.models import BulkAct
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.reader import reader
from intake.web.desk.common.view import is_reference, query_of, queue_asked
from intake.web.desk.queue.queue_page import queue_page, rows_of
from intake.words import N_

blueprint = Blueprint("many", __name__, url_prefix="/desk/many")

NOTHING = N_("Nothing is selected. Tick a case first.")
TOO_MANY = N_("These are too many at once. Narrow the view to 1,000 cases or fewer.")
NOBODY = N_("Choose to whom the cases go.")
NO_TAG = N_("Choose a tag.")
NO_DAY = N_("Give a day from today on, within two years.")
TOO_LATE = N_("It is too late to undo this. Nothing was changed.")


class NotPossible(Exception):
    """What was asked for cannot be done; tells why in one sentence."""


@blueprint.post("/assign")
@staff(Act.ASSIGN)
def assign() -> ResponseReturnValue:
    """These cases are one member's, or nobody's."""
    to = request.form.get("take") or request.form.get("to", "")

    def change(references: Collection[str], me: Reader) -> BulkAct:
        if not to:
            raise NotPossible(NOBODY)
        whose = None if to == "nobody" else to
        return assign_many(references, me, whose, today=today(), now=clock.now())

    return _done(change)


@blueprint.post("/tag")
@staff(Act.TAG)
def tag() -> ResponseReturnValue:
    """These cases have a tag, or lose it."""
    said = request.form.get("tag", "")

    def change(references: Collection[str], me: Reader) -> BulkAct:
        if said not in set(Tag):
            raise NotPossible(NO_TAG)
        off = request.form.get("off") == "1"
        return tag_many(references, me, Tag(said), off=off, today=today(), now=clock.now())

    return _done(change)


@blueprint.post("/remind")
@staff(Act.KEEP_DATE)
def remind() -> ResponseReturnValue:
    """These cases are due on a day at the latest."""

    def change(references: Collection[str], me: Reader) -> BulkAct:
        return remind_many(references, me, _day(), today=today(), now=clock.now())

    return _done(change)


@blueprint.post("/print")
@staff(Act.OPEN_CASE)
def print_list() -> ResponseReturnValue:
    """The selected rows alone, for paper."""
    queue = queue_asked()
    try:
        found = cases.with_references(_selected(), team_id=queue.team_id)
    except NotPossible as why:
        return queue_page(gettext(str(why))), 422
    rows = rows_of(queue, tuple(found))
    return render_template(
        "desk/queue/print.html",
        member=signed_in().member,
        rows=[rows[case.id] for case in found],
        back_url=url_for("queue.show", **query_of(queue)),
        today=today(),
        may_open=True,
    )


@blueprint.post("/undo/<act_id>")
@staff(Act.ASSIGN)
def undo(act_id: str) -> ResponseReturnValue:
    """The act a moment ago is taken back."""
    try:
        with writing():
            undo_many(act_id, reader(), today=today(), now=clock.now())
            db.session.commit()
    except TooLate:
        return queue_page(gettext(TOO_LATE)), 409
    return redirect(url_for("queue.show", **query_of(queue_asked())), 303)


def _done(change: Callable[[Collection[str], Reader], BulkAct]) -> ResponseReturnValue:
    """Make the change and go back to the same page, with the way to undo it."""
    try:
        references, me = _selected(), reader()
        with writing():
            act = change(references, me)
            db.session.commit()
    except NotPossible as why:
        return queue_page(gettext(str(why))), 422
    except NoSuchColleague:
        abort(404)
    except NoSuchDay:
        return queue_page(gettext(NO_DAY)), 422
    onto = request.form.get("onto", "")
    place: dict[str, Any] = {
        key: request.args[key] for key in ("after", "from") if key in request.args
    }
    place |= {"_anchor": onto} if is_reference(onto) else {}
    return redirect(url_for("queue.show", **query_of(queue_asked()), **place, bulk=act.id), 303)


def _selected() -> list[str]:
    """The cases that are meant: all of the view, all that the page showed, or those ticked."""
    if request.form.get("all") == "1":
        found = [case.reference for case in page_of(queue_asked(), after=None, size=MOST + 1).cases]
    elif request.form.get("page") == "1":
        found = request.form.get("shown", "").split()
    else:
        found = request.form.getlist("case")
    known = [one for one in dict.fromkeys(found) if is_reference(one)]
    if not known:
        raise NotPossible(NOTHING)
    if len(known) > MOST:
        raise NotPossible(TOO_MANY)
    return known


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("on", ""))
    except ValueError:
        raise NotPossible(NO_DAY) from None
