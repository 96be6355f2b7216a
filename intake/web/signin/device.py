"""Ask a browser that does not know a member for the groups of their sign-in sheet."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.accounts.give_device import WrongSheet, give_device, member_awaiting_device
from intake.actions.accounts.halfway import NotHalfway
from intake.extensions import db, writing
from intake.sealing.tokens import new_token
from intake.web.access import installation
from intake.web.security import door_token
from intake.web.signin.device_cookies import set_device
from intake.web.signin.forms import DeviceForm
from intake.web.signin.pages import onward, page, today, wanted


def ask(form: DeviceForm) -> ResponseReturnValue:
    """Return the page that asks for the sign-in sheet."""
    return page("signin/device.html", form, action=_here())


def take() -> ResponseReturnValue:
    """Take the groups; where they are right, the browser knows the member from now on."""
    form = DeviceForm(request.form)
    if not form.validate():
        return ask(form)
    try:
        return _give(form.secret)
    except NotHalfway:
        return redirect(_here(), 303)
    except WrongSheet:
        form.problem = gettext("This is another sheet. Only your newest sign-in sheet works.")
    return ask(form)


def _give(secret: bytes) -> ResponseReturnValue:
    token = new_token()
    with writing():
        member_id = member_awaiting_device(door_token(), now=clock.now())
        give_device(
            secret,
            door_token(),
            becomes=token,
            installation=installation(),
            today=today(),
            now=clock.now(),
        )
        db.session.commit()
    response = onward(_here(), token)
    set_device(response, member_id, secret)
    return response


def _here() -> str:
    return url_for("signin.show", next=wanted() or None)
