"""Who may come in: every view wears exactly one of ``@anyone``, ``@applicant``, ``@staff(act)``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from typing import Any, ParamSpec

from flask import abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.extend_session import extend_request, extend_staff
from intake.actions.unlock_keys import Keyring, keyring_of
from intake.extensions import db, writing
from intake.requests import store as requests
from intake.requests.models import Request
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import store as staff_store
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may
from intake.web.security import door_token

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The member of staff at this browser, and the session whose token the cookie holds."""

    member: StaffMember
    session: StaffSession
    token: bytes


def anyone(view: View[P]) -> View[P]:
    """No session is needed, none is looked at."""
    return _marked(view, "anyone")


def applicant(view: View[P]) -> View[P]:
    """A person filling in the form, from their first visit on. Keeps a living session alive."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if request.method == "GET":
            _keep_alive()
        return view(*args, **kwargs)

    return _marked(guarded, "applicant")


def staff(act: Act) -> Callable[[View[P]], View[P]]:
    """A signed-in member of staff whose roles allow ``act``. Others see what is not there."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if (found := _find_staff()) is None:
                return redirect(url_for("signin.show"), 303)
            g.signed_in = found
            if not may(found.member.roles, act):
                abort(404)
            return view(*args, **kwargs)

        return _marked(guarded, act)

    return guard


def current_request(*, to_change: bool = False, anew: bool = False) -> Request | None:
    """The request whose session this browser has, if it lives; locked if it will change.

    A page that only reads looks once.
    """
    if not (to_change or anew) and "found" in g:
        kept: Request | None = g.found
        return kept
    found = requests.find_by_token(
        sha256(door_token()).digest(), now=clock.now(), to_change=to_change
    )
    g.has_code = found is not None and found.coded
    if request.method == "GET":
        g.found = found
    return found


def signed_in() -> SignedIn:
    """The member of staff who wears this view's guard."""
    found: SignedIn = g.signed_in
    return found


def keyring() -> Keyring:
    """The team keys of the member who is signed in, opened for this request alone."""
    me = signed_in()
    return keyring_of(me.session, me.token, installation=installation())


def installation() -> str:
    """What every seal of this installation is bound to: the pinned fingerprint."""
    pin: str = current_app.config["SETTINGS"].recovery_fingerprint
    return pin


def _marked(view: View[P], guard: str) -> View[P]:
    """The view with the mark by which every view can be asked who guards it."""
    vars(view)["guard"] = guard
    return view


def _keep_alive() -> None:
    found = current_request()
    if found is None or not requests.is_due_for_extension(found, now=clock.now()):
        return
    with writing():
        if again := current_request(to_change=True):
            extend_request(again, now=clock.now())
            db.session.commit()


def _find_staff() -> SignedIn | None:
    token, now = door_token(), clock.now()
    session = sessions.find(sha256(token).digest(), now=now)
    member: Any = staff_store.find(session.member_id) if session else None
    if session is None or member is None or member.disabled_on is not None:
        return None
    if sessions.is_due_for_extension(session, now=now):
        with writing():
            extend_staff(sha256(token).digest(), now=now)
            db.session.commit()
        session = sessions.find(sha256(token).digest(), now=now)
        member = staff_store.find(session.member_id) if session else None
    return SignedIn(member, session, token) if session and member else None
