"""The offices of the team: list them, add one, change one, remove one."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from intake.actions.case.open_case import OpenedCase
from intake.actions.offices.keep_offices import (
    OfficePlan,
    add_office,
    change_office,
    office_version,
    remove_office,
    route_open_cases,
)
from intake.actions.opening.case_keys import Actor, Reader
from intake.cases.loans import OfficeCounts, counts_by_office
from intake.offices import store
from intake.offices.models import Office
from intake.offices.store import Route, route_to
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.where import us_state
from intake.questionnaire.languages import IN_CLEAR
from intake.questionnaire.tidy import whole_number
from intake.staff.store import Act, shown_name
from intake.web.access import current_member, staff
from intake.web.answers import shown, spoken_name
from intake.web.app_context import Values, today
from intake.web.desk.common.fields import (
    CodesField,
    DeskForm,
    FlagField,
    LineField,
    RowIdField,
    RowIdsField,
    StatesField,
)
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.common.reader import name_with_roles, team_members
from intake.web.desk.common.view import (
    current_offices,
    current_queue,
    offices_left_out,
    query_of,
    row_id,
)

blueprint = Blueprint("offices", __name__)

LONGEST_NAME = 60


class OfficeForm(DeskForm):
    """An office: its name, what it serves, and who works there."""

    name = LineField("Enter a name.", longest=LONGEST_NAME)
    states = StatesField()
    languages = CodesField(tuple(sorted(IN_CLEAR)))
    members = RowIdsField()
    is_default = FlagField(name="default")
    seen = LineField()
    """The name of the office that the page showed (``office_version``)."""

    @classmethod
    def of_office(cls, office: Office) -> OfficeForm:
        """Return the form with what is stored."""
        member_ids = store.members_by_office(office.team_id)[office.id]
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


class RouteForm(DeskForm):
    """The place at which routing goes on."""

    after = RowIdField()


def _page(form: OfficeForm, status: int = 200) -> ResponseReturnValue:
    member = current_member()
    offices, counts = store.of_team(member.team_id), counts_by_office(member.team_id, today=today())
    known = {office.id for office in offices}
    page = render_template(
        "desk/offices/offices.html",
        offices=offices,
        names={person.id: shown_name(person) for person in team_members()},
        members=store.members_by_office(member.team_id),
        counts={office.id: counts.get(office.id, OfficeCounts()) for office in offices},
        without_office=sum(row.open for id_, row in counts.items() if offices and id_ not in known),
        after=row_id(request.args.get("after", "")),
        confirmation=_confirmation(),
        **_form_context(form),
    )
    return page, status


def _edit_page(office: Office, form: OfficeForm) -> str:
    others = len(store.of_team(office.team_id)) - 1
    return render_template(
        "desk/offices/office.html",
        office=office,
        may_remove=not (office.is_default and others),
        **_form_context(form),
    )


@blueprint.get("/desk/offices")
@staff(Act.PLAN_WORK)
def show() -> ResponseReturnValue:
    """Show the offices, and the form that adds one."""
    return _page(OfficeForm())


@blueprint.post("/desk/offices")
@on_desk(Act.PLAN_WORK, OfficeForm, refused=_page)
def add(by: Actor, form: OfficeForm) -> str:
    """Add an office."""
    add_office(by, form.plan())
    return url_for("offices.show", saved=1)


@blueprint.get("/desk/offices/<office_id>")
@staff(Act.PLAN_WORK)
def edit(office_id: str) -> ResponseReturnValue:
    """Show the form that changes or removes an office."""
    office = _office(office_id)
    return _edit_page(office, OfficeForm.of_office(office))


def _refused(form: DeskForm, status: int) -> ResponseReturnValue:
    """Show the form of the office in the address; of a refused change, with what was typed."""
    office = _office((request.view_args or {})["office_id"])
    stored = OfficeForm.of_office(office)
    if not isinstance(form, OfficeForm):
        stored.problem = form.problem
        return _edit_page(office, stored), status
    if form.problem:
        form.seen.data = stored.seen.data
    return _edit_page(office, form), status


@blueprint.post("/desk/offices/<office_id>")
@on_desk(Act.PLAN_WORK, OfficeForm, refused=_refused)
def change(by: Actor, form: OfficeForm, office_id: str) -> str:
    """Change an office."""
    change_office(by, office_id, form.plan(), version=form.seen.data or "")
    return url_for("offices.show", saved=1)


@blueprint.post("/desk/offices/<office_id>/remove")
@on_desk(Act.PLAN_WORK, DeskForm, refused=_refused)
def remove(by: Actor, _form: DeskForm, office_id: str) -> str:
    """Remove an office: its cases go to the default one."""
    return url_for("offices.show", removed=remove_office(by, office_id))


@blueprint.post("/desk/offices/route")
@on_desk(Act.ASSIGN, RouteForm, refused=lambda _form, status: _page(OfficeForm(), status))
def route_cases(by: Actor, form: RouteForm) -> str:
    """Route some of the open cases that have no office."""
    routed, after = route_open_cases(by, after=form.after.data)
    return url_for("offices.show", routed=routed, after=after or None)


def _form_context(form: OfficeForm) -> Values:
    return {
        "form": form,
        "people": [(person.id, name_with_roles(person)) for person in team_members()],
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
    offices = store.of_team(current_member().team_id)
    office = next((office for office in offices if office.id == office_id), None)
    return office or abort(404)


def offices_listed(all_url: str) -> Values | None:
    """Return the offices that a list of this member has; ``None`` if it leaves none out."""
    if not (left_out := offices_left_out()):
        return None
    names = tuple(office.name for office in current_offices() if office.id not in left_out)
    return {"names": names, "all_url": all_url}


def office_part(opened: OpenedCase, reader: Reader) -> Values | None:
    """Return the office of a case, why it is this one, and where the case can be moved.

    The reason is that of today's offices: that of the day of sending may have been another.
    """
    if not (names := {office.id: office.name for office in current_offices()}):
        return None
    case, card = opened.case, opened.card
    destination = route_to(case.team_id, card.region, card.form_language(case.language))
    is_routed = destination is not None and destination.office_id == case.office_id
    may_move = reader.may(Act.ASSIGN) and not case.is_closed
    return {
        "name": names.get(case.office_id or "", ""),
        "reason": _reason(destination) if destination and is_routed else "",
        "would_be": names.get(destination.office_id, "") if destination and not is_routed else "",
        "others": [item for item in names.items() if may_move and item[0] != case.office_id],
        "move_url": url_for("bulk_actions.move_to_office", **query_of(current_queue())),
    }


def _reason(destination: Route) -> str:
    language = spoken_name(destination.language) if destination.language else ""
    if destination.state:
        state = ", ".join(shown(ASYLUM.questions[us_state.id], destination.state))
        if language:
            return gettext(
                "It serves %(state)s, and forms in %(language)s.", state=state, language=language
            )
        return gettext("It serves %(state)s.", state=state)
    if language:
        return gettext("It serves forms in %(language)s, in every state.", language=language)
    return gettext("No other office serves this state or language.")
