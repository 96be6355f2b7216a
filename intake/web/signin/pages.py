"""The common parts of the sign-in pages: settings, redirects, pages with errors, QR codes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from markupsafe import Markup

from intake import clock
from intake.sealing.tokens import token_hash
from intake.sessions import pending_forms
from intake.staff import second_factor
from intake.staff import store as members
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may
from intake.web.app_context import settings
from intake.web.reauthentication import page_in
from intake.web.security import begin_session
from intake.web.signin.forms import StaffForm
from intake.words import N_

QUEUE, WORK = "/desk/", "/desk/work"
TYPED = "/desk/typed"
BUSY = N_("Many people are signing in right now. Wait a moment, then try again.")


def issuer() -> str:
    """Return the name that authenticator apps list: the organization, else a neutral one."""
    return settings().organisation_name or "Intake desk"


def page(template: str, form: StaffForm, *, status: int = 0, **context: Any) -> ResponseReturnValue:
    """Return a page with its form and the errors of the form."""
    wrong = bool(form.errors or form.problem)
    return render_template(template, form=form, **context), status or (422 if wrong else 200)


def wanted() -> str:
    """Return the desk page that was requested before signing in; never another site's."""
    return page_in(request.args.get("next", ""))


def go_on(member_id: str, token: bytes) -> str:
    """Return the next address: a pending form, the page wanted before, or the member's home."""
    if pending_forms.waiting(token_hash(token), member_id=member_id, now=clock.now()):
        return TYPED
    return wanted() or home_of(members.find(member_id))


def home_of(member: StaffMember | None) -> str:
    """Return the address of a member's work; of the queue for one who opens no cases."""
    return WORK if member and may(member.roles, Act.OPEN_CASE) else QUEUE


def onward(address: str, token: bytes) -> Response:
    """Redirect to *address* with a new token in the cookie."""
    response = make_response(redirect(address, 303))
    begin_session(response, "desk", token)
    return response


def wait_words(wait: timedelta) -> str:
    """Return a sentence that tells how many minutes to wait."""
    minutes = -(-wait // timedelta(minutes=1))
    words: str = ngettext(
        "Too many failed attempts. Wait %(num)s minute, then try again.",
        "Too many failed attempts. Wait %(num)s minutes, then try again.",
        minutes,
    )
    return words


def app_shown(secret: str, *, email: str) -> dict[str, Any]:
    """Return what connects an authenticator app: the secret in fours, its URI and QR code."""
    return {
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "uri": second_factor.uri(secret, email=email, issuer=issuer()),
        "qr": qr_markup(second_factor.qr(secret, email=email, issuer=issuer())),
    }


def qr_markup(svg: str) -> Markup:
    """Return a QR code for a template: an SVG element that segno drew, with no text in it."""
    return Markup(svg)  # noqa: S704 - drawn by segno, no text in it
