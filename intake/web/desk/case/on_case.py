"""Guard, validate, commit and redirect around each change of a case on the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.actions.opening.actor import Actor
from intake.actions.opening.not_opened import NOT_OPENED
from intake.cases import store
from intake.cases.matched_queue import page_of
from intake.cases.models import Case
from intake.cases.tasks import TaskKind, cases_with_task
from intake.cases.views import Cursor
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import View, signed_in, staff
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.on_desk import explain
from intake.web.desk.common.reader import actor_of, current_reader
from intake.web.desk.common.view import current_queue, filtered_queue, query_of
from intake.words import Refused

P = ParamSpec("P")
CaseForm = TypeVar("CaseForm", bound=DeskForm)

Answer = str | Callable[[], ResponseReturnValue]
"""An endpoint that shows the case, an address, or what answers once the change is committed."""

LOOKED_AT = 10
"""Cases behind this one, and as many at the top, among which the next one is found."""


def on_case(
    right: Act,
    form_class: type[CaseForm],
    *,
    refused: Callable[[str, CaseForm, int], ResponseReturnValue],
    instead: Callable[[str, CaseForm], ResponseReturnValue | None] | None = None,
    fresh: str = "",
) -> Callable[[Callable[Concatenate[Actor, CaseForm, P], Answer]], View[P]]:
    """Guard a view that changes a case, as ``staff`` does, and do what surrounds the change.

    Validate the form, and open the transaction. The view acts in it, and returns an :data:`Answer`.
    Commit, and redirect there, or to the next case if the member asked for that; the next case is
    found before the change, which may move this one within the view, and before the transaction,
    because it may have to be searched for.

    If the act is refused, or the case does not open, call *refused* with the reference, the form,
    into which the sentence is written, and the status. ``NoSuchCase`` passes. *instead* may return
    a page that is shown in place of any change, also for a form that is not valid yet.
    """

    def decorate(change: Callable[Concatenate[Actor, CaseForm, P], Answer]) -> View[P]:
        @staff(right, fresh=fresh)
        @wraps(change)
        def view(*args: P.args, **path: P.kwargs) -> ResponseReturnValue:
            form, reference = form_class(request.form), str(path["reference"])
            if instead and (page := instead(reference, form)):
                return page
            if not form.validate():
                return refused(reference, form, 422)
            reader = current_reader()
            try:
                next_url = _next_url(reference, form)
                with writing():
                    answer = change(actor_of(reader, form.version.data), form, *args, **path)
                    db.session.commit()
            except (Refused, *NOT_OPENED) as refusal:
                return refused(reference, form, explain(refusal, form))
            if not isinstance(answer, str):
                return answer()
            return redirect(next_url or _address(answer, reference), 303)

        return view

    return decorate


def _address(answer: str, reference: str) -> str:
    if answer.startswith("/"):
        return answer
    return url_for(answer, reference=reference, saved=1, **query_of(current_queue()))


def _next_url(reference: str, form: DeskForm) -> str:
    """Return the address of the next case, if the form asks for it. Raise ``NoSuchCase``."""
    if form.then.data != "next":
        return ""
    return next_case_url(store.find(reference, team_id=signed_in().member.team_id))


def next_case_url(case: Case, *, is_done: bool = True) -> str:
    """Return the address of the case after this one in the view, else of the first in the view.

    Cases whose closing the member proposed are left out: they wait for a second member, and the
    proposal itself moved them behind cases that are due on the same day. Call it before the case
    is changed, which may move it within the view. Return the address of the queue where the view
    has no other case. With *is_done*, that page says that this case is done with.
    """
    queue = filtered_queue(current_queue()).queue
    place = Cursor(
        day=queue.today,
        tier=case.rank,
        due_on=case.due_on,
        last_move_on=case.last_move_on,
        id=case.id,
    )
    pages = (page_of(queue, after=start, size=LOOKED_AT) for start in (place, None))
    rows = [row for page in pages for row in page.cases if row.id != case.id]
    proposed = cases_with_task(TaskKind.SECOND_DECISION, by_id=queue.member_id)
    following = [row for row in rows if row.id not in proposed]
    query = query_of(queue) | ({"done": case.reference} if is_done else {})
    if not following:
        return url_for("queue.show", **query)
    return url_for("case.show", reference=following[0].reference, **query)
