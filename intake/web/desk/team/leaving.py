"""Deactivate a member, and say who takes each of their open cases."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.accounts.change_password import LastKeys
from intake.actions.accounts.change_roles import disable_staff
from intake.actions.keys.recover import open_due_epoch
from intake.actions.people.plan_work import WEEK, proposed_owners
from intake.actions.queue.change_many import able_owners
from intake.cases import side_lists, walls
from intake.cases.card import Card
from intake.cases.models import Case
from intake.diary import entries
from intake.diary.models import DiaryEntry, Kind
from intake.extensions import saving
from intake.staff.models import StaffMember
from intake.staff.store import Act, Preference, has_preference, shown_name
from intake.web.access import current_member, moment, see_other, signed_in, staff
from intake.web.answers import spoken_name
from intake.web.app_context import Values, today
from intake.web.desk.common.alerts import labels_of
from intake.web.desk.common.reader import (
    actor_of,
    cards_of,
    current_reader,
    name_and_absence,
    record_shown,
)
from intake.web.desk.common.rows import languages_of, why_chips
from intake.web.desk.common.view import case_url, row_id
from intake.web.desk.team.team import colleague_of
from intake.web.desk.team.team_page import load_words

blueprint = Blueprint("leaving", __name__)

MOST = 100
"""Cases for which the page asks; the others become unassigned."""


@blueprint.get("/desk/team/<member_id>/disable")
@staff(Act.MANAGE_TEAM)
def show(member_id: str) -> ResponseReturnValue:
    """Show the open cases of the member, each with a proposed owner."""
    return _page(member_id)


@blueprint.post("/desk/team/<member_id>/disable")
@staff(Act.MANAGE_TEAM, fresh="Deactivate a team member")
def disable(member_id: str) -> ResponseReturnValue:
    """Hand the cases over, disable the member, and make new keys for those who stay, in one."""
    by = actor_of(current_reader())
    try:
        with saving():
            disable_staff(
                _leaving(member_id),
                moment(),
                by=current_member(),
                owners={
                    case.reference: row_id(request.form.get(f"owner-{case.reference}", ""))
                    for case in side_lists.open_cases_of(member_id)
                },
            )
            open_due_epoch(by, signed_in().token)
    except LastKeys as refusal:
        return _page(member_id, problem=gettext(refusal.says)), 409
    return see_other("team.show")


def _leaving(member_id: str) -> StaffMember:
    """Return the colleague. Answer 404 for oneself too."""
    colleague = colleague_of(member_id)
    if colleague.id == current_member().id:
        abort(404)
    return colleague


def _page(member_id: str, *, problem: str = "") -> str:
    """Return the page. *problem* says why nobody was deactivated."""
    colleague = _leaving(member_id)
    owned = side_lists.open_cases_of(colleague.id)
    return render_template(
        "desk/team/leaving.html",
        colleague=colleague,
        name=shown_name(colleague),
        count=len(owned),
        rows=_rows(colleague, owned[:MOST]),
        left_out=len(owned[MOST:]),
        problem=problem,
    )


def _rows(colleague: StaffMember, cases: Sequence[Case]) -> list[Values]:
    """Return the cases in words, with the card where the signed-in member may open it."""
    reader = current_reader()
    cards: Mapping[str, Card] = {}
    if reader.may(Act.OPEN_CASE):
        cards = cards_of(cases, reader)
        record_shown(len(cards))
    dates = entries.open_of_cases([case.id for case in cases], until=date.max)
    owners = proposed_owners(cases, cards, leaving_id=colleague.id, today=today())
    labels, colleagues = labels_of([case.reference for case in cases]), _colleagues(colleague)
    hides = has_preference(current_member(), Preference.HIDE_NAMES)
    rows = []
    for case in cases:
        card, inside = cards.get(case.id), walls.members_of(case) if case.walled_keys else None
        calls = [row.on for row in dates.get(case.id, ()) if row.kind == Kind.CALL]
        rows.append(
            {
                "case": case,
                "label": labels[case.reference],
                "url": case_url(case.reference) if card else "",
                "name": card.name_to_use if card and not hides else "",
                "why": gettext(why_chips(card)[0][1].says) if card and why_chips(card) else "",
                "day": _day_of(card, dates.get(case.id, ())),
                "call": min(calls, default=None),
                "languages": ", ".join(languages_of(case, card or Card())),
                "owner": owners[case.id],
                "owners": [
                    (id_, label)
                    for id_, label in colleagues.items()
                    if inside is None or id_ in inside
                ],
            }
        )
    return rows


def _day_of(card: Card | None, dates: Sequence[DiaryEntry]) -> date | None:
    """Return the next day of law or paper; in clear it may be up to six days early."""
    if card is not None:
        return card.act_by_day
    return min((row.on for row in dates if row.kind == Kind.ACT_BY), default=None)


def _colleagues(leaving: StaffMember) -> dict[str, str]:
    """Return id, and name with languages and load, of each colleague who may own cases."""
    new_cases = side_lists.new_cases_by_owner(leaving.team_id, since=today() - WEEK)
    colleagues = {}
    for member in able_owners(leaving.team_id).values():
        if member.id != leaving.id:
            languages = ", ".join(map(spoken_name, member.languages))
            load = load_words(new_cases.get(member.id, 0), member.cases_a_week)
            parts = (name_and_absence(member), languages, load)
            colleagues[member.id] = " · ".join(filter(None, parts))
    return colleagues
