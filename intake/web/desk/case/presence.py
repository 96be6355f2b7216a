"""Show who else has a page of this case open, and what changed since the page was shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.cases import store as cases
from intake.cases.models import Case
from intake.desk_state import presence
from intake.extensions import db, writing
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.app_context import settings
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.history import Event, history_of
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.common.view import current_queue

blueprint = Blueprint("presence", __name__)

ISOLATED = "\u2068{}\u2069"
"""A name in a plain sentence, isolated so that it does not turn the text around it."""


@blueprint.get("/desk/cases/<reference>/looking")
@staff(Act.OPEN_CASE, keeps_alive=False)
def show(reference: str) -> ResponseReturnValue:
    """Answer an open page, which asks each half minute, in lines of text.

    The session is not extended by it.
    """
    member = signed_in().member
    with writing():
        case = cases.find(reference, team_id=member.team_id)
        if not current_queue().shows(case.id):
            abort(404)
        presence.record(case.id, member.id, now=clock.now())
        db.session.commit()
    changes = changes_since(case, DeskForm(request.args).version.data)
    lines = [*_lines_of_others(case), *(_line_of_change(event) for event in changes)]
    return Response("\n".join(lines), mimetype="text/plain")


def presence_context(case: Case, version: int) -> dict[str, Any]:
    """Return what the frame shows of other members; after a form came too late, their changes.

    *version* is that of the case on this page.
    """
    sent = DeskForm(request.form).version
    return {
        "who_looks": list(_lines_of_others(case)),
        "looking_url": url_for("presence.show", reference=case.reference, version=version),
        "others_changes": changes_since(case, sent.data) if sent.raw_data else [],
    }


def changes_since(case: Case, version: int) -> list[Event]:
    """Return the changes of the case after *version*, newest first."""
    events = history_of(case.id, names=MemberNames(case.team_id), zone=settings().time_zone)
    return [event for event in events if not event.read][: max(0, case.version - version)]


def _lines_of_others(case: Case) -> Iterable[str]:
    names = MemberNames(case.team_id)
    for member_id in presence.other_members(case.id, signed_in().member.id, now=clock.now()):
        name = ISOLATED.format(names.of(member_id))
        yield gettext("%(name)s is viewing this.", name=name)


def _line_of_change(event: Event) -> str:
    return gettext(
        "Changed since you opened it: %(what)s, %(who)s, %(when)s.",
        what=event.says,
        who=ISOLATED.format(event.who),
        when=event.when,
    )
