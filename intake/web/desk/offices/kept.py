"""The cases that each office keeps to itself, and the button that lets its new members in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from intake import clock
from intake.actions.offices.kept_members import KeptCases, let_in
from intake.extensions import db, writing
from intake.questionnaire.tidy import whole_number
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.key_alerts import current_kept
from intake.web.desk.common.reader import MemberNames, current_reader
from intake.web.desk.common.view import current_offices
from intake.words import N_

blueprint = Blueprint("kept", __name__, url_prefix="/desk/offices/kept")


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownKept:
    """The cases that an office keeps to itself, in words. Without a button ``let_in_url`` is empty.

    ``opened_by`` are the members who can open its cases, with the number where it is not all.
    """

    name: str
    count: int
    opened_by: tuple[str, ...]
    waiting: tuple[str, ...]
    let_in_url: str


@blueprint.get("")
@staff(Act.GRANT_ACCESS)
def show() -> str:
    """Show which offices keep cases to themselves, who can open them, and who cannot yet."""
    return render_template(
        "desk/offices/kept.html",
        member=signed_in().member,
        kept=list(shown_kept().values()),
        confirmation=_confirmation(),
    )


@blueprint.post("/<office_id>")
@staff(Act.GRANT_ACCESS, fresh=N_("Let a colleague open the cases that an office keeps to itself"))
def give(office_id: str) -> ResponseReturnValue:
    """Seal the cases that the office keeps to those of its members who cannot open them."""
    if office_id not in {office.id for office in current_offices()}:
        abort(404)
    reader = current_reader()
    with writing():
        opened = let_in(office_id, reader, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("kept.show", opened=opened), 303)


def shown_kept() -> dict[str, ShownKept]:
    """Return what each office keeps to itself, in words, by the id of the office."""
    names = MemberNames(signed_in().member.team_id)
    return {
        office.id: _shown(office.id, office.name, cases, names)
        for office in current_offices()
        if (cases := current_kept().get(office.id))
    }


def _shown(office_id: str, name: str, cases: KeptCases, names: MemberNames) -> ShownKept:
    return ShownKept(
        name=name,
        count=cases.count,
        opened_by=tuple(sorted(_opened_by(cases, names))),
        waiting=tuple(sorted(names.of(whose) for whose in cases.waiting)),
        let_in_url=url_for("kept.give", office_id=office_id) if cases.may_let_in else "",
    )


def _opened_by(cases: KeptCases, names: MemberNames) -> Iterator[str]:
    for whose, count in cases.opened_by.items():
        words: dict[str, Any] = {"name": names.of(whose), "num": count, "all": cases.count}
        if count == cases.count:
            yield words["name"]
        else:
            yield gettext("%(name)s (%(num)s of %(all)s)", **words)


def _confirmation() -> str:
    """Return the confirmation of the act before this page; empty for none."""
    opened = whole_number(request.args.get("opened", ""), digits=7)
    if opened is None:
        return ""
    return ngettext(
        "%(num)s case opens for its new members now.",
        "%(num)s cases open for their new members now.",
        opened,
    )
