"""Do something to a case; where it cannot be done, say so and keep what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypedDict

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.case.decide_case import NothingProposed, SecondPersonNeeded, TooFewTries
from intake.actions.case.open_for_change import NotCleared
from intake.actions.case.record_call import NoCallYet
from intake.actions.case.record_contact import NeedsReason
from intake.actions.case.unsend_message import IsOut
from intake.actions.case.update_date import NoSuchDate
from intake.actions.conflicts.decide_conflict import NothingToDecide
from intake.actions.opening.case_keys import NoKeyForCase, Reader
from intake.cases import store
from intake.cases.pipeline import MoveNotAllowed
from intake.cases.store import ChangedMeanwhile, NoSuchCase
from intake.extensions import db, writing
from intake.sealing.envelope import SealBroken
from intake.web.access import signed_in
from intake.web.app_context import today
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.letters import NotReviewed
from intake.web.desk.common.reader import reader
from intake.web.desk.common.view import onward_from, query_of, queue_asked
from intake.words import N_

CHANGED = N_("Somebody changed this case meanwhile. Look at it, then press the button once more.")
NOT_ALLOWED = N_("This case cannot go there now, or not by your role.")
NEEDS_REASON = N_(
    "This way is not safe for the person now. Say why you take it, or choose another."
)
TOO_FEW_TRIES = N_("They must be tried more often before this case can be closed for that.")
NO_CALL_YET = N_("First record the screening call: everything after it rests on it.")
SECOND_PERSON = N_("A day is near: somebody other than you must agree to decline.")
NO_SUCH_DATE = N_("This date is not open any more.")
IS_OUT = N_("The message is out already: the person may have read it.")
NOT_REVIEWED = N_(
    "Nobody has reviewed in that language all that the text would say to this person. "
    "Choose another language."
)
NOT_CLEARED = N_("First the conflict check must let this case be read.")

TOLD = {
    ChangedMeanwhile: (CHANGED, 409),
    MoveNotAllowed: (NOT_ALLOWED, 422),
    NotCleared: (NOT_CLEARED, 409),
    NothingToDecide: (NOT_ALLOWED, 409),
    NothingProposed: (NOT_ALLOWED, 409),
    NeedsReason: (NEEDS_REASON, 422),
    TooFewTries: (TOO_FEW_TRIES, 422),
    NoCallYet: (NO_CALL_YET, 409),
    SecondPersonNeeded: (SECOND_PERSON, 409),
    NoSuchDate: (NO_SUCH_DATE, 409),
    IsOut: (IS_OUT, 409),
    NotReviewed: (NOT_REVIEWED, 422),
}
"""What a member is told where an act was refused, and with which status."""

Page = Callable[[str, DeskForm], str]


class Moment(TypedDict):
    """What every change of a case is told: the version that the page showed, and when it is."""

    version: int
    today: date
    now: datetime


def moment(form: DeskForm) -> Moment:
    """Of a form that was sent just now."""
    return {"version": form.seen_version, "today": today(), "now": clock.now()}


def act_on(
    reference: str,
    form: DeskForm,
    change: Callable[[Reader], None],
    page: Page,
    *,
    back: str = "case.show",
) -> ResponseReturnValue:
    """Make the change and go on: to the page ``back``, or to the next case of the view.

    Where it was refused, ``page`` shows the page again, with the form and what is the matter.
    """
    if not form.validate():
        return page(reference, form), 422
    me = reader()
    try:
        with writing():
            onward = _onward(reference, back)
            change(me)
            db.session.commit()
    except NoSuchCase:
        abort(404)
    except tuple(TOLD) as refused:
        says, status = TOLD[type(refused)]
        form.problem = gettext(says)
        return page(reference, form), status
    except (NoKeyForCase, SealBroken):
        return page(reference, form), 409
    return redirect(onward, 303)


def _onward(reference: str, back: str) -> str:
    if request.form.get("then") == "next":
        return onward_from(store.find(reference, team_id=signed_in().member.team_id))
    return url_for(back, reference=reference, **query_of(queue_asked()))
