"""Sign in with password and code, and sign out.

A browser that does not know the member asks for the groups of the sign-in sheet in between.
"""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.access.unlock_keys import is_session_verified
from intake.actions.accounts.give_device import (
    NotHalfway,
    WrongSheet,
    device_from_passkey,
    give_device,
)
from intake.actions.accounts.sign_in import (
    WrongPassword,
    begin_login,
    count_code,
    go_halfway,
    sign_in,
)
from intake.extensions import saving
from intake.sealing.tokens import new_token
from intake.sessions import store as sessions
from intake.staff import passkeys, passwords
from intake.staff import store as staff
from intake.staff.login_throttle import TooManyTries
from intake.staff.passkeys import PasskeyAnswer
from intake.staff.passwords import TooBusy
from intake.staff.second_factor import WrongCode
from intake.staff.store import Act, may
from intake.web import limits
from intake.web.access import anyone, is_form, moment, page_context, see_other, verified_staff
from intake.web.security import StaleForm, door_hash, door_token, end_session
from intake.web.signin import factor, pending_forms
from intake.web.signin.device_cookies import device_of, proven_devices, set_device
from intake.web.signin.factor import SessionEnded, noting_wrong_factors, unlock_or_note
from intake.web.signin.forms import (
    DeviceForm,
    FactorForm,
    SignInForm,
    StepForm,
    go_on,
    home_of,
    onward,
    page,
    wanted,
)

blueprint = Blueprint("signin", __name__)
blueprint.context_processor(page_context)


@blueprint.get("/desk/signin")
@anyone
def show() -> ResponseReturnValue:
    """Ask for the password, or for the code where the password was given."""
    if found := verified_staff():
        if wanted() or may(found.member.roles, Act.SEE_QUEUE):
            return redirect(wanted() or home_of(found.member), 303)
        return render_template("signin/nothing.html", email=found.member.email)
    if halfway := sessions.find_halfway(door_hash(), clock.now()):
        return _device_page(DeviceForm()) if halfway.awaits_device else _code_page(FactorForm())
    return _password_page(SignInForm())


@blueprint.post("/desk/signin")
@anyone
def answer() -> ResponseReturnValue:
    """Process one step: the password, then the code; or start over with another account."""
    step = StepForm(request.form)
    if step.anew.is_posted:
        return sign_out()
    if step.device_code.is_posted:
        return _take_sheet()
    if step.prf.is_posted:
        return _take_passkey()
    return _take_factor() if step.is_factor else _take_password()


@blueprint.post("/desk/signout")
@anyone
def sign_out() -> ResponseReturnValue:
    """End the session on the server, and clear the data of the browser."""
    with saving():
        sessions.end(door_hash())
    response = make_response(see_other("signin.show"))
    end_session(response, "desk")
    return response


@blueprint.errorhandler(StaleForm)
def show_again(failure: StaleForm) -> ResponseReturnValue:
    """Show the page again, to be filled in once more, after it was open for too long."""
    if is_form(request.path):
        return pending_forms.stale(failure)
    form = SignInForm()
    form.problem, form.status = gettext("This page was open too long. Fill it in again."), 403
    return _password_page(form)


@blueprint.errorhandler(SessionEnded)
def ended(_failure: SessionEnded) -> ResponseReturnValue:
    """Ask for the password again after five wrong second factors."""
    form = SignInForm()
    form.status = 403
    form.problem = gettext(
        "Five codes were wrong, so this session ended. We are emailing the owner of the account "
        "about it. Sign in again."
    )
    return _password_page(form)


@blueprint.errorhandler(NotHalfway)
def begin_again(_failure: NotHalfway) -> ResponseReturnValue:
    """Begin with the password: it was not given, or too long ago."""
    return redirect(_here(), 303)


def _take_password() -> ResponseReturnValue:
    form = SignInForm(request.form)
    if form.validate():
        try:
            return onward(_here(), _halfway(form))
        except WrongPassword:
            form.problem = gettext("The email address or password is not correct.")
        except (TooManyTries, TooBusy) as failure:
            form.refuse(failure)
    return _password_page(form)


