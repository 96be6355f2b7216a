"""The form that asks some groups of a printed sheet back."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import cast

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField

from intake.sealing.device_secrets import normal_letters
from intake.web.signin.forms import Given, StaffForm
from intake.words import N_

ASKED = 2
"""Groups asked of each sheet."""


class CheckForm(StaffForm):
    """Fields named ``check-<sheet>-<group>``, made by :func:`check_form`."""

    def matches(self, sheets: Mapping[str, Sequence[str]]) -> bool:
        """Return True if each field holds its group; else give each wrong field its message."""
        if not self.validate():
            return False
        wrong = [field for field in self if not _is_group(field, sheets)]
        for field in wrong:
            field.errors = [gettext("This is another group. Look at its number on the sheet.")]
        return not wrong


def asked_groups(seed: bytes, *, total: int) -> tuple[int, ...]:
    """Return two different numbers from 1 to *total*, always the same for one seed."""
    digest = sha256(b"asked groups\n" + seed).digest()
    first = digest[0] % total
    second = (first + 1 + digest[1] % (total - 1)) % total
    return tuple(sorted((first + 1, second + 1)))


def check_form(asked: Mapping[str, Sequence[int]], posted: MultiDict[str, str]) -> CheckForm:
    """Return the form that asks for these groups, by the name of their sheet."""
    fields = {
        f"check-{sheet}-{group}": StringField(
            label=_label(sheet, group), validators=[Given(N_("Type this group of the sheet."))]
        )
        for sheet, groups in asked.items()
        for group in groups
    }
    return cast("CheckForm", type("CheckForm", (CheckForm,), fields)(posted))


def _label(sheet: str, group: int) -> str:
    if sheet == "device":
        return gettext("Group %(number)s of your sign-in sheet", number=group)
    return gettext("Sheet %(name)s, group %(number)s", name=sheet.upper(), number=group)


def _is_group(field: Field, sheets: Mapping[str, Sequence[str]]) -> bool:
    _, sheet, group = field.name.split("-")
    expected = sheets[sheet][int(group) - 1]
    return hmac.compare_digest(normal_letters(field.data or ""), expected)
