"""Show pending forms again, one at a time, after the desk was locked or asked for a factor."""

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.accounts.give_device import Typed, typed_at
from intake.extensions import saving
from intake.sealing.seal import SealBroken
from intake.sealing.tokens import token_hash
from intake.sessions import pending_forms
from intake.staff.store import Act
from intake.web.access import (
    SignedIn,
    is_form,
    moment,
    posted,
    see_other,
    signed_in,
    staff,
    verified_staff,
    words_of,
)
from intake.web.faults.errors import error_page
from intake.web.security import StaleForm, is_own_origin

blueprint = Blueprint("pending_forms", __name__)


@blueprint.get("/desk/typed")
@staff(Act.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Return the first pending form; delete and log one that was damaged on the server."""
    me = signed_in()
    try:
        found = typed_at(me.token, moment(), member_id=me.member.id)
    except SealBroken:
        _let_go_first(me)
        raise
    return typed_page(found) if found else redirect("/desk/", 303)


@blueprint.post("/desk/typed")
@staff(Act.OWN_ACCOUNT)
def let_go() -> ResponseReturnValue:
    """Show the next form. The guard discards the one whose number was posted."""
    return see_other("signin.pending_forms.show")


@blueprint.app_errorhandler(StaleForm)
def stale(_failure: StaleForm) -> ResponseReturnValue:
    """Offer what was typed on a page of an earlier session again."""
    if is_form(request.path) and is_own_origin() and (found := verified_staff()):
        g.signed_in = found
        return typed_page(posted()), 403
    return error_page(403)


def typed_page(what: Typed) -> str:
    """Show the form with everything that was typed, and the button that sends it."""
    words = words_of(what.path)
    return render_template(
        "signin/pending_form.html",
        what=what,
        does=gettext(words) if words else "",
        said=[value for name, value in what.fields if _is_said(name, value)],
    )


def _let_go_first(me: SignedIn) -> None:
    session_hash = token_hash(me.token)
    with saving():
        rows = pending_forms.waiting(session_hash, member_id=me.member.id, now=clock.now())
        for number in list(rows)[:1]:
            pending_forms.discard_number(session_hash, number)


def _is_said(name: str, value: str) -> bool:
    """Return true if a person typed this value, rather than the page."""
    return bool(value.strip()) and not name.endswith(("version", "fingerprint", "after"))
