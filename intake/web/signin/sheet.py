"""Show a member's sign-in sheet once, and ask for two of its groups before the desk opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from intake.actions.accounts.enrol_staff import confirm_sign_in_sheet
from intake.extensions import saving
from intake.sealing.sheets import device_groups, qr_svg
from intake.staff import recovery_codes
from intake.staff.store import Act
from intake.web.access import current_member, keyring, moment, see_other, signed_in, staff
from intake.web.answers import asked_groups, is_group
from intake.web.signin.device_cookies import device_of
from intake.web.signin.forms import StaffForm, TextField, go_on, page, qr_markup, wanted

blueprint = Blueprint("sheet", __name__)


@blueprint.get("/desk/signin/sheet")
@staff(Act.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Show the sheet until its member has typed groups of it; after that never again."""
    member = current_member()
    if member.sheet_kept_on is not None:
        return redirect(onward_address(), 303)
    if not (secret := device_of(member.id)):
        return render_template("signin/no_device.html", email=member.email), 409
    groups = device_groups(secret)
    return render_template(
        "signin/sheet.html",
        email=member.email,
        groups=groups,
        qr=qr_markup(qr_svg("".join(groups))),
        action=url_for(".printed", next=wanted()),
    )


@blueprint.post("/desk/signin/sheet")
@staff(Act.OWN_ACCOUNT)
def printed() -> ResponseReturnValue:
    """Redirect to the page that asks for some groups."""
    return see_other(".check", next=wanted())


@blueprint.get("/desk/signin/sheet/check")
@staff(Act.OWN_ACCOUNT)
def check() -> ResponseReturnValue:
    """Ask for two groups of the sheet."""
    return check_page(_form())


@blueprint.post("/desk/signin/sheet/check")
@staff(Act.OWN_ACCOUNT)
def answer() -> ResponseReturnValue:
    """Compare the groups with the device secret of this browser."""
    form = _form()
    if not (secret := device_of(current_member().id)):
        return see_other(".show")
    if not form.matches({"device": device_groups(secret)}):
        return check_page(form)
    with saving():
        confirm_sign_in_sheet(current_member(), moment())
    return redirect(onward_address(), 303)


def onward_address() -> str:
    """Return the next step of joining, or the page that the member wanted."""
    me = signed_in()
    if keyring().sheets:
        return url_for("signin.recovery_sheets.show", next=wanted())
    if not recovery_codes.left(me.member.id):
        return url_for("signin.codes.show")
    return go_on(me.member.id, me.token)


def _form() -> CheckForm:
    return check_form({"device": asked_groups(signed_in().token, total=7)}, request.form)


class CheckForm(StaffForm):
    """Fields named ``check-<sheet>-<group>``, made by :func:`check_form`."""

    def matches(self, sheets: Mapping[str, Sequence[str]]) -> bool:
        """Return true if each field holds its group; else give each wrong field its message."""
        if not self.validate():
            return False
        wrong = gettext("This is a different group. Check its number on the sheet.")
        for field in self:
            _, sheet, group = field.name.split("-")
            if not is_group(field.data, sheets[sheet][int(group) - 1]):
                field.errors = [wrong]
        return not self.errors


def check_form(asked: Mapping[str, Sequence[int]], posted: MultiDict[str, str]) -> CheckForm:
    """Return the form that asks for these groups, by the name of their sheet."""
    fields = {
        f"check-{sheet}-{group}": TextField(
            "Enter this group from the sheet.", label=_label(sheet, group)
        )
        for sheet, groups in asked.items()
        for group in groups
    }
    return cast("CheckForm", type("CheckForm", (CheckForm,), fields)(posted))


def check_page(form: CheckForm, *, several: bool = False) -> ResponseReturnValue:
    """Return the page with the form, for the blueprint of either kind of sheet.

    Of *several* sheets it says to keep them apart.
    """
    action = url_for(".answer", next=wanted())
    back = url_for(".show", next=wanted())
    return page("signin/sheet_check.html", form, action=action, back=back, several=several)


def _label(sheet: str, group: int) -> str:
    if sheet == "device":
        return gettext("Group %(number)s of your sign-in sheet", number=group)
    return gettext("Sheet %(name)s, group %(number)s", name=sheet.upper(), number=group)
