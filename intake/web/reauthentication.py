"""Send a member to sign-in or to the second factor, and save the form that they posted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from intake import clock
from intake.actions.accounts.save_pending_form import (
    Fields,
    Typed,
    save_form_for_factor,
    save_form_of_tab,
)
from intake.extensions import db, writing
from intake.sealing.tokens import token_hash
from intake.sessions import store as sessions
from intake.staff.roles import Act
from intake.web.security import door_token

PAGE = re.compile(r"/desk(/[A-Za-z0-9-]+)*/?", re.ASCII)
SECRET = frozenset(
    {"password", "password_again", "password_now", "code", "passkey", "device_code", "prf"}
)
"""Fields that are never stored, and that no page repeats."""
OWN = ("csrf_token", "typed")
NEVER_SAVED = frozenset({"/desk/law/bench"})
"""Addresses whose pages promise that nothing typed there is saved."""


def sign_in_again(*, installation: str) -> ResponseReturnValue:
    """Redirect to sign-in, and from there to the page that was asked for."""
    if request.method == "POST":
        session = sessions.remembered(token_hash(door_token()), now=clock.now())
        if session is not None and not _is_quiet():
            save_form(posted(), member_id=session.member_id, installation=installation)
    return redirect(url_for("signin.show", next=page_after()), 303)


def ask_second_factor_again(member_id: str, *, installation: str) -> ResponseReturnValue:
    """Redirect to the page of the second factor: the last one is too old, or of another place."""
    if request.method == "POST" and not _is_quiet():
        form = posted()
        saves = save_form_for_factor if words_of(form.path) else save_form_of_tab
        save_form(form, member_id=member_id, installation=installation, saves=saves)
    return redirect(url_for("signin.reauthenticate.show", next=page_after()), 303)


def save_form(
    form: Typed,
    *,
    member_id: str,
    installation: str,
    saves: Callable[..., None] = save_form_of_tab,
) -> None:
    """Save a form of this desk, beside those of other tabs, until the member has signed in again.

    Ignore one without content, and an address that takes no form.
    """
    has_content = form.fields or words_of(form.path)
    if form.path in NEVER_SAVED or not is_form(form.path) or not has_content:
        return
    with writing():
        saves(form, door_token(), member_id=member_id, installation=installation, now=clock.now())
        db.session.commit()


def _is_quiet() -> bool:
    """Return true for a draft that a page saves by itself; the page still has the text."""
    return "quiet" in request.form


def posted() -> Typed:
    """Return the posted form without the fields that must not be saved."""
    return Typed(path=request.path, fields=kept_of(request.form.items(multi=True)))


def kept_of(fields: Iterable[tuple[str, str]]) -> Fields:
    """Return the fields without passwords, codes and form tokens."""
    return tuple(
        (name, value) for name, value in fields if (name not in OWN and (not is_secret(name)))
    )


def is_secret(name: str) -> bool:
    """Return true for a field that holds a secret, which must be typed again.

    Names that begin with ``check-`` are typed groups of a printed sheet or a fingerprint.
    """
    return name in SECRET or name.startswith("check-")


def is_form(path: str) -> bool:
    """Return true if a form of the desk can be posted to this address."""
    return isinstance(_mark(path, "guard"), Act)


def words_of(path: str) -> str:
    """Return the description of a sensitive form at this address; empty for any other."""
    return str(_mark(path, "fresh") or "")


def page_in(address: str) -> str:
    """Return the address if it is a page of this desk, else an empty text."""
    return address if PAGE.fullmatch(address) else ""


def _mark(path: str, name: str) -> object:
    """Return an attribute of the view that takes a form at this address, or ``None``."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return None
    return vars(current_app.view_functions[endpoint]).get(name)


def page_after() -> str | None:
    """Return the page to show after signing in, or ``None`` for the queue."""
    address = page_in(request.path) if request.method == "GET" else ""
    return address if address not in ("", "/desk/") else None
