"""The offices of the team: list them, add one, change one, remove one."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from intake import clock
from intake.actions.offices.keep_offices import (
    NoSuchOffice,
    OfficePlan,
    add_office,
    change_office,
    office_version,
    remove_office,
)
from intake.actions.offices.move_cases import route_open_cases
from intake.cases.office_cases import OfficeCounts, counts_by_office
from intake.extensions import db, writing
from intake.offices import store
from intake.offices.models import Office
from intake.questionnaire.languages import IN_CLEAR
from intake.questionnaire.tidy import whole_number
from intake.staff.names import shown_name
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.answers import spoken_name
from intake.web.app_context import today
from intake.web.desk.common.fields import (
    CodesField,
    FlagField,
    LineField,
    RowIdsField,
    StatesField,
)
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import current_reader, members_of, name_with_roles
from intake.web.desk.common.view import row_id
from intake.words import N_, Refused

blueprint = Blueprint("offices", __name__)

LONGEST_NAME = 60


class OfficeForm(DeskForm):
    """An office: its name, what it serves, and who works there."""

    name = LineField(N_("Enter a name."), longest=LONGEST_NAME)
    states = StatesField()
    languages = CodesField(tuple(sorted(IN_CLEAR)))
    members = RowIdsField()
    is_default = FlagField(name="default")
    seen = LineField()
    """The name of the office that the page showed (``office_version``)."""

    @classmethod
    def of_office(cls, office: Office) -> OfficeForm:
        """Return the form with what is stored."""
        member_ids = _member_ids(office)
        seen = office_version(office, member_ids)
        return cls(obj=office, members=sorted(member_ids), seen=seen)

    def plan(self) -> OfficePlan:
        """Return what a valid form says."""
        return OfficePlan(
            name=self.name.data or "",
            states=self.states.codes,
            languages=tuple(self.languages.data),
            member_ids=frozenset(self.members.data),
            is_default=bool(self.is_default.data),
        )


@blueprint.get("/desk/offices")
@staff(Act.PLAN_WORK)
def show() -> ResponseReturnValue:
    """Show the offices, and the form that adds one."""
    return _page(OfficeForm())


@blueprint.post("/desk/offices")
@staff(Act.PLAN_WORK)
def add() -> ResponseReturnValue:
    """Add an office."""
    form = OfficeForm(request.form)
    if not form.validate():
        return _page(form), 422
    try:
        with writing():
            add_office(form.plan(), signed_in().member, today=today(), now=clock.now())
            db.session.commit()
    except Refused as refusal:
        form.problem = gettext(refusal.says)
        return _page(form), refusal.status
    return redirect(url_for("offices.show", saved=1), 303)


@blueprint.get("/desk/offices/<office_id>")
@staff(Act.PLAN_WORK)
def edit(office_id: str) -> ResponseReturnValue:
    """Show the form that changes or removes an office."""
    office = _office(office_id)
    return _edit_page(office, OfficeForm.of_office(office))


@blueprint.post("/desk/offices/<office_id>")
@staff(Act.PLAN_WORK)
def change(office_id: str) -> ResponseReturnValue:
    """Change an office."""
    form, office, by = OfficeForm(request.form), _office(office_id), signed_in().member
    if not form.validate():
        return _edit_page(office, form), 422
    try:
        with writing():
            version, now = form.seen.data or "", clock.now()
            change_office(office_id, form.plan(), by, version=version, today=today(), now=now)
            db.session.commit()
    except NoSuchOffice:
        abort(404)
    except Refused as refusal:
        form.problem = gettext(refusal.says)
        form.seen.data = office_version(office, _member_ids(office))
        return _edit_page(office, form), refusal.status
    return redirect(url_for("offices.show", saved=1), 303)


@blueprint.post("/desk/offices/<office_id>/remove")
@staff(Act.PLAN_WORK)
def remove(office_id: str) -> ResponseReturnValue:
    """Remove an office: its cases go to the default one."""
    office = _office(office_id)
    try:
        with writing():
            moved = remove_office(office_id, signed_in().member, today=today(), now=clock.now())
            db.session.commit()
    except NoSuchOffice:
        abort(404)
    except Refused as refusal:
        form = OfficeForm.of_office(office)
        form.problem = gettext(refusal.says)
        return _edit_page(office, form), refusal.status
    return redirect(url_for("offices.show", removed=moved), 303)


@blueprint.post("/desk/offices/route")
@staff(Act.ASSIGN)
def route_cases() -> ResponseReturnValue:
    """Route some of the open cases that have no office."""
    reader, after = current_reader(), row_id(request.form.get("after", ""))
    with writing():
        routed, after = route_open_cases(reader, after=after, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("offices.show", routed=routed, after=after or None), 303)


def _page(form: OfficeForm) -> str:
    member = signed_in().member
    offices, counts = store.of_team(member.team_id), counts_by_office(member.team_id, today=today())
    known = {office.id for office in offices}
    return render_template(
        "desk/offices/offices.html",
        offices=offices,
        names={person.id: shown_name(person) for person in members_of(member.team_id)},
        members=store.members_by_office(member.team_id),
        counts={office.id: counts.get(office.id, OfficeCounts()) for office in offices},
        without_office=sum(row.open for id_, row in counts.items() if offices and id_ not in known),
        may_route=may(member.roles, Act.ASSIGN),
        after=row_id(request.args.get("after", "")),
        confirmation=_confirmation(),
        **_form_context(form),
    )


def _edit_page(office: Office, form: OfficeForm) -> str:
    others = len(store.of_team(office.team_id)) - 1
    return render_template(
        "desk/offices/office.html",
        office=office,
        may_remove=not (office.is_default and others),
        **_form_context(form),
    )


def _form_context(form: OfficeForm) -> dict[str, Any]:
    member = signed_in().member
    return {
        "member": member,
        "form": form,
        "people": [(person.id, name_with_roles(person)) for person in members_of(member.team_id)],
        "languages": {tag: spoken_name(tag) for tag in sorted(IN_CLEAR)},
    }


def _confirmation() -> str:
    """Return the confirmation of the act before this page; empty for none."""
    if request.args.get("saved") == "1":
        return gettext("Saved.")
    if (routed := whole_number(request.args.get("routed", ""), digits=7)) is not None:
        return ngettext("%(num)s case routed.", "%(num)s cases routed.", routed)
    if (moved := whole_number(request.args.get("removed", ""), digits=7)) is not None:
        return ngettext(
            "Office removed. %(num)s case moved.", "Office removed. %(num)s cases moved.", moved
        )
    return ""


def _office(office_id: str) -> Office:
    """Return an office of the team. Answer 404 for any other."""
    offices = store.of_team(signed_in().member.team_id)
    office = next((office for office in offices if office.id == office_id), None)
    return office or abort(404)


def _member_ids(office: Office) -> Set[str]:
    return store.members_by_office(office.team_id)[office.id]
