"""The form and the page that ask some groups of a printed sheet back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field

from intake.web.asked_groups import is_group
from intake.web.signin.forms import StaffForm, TextField
from intake.web.signin.pages import page, wanted
from intake.words import N_


class CheckForm(StaffForm):
    """Fields named ``check-<sheet>-<group>``, made by :func:`check_form`."""

    def matches(self, sheets: Mapping[str, Sequence[str]]) -> bool:
        """Return true if each field holds its group; else give each wrong field its message."""
        if not self.validate():
            return False
        wrong = [field for field in self if not _is_group(field, sheets)]
        for field in wrong:
            field.errors = [gettext("This is a different group. Check its number on the sheet.")]
        return not wrong


def check_form(asked: Mapping[str, Sequence[int]], posted: MultiDict[str, str]) -> CheckForm:
    """Return the form that asks for these groups, by the name of their sheet."""
    fields = {
        f"check-{sheet}-{group}": TextField(
            N_("Enter this group from the sheet."), label=_label(sheet, group)
        )
        for sheet, groups in asked.items()
        for group in groups
    }
    return cast("CheckForm", type("CheckForm", (CheckForm,), fields)(posted))


def check_page(form: CheckForm) -> ResponseReturnValue:
    """Return the page with the form, for the blueprint of either kind of sheet."""
    action = url_for(".answer", next=wanted() or None)
    back = url_for(".show", next=wanted() or None)
    return page("signin/sheet_check.html", form, action=action, back=back)


def _label(sheet: str, group: int) -> str:
    if sheet == "device":
        return gettext("Group %(number)s of your sign-in sheet", number=group)
    return gettext("Sheet %(name)s, group %(number)s", name=sheet.upper(), number=group)


def _is_group(field: Field, sheets: Mapping[str, Sequence[str]]) -> bool:
    _, sheet, group = field.name.split("-")
    return is_group(field.data, sheets[sheet][int(group) - 1])