def _halfway(form: SignInForm) -> bytes:
    """Verify the password; hold nothing open while it is stretched. Return the new token."""
    # An unknown browser writes nothing while its line is full: applicants wait in the line of those
    # who write.
    if (
        passwords.strangers.is_full_for(limits.network())
        and not proven_devices()
        and sessions.remembered(door_hash(), clock.now()) is None
    ):
        raise TooBusy
    with saving():
        account = begin_login(
            form.email.data,
            moment(),
            browser=door_token(),
            devices=proven_devices(),
            network=limits.network(),
        )
    unlocked = unlock_or_note(account, form.email.data, form.password.data)
    token = new_token()
    with saving():
        go_halfway(unlocked, token, moment(), instead_of=door_token())
    return token


def _take_factor() -> ResponseReturnValue:
    form, token = FactorForm(request.form), new_token()
    if not form.validate():
        return _code_page(form)
    try:
        with saving():
            member_id = count_code(door_token(), moment())
        with noting_wrong_factors(member_id):
            posted = factor.posted_factor(form)
            with saving():
                sign_in(posted, door_token(), moment(), becomes=token)
    except WrongCode:
        form.problem = factor.wrong(form)
        return _code_page(form)
    except TooManyTries as failure:
        form.refuse(failure)
        return _code_page(form)
    response = onward(go_on(member_id, token), token)
    if known := device_of(member_id):
        set_device(response, member_id, known)  # its 400 days begin anew
    return response


def _take_sheet() -> ResponseReturnValue:
    """Verify the groups of the sheet; store the device secret in this browser if they are right."""
    form = DeviceForm(request.form)
    if form.validate():
        try:
            return _give_device(form.secret)
        except WrongSheet:
            form.problem = gettext(
                "This is a different sheet. Only your newest sign-in sheet works."
            )
    return _device_page(form)


def _take_passkey() -> ResponseReturnValue:
    """Open the device secret with a passkey, and store it in this browser."""
    posted = FactorForm(request.form)
    try:
        passkey = factor.posted_factor(posted)
        if not isinstance(passkey, PasskeyAnswer):
            raise WrongCode
        with saving():
            secret = device_from_passkey(passkey, posted.derived, door_token(), moment())
        return _give_device(secret)
    except (WrongCode, WrongSheet):
        form = DeviceForm()
        form.problem = gettext("This passkey does not stand in for your sheet. Enter its groups.")
        return _device_page(form)


def _give_device(secret: bytes) -> ResponseReturnValue:
    token = new_token()
    with saving():
        member_id = give_device(secret, door_token(), moment(), becomes=token)
    response = onward(_here(), token)
    set_device(response, member_id, secret)
    return response


def _password_page(form: SignInForm) -> ResponseReturnValue:
    """Show the first step; in a browser whose desk is locked, for the member who locked it."""
    session, locked = sessions.remembered(door_hash(), clock.now()), ""
    member = staff.find(session.member_id) if session else None
    if session and member and member.disabled_on is None and is_session_verified(session, member):
        locked = member.email
    form.email.data = form.email.data or locked
    return page("signin/sign_in.html", form, locked=bool(locked), action=_here())


def _device_page(form: DeviceForm) -> ResponseReturnValue:
    """Ask for the sign-in sheet, or a passkey that stands in for it."""
    halfway = sessions.find_halfway(door_hash(), clock.now())
    member_id = halfway.member_id if halfway else ""
    return page(
        "signin/device.html",
        form,
        action=_here(),
        options=factor.to_sign(
            [key for key in passkeys.of(member_id) if key.wrapped_device], derives=True
        ),
        salt=factor.salt_text(member_id),
    )


def _code_page(form: FactorForm) -> ResponseReturnValue:
    halfway = sessions.find_halfway(door_hash(), clock.now())
    options = factor.to_sign(passkeys.of(halfway.member_id)) if halfway else ""
    return page("signin/code.html", form, action=_here(), options=options)


def _here() -> str:
    """Return the address of this page, with the page to return to."""
    return url_for("signin.show", next=wanted())
