"""Show the three recovery sheets in the first member's browser, and ask for groups of each."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.actions.accounts.enrol_staff import confirm_recovery_sheets
from intake.extensions import saving
from intake.keys import store as keys
from intake.sealing.sheets import Sheet, qr_svg, sheets_from_bytes
from intake.staff.store import Act
from intake.web.access import installation, keyring, moment, see_other, signed_in, staff
from intake.web.answers import asked_groups
from intake.web.app_context import settings, today
from intake.web.signin.forms import qr_markup, recover_command, wanted
from intake.web.signin.sheet import CheckForm, check_form, check_page, onward_address

blueprint = Blueprint("recovery_sheets", __name__)

GROUPS = 9


@blueprint.get("/desk/signin/recovery-sheets")
@staff(Act.OWN_ACCOUNT, fresh="View the recovery sheets")
def show() -> ResponseReturnValue:
    """Show the sheets until groups of each have been typed; after that never again."""
    sheets = _sheets()
    if not sheets:
        return redirect(onward_address(), 303)
    recovery_key = keys.recovery_key()
    return render_template(
        "signin/recovery_sheets.html",
        sheets=[(sheet, qr_markup(qr_svg(sheet.letters))) for sheet in sheets],
        fingerprint=installation(),
        made_on=recovery_key.made_on if recovery_key else today(),
        command=recover_command(),
        action=url_for(".printed", next=wanted()),
        may_wait=settings().loopback,
    )


@blueprint.post("/desk/signin/recovery-sheets")
@staff(Act.OWN_ACCOUNT)
def printed() -> ResponseReturnValue:
    """Redirect to the page that asks for some groups."""
    return see_other(".check", next=wanted())


@blueprint.get("/desk/signin/recovery-sheets/check")
@staff(Act.OWN_ACCOUNT)
def check() -> ResponseReturnValue:
    """Ask for two groups of each sheet."""
    return check_page(_form(), several=True) if _sheets() else redirect(onward_address(), 303)


@blueprint.post("/desk/signin/recovery-sheets/check")
@staff(Act.OWN_ACCOUNT)
def answer() -> ResponseReturnValue:
    """Compare the groups; where all are right, forget the sheets."""
    sheets, form, me = _sheets(), _form(), signed_in()
    if not sheets:
        return redirect(onward_address(), 303)
    if not form.matches({sheet.name.lower(): tuple(sheet.text.split()) for sheet in sheets}):
        return check_page(form, several=True)
    with saving():
        confirm_recovery_sheets(keyring(), me.token, moment())
    return redirect(onward_address(), 303)


def _sheets() -> tuple[Sheet, ...]:
    return sheets_from_bytes(keyring().sheets)


def _form() -> CheckForm:
    asked = {
        sheet.name.lower(): asked_groups(signed_in().token + sheet.name.encode(), total=GROUPS)
        for sheet in _sheets()
    }
    return check_form(asked, request.form)
