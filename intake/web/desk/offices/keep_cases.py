"""Move cases to an office whose members alone can open them from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.conflicts.wall_case import SUPERVISORS
from intake.actions.offices.keep_offices import NoSuchOffice
from intake.actions.offices.keep_to_office import (
    MOST_AT_ONCE,
    NobodyThere,
    TooManyAtOnce,
    TooManyKept,
    keep_many,
)
from intake.actions.offices.kept_members import holders_of_vouched_keys
from intake.actions.opening.stub_keys import StubKeyLost
from intake.cases import store as cases
from intake.extensions import db, writing
from intake.offices import store as offices
from intake.staff.models import StaffMember
from intake.staff.names import shown_name
from intake.staff.roles import Act, Role
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.fields import ReferencesField, RowIdField, WordsField
from intake.web.desk.common.forms import WordsForm
from intake.web.desk.common.invented import labels_of
from intake.web.desk.common.reader import current_reader, members_of
from intake.web.desk.common.view import current_offices, current_queue, query_of
from intake.words import N_

blueprint = Blueprint("keep_cases", __name__, url_prefix="/desk/offices/keep")

REFUSALS: Mapping[type[Exception], str] = {
    NoSuchOffice: N_("This office was removed meanwhile. Choose another one."),
    NobodyThere: N_("No member of this office can open cases. Choose another office."),
    TooManyAtOnce: N_("Too many cases. Choose 50 or fewer at once."),
    TooManyKept: N_("The team has as many walled cases as the desk can list. Move cases only."),
    StubKeyLost: N_(
        "The conflict check could not find this case later, so nothing was changed. Look at Health."
    ),
}
"""Sentences about acts that were refused. Nothing was changed then."""
REFUSED = tuple(REFUSALS)


class KeepForm(WordsForm):
    """The cases, the office whose members are to open them, and the reason."""

    cases = ReferencesField(name="case")
    office = RowIdField(name="to")
    text = WordsField(N_("Enter a reason."))


@blueprint.get("")
@staff(Act.WALL_CASE)
def show() -> str:
    """Show who could open the cases, and ask for the reason."""
    return _page(KeepForm(request.args))


@blueprint.post("")
@staff(Act.WALL_CASE, fresh=N_("Move cases that only the members of an office can open"))
def keep() -> ResponseReturnValue:
    """Move the cases, and seal them to the members of the office."""
    form, reader = KeepForm(request.form), current_reader()
    if not form.validate():
        return _page(form), 422
    office_id, text = form.office.data, form.text.data
    try:
        with writing():
            act = keep_many(
                form.cases.data, reader, office_id, text, today=today(), now=clock.now()
            )
            db.session.commit()
    except REFUSED as refusal:
        form.problem = gettext(REFUSALS[type(refusal)])
        return _page(form), 409
    return redirect(url_for("queue.show", **query_of(current_queue()), bulk=act.id), 303)


def _page(form: KeepForm) -> str:
    member, query = signed_in().member, query_of(current_queue())
    chosen = cases.with_references(form.cases.data, team_id=member.team_id)
    inside, supervisors = _people(form.office.data)
    return render_template(
        "desk/offices/keep_cases.html",
        member=member,
        form=form,
        labels=labels_of([case.reference for case in chosen]),
        too_many=len(chosen) > MOST_AT_ONCE,
        offices=[(office.id, office.name) for office in current_offices()],
        inside=inside,
        supervisors=supervisors,
        query=query,
    )


def _people(office_id: str) -> tuple[list[str], list[str]]:
    """Return the names of those in the office who can open cases, and of supervisors added."""
    team_id, me = signed_in().member.team_id, signed_in().member.id
    able = holders_of_vouched_keys(team_id)
    there = offices.members_by_office(team_id).get(office_id, frozenset())
    people = [person for person in members_of(team_id) if person.id in able]
    inside = [person for person in people if person.id in there]
    others = _supervisors(person for person in people if person.id not in there)
    others.sort(key=lambda person: person.id != me)
    added = others[: max(0, SUPERVISORS - len(_supervisors(inside)))]
    return list(map(shown_name, inside)), list(map(shown_name, added))


def _supervisors(people: Iterable[StaffMember]) -> list[StaffMember]:
    return [person for person in people if Role.SUPERVISOR in person.roles]
