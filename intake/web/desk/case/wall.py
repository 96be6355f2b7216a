"""The wall of a case: who is inside and who is kept out; put it up, change it, take it down."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.actions.case.open_case import HeldCase, OpenedCase
from intake.actions.conflicts.check_conflicts import hits_of
from intake.actions.conflicts.wall_case import (
    WallPlan,
    members_who_know,
    put_up_wall,
    take_down_wall,
)
from intake.actions.links import references_of
from intake.actions.opening.case_keys import NOT_OPENED, Actor, case_key
from intake.actions.opening.case_notes import OpenNote, newest
from intake.cases import store, walls
from intake.cases.matched_queue import page_of
from intake.cases.models import Case
from intake.cases.tasks import TaskKind, cases_with_task
from intake.cases.views import Cursor, Queue
from intake.extensions import saving
from intake.notes.store import NoteKind
from intake.staff.store import Act, may, shown_name
from intake.web.access import View, staff
from intake.web.app_context import Values
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.restricted_page import load_case, unopened_page
from intake.web.desk.common.alerts import labels_of
from intake.web.desk.common.fields import (
    DeskForm,
    LineField,
    RowIdsField,
    WordsField,
    WordsForm,
    filled,
)
from intake.web.desk.common.on_desk import explain
from intake.web.desk.common.reader import (
    actor_of,
    current_reader,
    roles_of,
    team_members,
)
from intake.web.desk.common.view import current_queue, filtered_queue, is_reference, query_of
from intake.words import Refused

P = ParamSpec("P")
CaseForm = TypeVar("CaseForm", bound=DeskForm)

Answer = str | Callable[[], ResponseReturnValue]
"""An endpoint that shows the case, an address, or what answers once the change is committed."""

LOOKED_AT = 10
"""Cases read at a time to find the next one."""


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
                next_url = (
                    next_case_url(store.find(reference, team_id=reader.team_id))
                    if form.then.data
                    else ""
                )
                with saving():
                    answer = change(actor_of(reader, form.version.data), form, *args, **path)
            except (Refused, *NOT_OPENED) as refusal:
                return refused(reference, form, explain(refusal, form))
            if not isinstance(answer, str):
                return answer()
            query = query_of(current_queue())
            if not answer.startswith("/"):
                answer = url_for(answer, reference=reference, saved=1, **query)
            return redirect(next_url or answer, 303)

        return view

    return decorate


def next_case_url(case: Case, *, is_done: bool = True) -> str:
    """Return the address of the case after this one in the view, else of the first in the view.

    Cases that the member decided, or whose closing the member proposed, are left out: they wait to
    be told or for a second member, and the act itself moved them behind cases that are due on the
    same day. Call it before the case
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
    decided = cases_with_task(TaskKind.SECOND_DECISION, by_id=None).union(
        *(
            cases_with_task(kind, by_id=queue.member_id)
            for kind in (TaskKind.SECOND_DECISION, TaskKind.TELL)
        )
    )
    rows = (row for start in (place, None) for row in _rows_after(queue, start))
    following = next((row for row in rows if row.id not in {case.id, *decided}), None)
    query = query_of(queue) | ({"done": case.reference} if is_done else {})
    if following is None:
        return url_for("queue.show", **query)
    return url_for("case.show", reference=following.reference, **query)


def _rows_after(queue: Queue, start: Cursor | None) -> Iterator[Case]:
    """Yield the cases of the view that follow, read a few at a time."""
    page = page_of(queue, after=start, size=LOOKED_AT)
    yield from page.cases
    while page.next_cursor:
        page = page_of(queue, after=page.next_cursor, size=LOOKED_AT)
        yield from page.cases


blueprint = Blueprint("wall", __name__)


class WallForm(WordsForm):
    """The named members of a walled case, those kept out, and the cases of the other person."""

    named = RowIdsField()
    outside = RowIdsField()
    references = LineField()
    text = WordsField("Enter a reason.")

    @property
    def other_cases(self) -> tuple[str, ...]:
        """Return the references, each once."""
        return tuple(dict.fromkeys(self.references.data.upper().replace(",", " ").split()))

    def validate_references(self, _field: Field) -> None:
        """Refuse what cannot be a reference: a mistyped one would keep nobody out."""
        if not all(map(is_reference, self.other_cases)):
            raise ValidationError(
                gettext("Enter references such as K7QF-2MXH, with a space between two.")
            )


class TakeDownForm(WordsForm):
    """The reason for taking a wall down."""

    text = WordsField("Enter a reason.")


@blueprint.get("/desk/cases/<reference>/wall")
@staff(Act.WALL_CASE)
def show(reference: str, form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show the members inside and the forms that change them."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase | HeldCase):
        return unopened_page(opened, reader, status=status)
    page = render_template(
        "desk/case/wall.html",
        **frame_context(opened, reader, form, tab="wall"),
        **_wall_context(opened, form),
    )
    return page, status


@blueprint.post("/desk/cases/<reference>/wall")
@on_case(
    Act.WALL_CASE,
    WallForm,
    refused=show,
    fresh="Put up a wall around a case, or change its members",
)
def put_up(by: Actor, form: WallForm, reference: str) -> str:
    """Put up the wall, or change its members."""
    plan = WallPlan(
        named=frozenset(form.named.data),
        outside=frozenset(form.outside.data),
        references=form.other_cases,
        text=form.text.data,
    )
    put_up_wall(by, reference, plan)
    return "wall.show"


@blueprint.post("/desk/cases/<reference>/wall/down")
@on_case(Act.WALL_CASE, TakeDownForm, refused=show, fresh="Take down the wall around a case")
def take_down(by: Actor, form: TakeDownForm, reference: str) -> str:
    """Take the wall down: the whole team can open the case again."""
    take_down_wall(by, reference, form.text.data)
    return "wall.show"


def _wall_context(opened: OpenedCase | HeldCase, form: DeskForm | None) -> Values:
    case, note = opened.case, None
    if case.walled_keys:
        note = opened.wall if isinstance(opened, HeldCase) else newest(opened.notes, NoteKind.WALL)
    references = _references(opened, note)
    wall_form = filled(
        form,
        WallForm,
        named=sorted(walls.members_of(case)),
        outside=note.facts["outside"] if note else (),
        references=" ".join(references),
    )
    knowing = members_who_know(references, team_id=case.team_id)
    wraps = walls.wraps_of(case)
    return {
        "note": note,
        "wall_form": wall_form,
        "down_form": filled(form, TakeDownForm),
        "people": [
            {
                "id": member.id,
                "name": shown_name(member),
                "roles": ", ".join(roles_of(member)),
                "named": member.id in wall_form.named.data,
                "outside": member.id in wall_form.outside.data,
                "knows": member.id in knowing,  # and cannot be named
                # their own key was replaced: they cannot open the case
                "lacks_key": member.id in wraps and not wraps[member.id],
            }
            for member in team_members()
            if may(member.roles, Act.HOLD_TEAM_KEYS)
        ],
        "same_person": labels_of(references_of(case_key(case, current_reader()))).values(),
    }


def _references(opened: OpenedCase | HeldCase, note: OpenNote | None) -> list[str]:
    """Return the cases of the other person: those of the wall, else those that the check found."""
    if note:
        references = note.facts["references"]
    elif isinstance(opened, HeldCase):
        references = [hit.reference for hit in opened.hits]
    else:
        check = newest(opened.notes, NoteKind.CONFLICT_FOUND)
        references = [hit.reference for hit in hits_of(check.facts)] if check else []
    cases = store.with_references(references, team_id=opened.case.team_id)
    return [case.reference for case in cases]
