"""Asking a member of staff to sign in, or to prove who they are; what they typed is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from intake import clock
from intake.actions.accounts.save_pending_form import Fields, Typed, keep_typed
from intake.extensions import db, writing
from intake.sealing.tokens import token_hash
from intake.sessions import store as sessions
from intake.staff.roles import Act
from intake.web.security import door_token

PAGE = re.compile(r"/desk(/[A-Za-z0-9-]+)*/?", re.ASCII)
SECRET = ("password", "password_again", "password_now", "code", "passkey")
OWN = ("csrf_token", "typed")


def sign_in_again(*, installation: str) -> ResponseReturnValue:
    """Nobody is signed in here: to the door, and from there on to where they wanted to go."""
    if request.method == "POST":
        session = sessions.remembered(token_hash(door_token()), now=clock.now())
        if session is not None:
            keep_posted(session.member_id, installation=installation)
    return redirect(url_for("signin.show", next=_page_wanted()), 303)


def prove_again(member_id: str, *, installation: str) -> ResponseReturnValue:
    """The second factor was given too long ago for this."""
    if request.method == "POST":
        keep_posted(member_id, installation=installation)
    return redirect(url_for("signin.again.show", next=_page_wanted()), 303)


def keep_posted(member_id: str, *, installation: str) -> None:
    """Keep what was posted just now, for after the member has signed in again."""
    keep_form(posted(), member_id=member_id, installation=installation)


def keep_form(what: Typed, *, member_id: str, installation: str) -> None:
    """Keep a form of this desk; one that leads nowhere, or in which nothing stands, is let go."""
    if is_form(what.path) and (what.fields or words_of(what.path)):
        with writing():
            keep_typed(
                what,
                door_token(),
                member_id=member_id,
                installation=installation,
                now=clock.now(),
            )
            db.session.commit()


def posted() -> Typed:
    """The form that was posted just now, without what must not be kept."""
    return Typed(path=request.path, fields=kept_of(request.form.items(multi=True)))


def kept_of(fields: Iterable[tuple[str, str]]) -> Fields:
    """These fields but for passwords, codes and form tokens."""
    return tuple((name, value) for name, value in fields if name not in (*SECRET, *OWN))


def is_form(path: str) -> bool:
    """Whether a form of the desk may be posted to this address."""
    return isinstance(_mark(path, "guard"), Act)


def words_of(path: str) -> str:
    """What the form of this address does, where a proof is wanted for it."""
    return str(_mark(path, "fresh") or "")


def page_in(wanted: str) -> str:
    """An address of this desk that may be led to; empty where it is anything else."""
    return wanted if PAGE.fullmatch(wanted) else ""


def _mark(path: str, name: str) -> object:
    """A mark of the view that a form posted to this address reaches."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return None
    return vars(current_app.view_functions[endpoint]).get(name)


def _page_wanted() -> str | None:
    """Where to go on after signing in, if a page was asked for that is not the queue."""
    wanted = page_in(request.path) if request.method == "GET" else ""
    return wanted if wanted not in ("", "/desk/") else None
