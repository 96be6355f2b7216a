"""Answer a form that was refused, or left for another language, by a redirect to its page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from intake.actions.application.typed_forms import TypedForm, save_typed_form, typed_form_at
from intake.extensions import db, writing
from intake.requests import applicant_access as own_requests
from intake.requests.applicant_access import OwnRequest
from intake.web.access import installation
from intake.web.locale import place
from intake.web.security import begin_session, door_token

AGAIN = frozenset({"more", "fix"})
"""Buttons that show the same page once more."""

NOT_TYPED = frozenset({"csrf_token", "language"})
CHOSEN_BY_ITSELF = ("-known", "-calendar")
"""Ends of names of fields that hold a value before anybody chose one."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form as they were posted, and whether it was refused."""

    fields: MultiDict[str, str]
    is_refused: bool


def see_again(
    row: OwnRequest, address: str, *, new_session: bytes | None = None
) -> ResponseReturnValue:
    """Keep what was typed, and redirect to *address*, the page of this form.

    If the reader asked for another language, *address* is in it already. *new_session* is the
    token of a session that begins with this form, unless nothing was typed; its row is added.
    """
    fields = tuple(
        (name, value) for name, value in request.form.items(multi=True) if name not in NOT_TYPED
    )
    leaves, here = "language" in request.form, place(address)
    if leaves and not request.form["language"]:
        address = url_for("pages.languages", at=here)
    response = redirect(address, 303)
    is_typed = any(text.strip() for name, text in fields if not name.endswith(CHOSEN_BY_ITSELF))
    if leaves and new_session and not is_typed:
        return response
    is_refused = not leaves and not AGAIN & request.form.keys()
    typed = TypedForm(place=here, fields=fields, is_refused=is_refused)
    with writing():
        if new_session:
            own_requests.add(row)
        save_typed_form(row, new_session or door_token(), typed, installation=installation())
        db.session.commit()
    if new_session:
        begin_session(response, "apply", new_session)
    return response


def typed_at(row: OwnRequest | None, address: str) -> Typed | None:
    """Return what was typed at *address* last, if it was not accepted."""
    if row is None:
        return None
    typed = typed_form_at(row, door_token(), place=place(address), installation=installation())
    return Typed(MultiDict(typed.fields), is_refused=typed.is_refused) if typed else None


def is_left() -> bool:
    """Return true where a form is not to be accepted, whatever was typed.

    The reader asked for another language, for another row, to correct an answer, or to have the
    browser fill in.
    """
    return not {"language", *AGAIN}.isdisjoint(request.form)
