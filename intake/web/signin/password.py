"""Change one's own password."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.accounts.change_password import change_password, new_keys
from intake.actions.accounts.sign_in import WrongPassword, begin_login
from intake.extensions import saving
from intake.sealing.sheets import new_device_secret
from intake.sealing.tokens import new_token
from intake.sessions import store as sessions
from intake.staff.login_throttle import TooManyTries
from intake.staff.passwords import TooBusy, new_passphrase
from intake.staff.store import Act
from intake.web.access import current_member, installation, moment, see_other, signed_in, staff
from intake.web.signin.device_cookies import device_of, set_device
from intake.web.signin.factor import unlock_or_note
from intake.web.signin.forms import ChangeForm, onward, page

blueprint = Blueprint("password", __name__)


@blueprint.get("/desk/signin/password")
@staff(Act.OWN_ACCOUNT, fresh="Change password")
def show() -> ResponseReturnValue:
    """Ask for the current password and a new one."""
    return _page(ChangeForm())


@blueprint.post("/desk/signin/password")
@staff(Act.OWN_ACCOUNT)
def answer() -> ResponseReturnValue:
    """Change the password; every session ends, and a new one begins here.

    It would begin as if the second factor had been given, so that must have been so. What was
    typed are passwords, which are not kept meanwhile: the page asks for them anew.
    """
    if not sessions.is_fresh(signed_in().session, clock.now()):
        return see_other(".show")
    form = ChangeForm(request.form)
    form.address = current_member().email
    if form.validate():
        try:
            return _change(form)
        except WrongPassword:
            form.problem = gettext("Your current password is not correct.")
        except (TooManyTries, TooBusy) as failure:
            form.refuse(failure)
    return _page(form)


def _change(form: ChangeForm) -> ResponseReturnValue:
    """Change password; hold nothing open while passwords are stretched."""
    with saving():
        account = begin_login(form.address, moment(), browser=signed_in().token)
    unlocked = unlock_or_note(account, form.address, form.password_now.data)
    if unlocked.awaits_device:
        form.problem = gettext(
            "This browser no longer knows you. Sign out, sign in with your sign-in "
            "sheet, then come back here."
        )
        return _page(form)
    device = new_device_secret() if form.new_sheet.is_posted else device_of(account.member_id)
    made = new_keys(
        form.password.data,
        installation=installation(),
        member_id=account.member_id,
        device=device,
    )
    token = new_token()
    with saving():
        change_password(unlocked, made, moment(), becomes=token, new_sheet=form.new_sheet.is_posted)
    response = onward(url_for("signin.show"), token)
    set_device(response, account.member_id, device)
    return response


def _page(form: ChangeForm) -> ResponseReturnValue:
    return page("signin/password.html", form, passphrase=new_passphrase())
