"""Two at one case: who else looks at it, and what was changed since this page was shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.cases import store as cases
from intake.cases.models import Case
from intake.cases.store import NoSuchCase
from intake.desk_state import presence
from intake.extensions import db, writing
from intake.questionnaire.tidy import whole_number
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import settings
from intake.web.desk.common.history import Event, history_of
from intake.web.desk.common.reader import short_names

blueprint = Blueprint("looking", __name__)

ISOLATED = "\u2068{}\u2069"
"""A name in a plain sentence, so that it turns nothing around it."""


@blueprint.get("/desk/cases/<reference>/looking")
@staff(Act.OPEN_CASE, keeps_alive=False)
def tell(reference: str) -> ResponseReturnValue:
    """What an open page asks each half minute, as lines of text. Nobody is kept signed in by it."""
    member = signed_in().member
    try:
        with writing():
            case = cases.find(reference, team_id=member.team_id)
            presence.record(case.id, member.id, now=clock.now())
            db.session.commit()
    except NoSuchCase:
        abort(404)
    lines = [*_who(case), *(_line(event) for event in changes_since(case, _seen(request.args)))]
    return Response("\n".join(lines), mimetype="text/plain")


def looking_context(case: Case) -> dict[str, Any]:
    """What a page of a case says of others; where a form came too late, what they changed."""
    return {
        "who_looks": list(_who(case)),
        "looking_url": url_for("looking.tell", reference=case.reference, version=case.version),
        "others_changes": changes_since(case, _seen(request.form))
        if "version" in request.form
        else [],
    }


def changes_since(case: Case, version: int) -> list[Event]:
    """What was done to the case after this version of it, the newest first."""
    name = short_names(case.team_id)
    events = history_of(case.id, name=name, zone=settings().time_zone)
    return [one for one in events if not one.read][: max(0, case.version - version)]


def _seen(said: Mapping[str, str]) -> int:
    """The version that a page showed; one that never was where it says nothing."""
    return whole_number(said.get("version", ""), digits=9) or 0


def _who(case: Case) -> Iterable[str]:
    name = short_names(case.team_id)
    for member_id in presence.other_members(case.id, signed_in().member.id, now=clock.now()):
        yield gettext("%(name)s is looking at this.", name=ISOLATED.format(name(member_id)))


def _line(event: Event) -> str:
    return gettext(
        "Changed since you opened it: %(what)s, %(who)s, %(when)s.",
        what=event.says,
        who=ISOLATED.format(event.who),
        when=event.when,
    )
