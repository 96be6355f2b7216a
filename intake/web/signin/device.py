"""Ask a browser that does not know a member for the groups of their sign-in sheet."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.accounts.give_device import (
    NotHalfway,
    WrongSheet,
    device_from_passkey,
    give_device,
    member_awaiting_device,
)
from intake.extensions import saving
from intake.sealing.tokens import new_token, token_hash
from intake.sessions import store as sessions
from intake.staff.passkeys import PasskeyAnswer
from intake.staff.second_factor import WrongCode
from intake.web.access import installation
from intake.web.app_context import today
from intake.web.security import door_token
from intake.web.signin import factor
from intake.web.signin.device_cookies import set_device
from intake.web.signin.forms import DeviceForm, FactorForm, onward, page, wanted


def ask(form: DeviceForm) -> ResponseReturnValue:
    """Return the page that asks for the sign-in sheet, or a passkey that stands in for it."""
    halfway = sessions.find_halfway(token_hash(door_token()), now=clock.now())
    member_id = halfway.member_id if halfway else ""
    return page(
        "signin/device.html",
        form,
        action=_here(),
        options=factor.to_derive(member_id, with_device=True),
        salt=factor.salt_text(member_id),
    )


def take_passkey() -> ResponseReturnValue:
    """Open the device secret with a passkey, and store it in this browser."""
    form = DeviceForm()
    try:
        return _give(_from_passkey(FactorForm(request.form)))
    except NotHalfway:
        return redirect(_here(), 303)
    except (WrongCode, WrongSheet):
        form.problem = gettext("This passkey does not stand in for your sheet. Enter its groups.")
    return ask(form)


def _from_passkey(form: FactorForm) -> bytes:
    answer = factor.posted_factor(form)
    if not isinstance(answer, PasskeyAnswer):
        raise WrongCode
    with saving():
        return device_from_passkey(
            answer,
            form.prf.data,
            door_token(),
            installation=installation(),
            today=today(),
            now=clock.now(),
        )


def take_sheet() -> ResponseReturnValue:
    """Verify the groups of the sheet; store the device secret in this browser if they are right."""
    form = DeviceForm(request.form)
    if not form.validate():
        return ask(form)
    try:
        return _give(form.secret)
    except NotHalfway:
        return redirect(_here(), 303)
    except WrongSheet:
        form.problem = gettext("This is a different sheet. Only your newest sign-in sheet works.")
    return ask(form)


def _give(secret: bytes) -> ResponseReturnValue:
    token = new_token()
    with saving():
        member_id = member_awaiting_device(door_token(), now=clock.now())
        give_device(
            secret,
            door_token(),
            becomes=token,
            installation=installation(),
            today=today(),
            now=clock.now(),
        )
    response = onward(_here(), token)
    set_device(response, member_id, secret)
    return response


def _here() -> str:
    return url_for("signin.show", next=wanted() or None)
