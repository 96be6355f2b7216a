"""The forms of the sign-in pages."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext, ngettext
from wtforms import BooleanField, Field, Form, StringField, ValidationError

from intake.sealing.device_secrets import MistypedDeviceCode, read_device_code
from intake.staff import passwords
from intake.staff.addresses import NotAnAddress, read_address
from intake.web.filters import translated
from intake.words import N_


class Given:
    """Something must stand in the box; ``missing`` says what."""

    def __init__(self, missing: str) -> None:
        self.missing = missing

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse an empty box."""
        if not (field.data or "").strip():
            raise ValidationError(gettext(self.missing))


class StaffForm(Form):
    """A form whose messages are ours; ``problem`` is one that belongs to no single box."""

    problem: str = ""
    first: str = ""
    """The box that stands above those of the form that this one adds to."""

    def __iter__(self) -> Iterator[Field]:
        """Return the boxes in the order of the page."""
        return iter(sorted(self._fields.values(), key=lambda field: field.name != self.first))

    class Meta:
        """No texts of the library's own."""

        locales = False


class SignInForm(StaffForm):
    """The address and the password."""

    email = StringField(validators=[Given(N_("Enter your email address."))])
    password = StringField(validators=[Given(N_("Enter your password."))])


class CodeForm(StaffForm):
    """The code that the authenticator app shows."""

    code = StringField(validators=[Given(N_("Enter the code from your app."))])


class DeviceForm(StaffForm):
    """The groups of the member's sign-in sheet."""

    device_code = StringField(validators=[Given(N_("Enter the groups from your sign-in sheet."))])
    secret: bytes = b""

    def validate_device_code(self, field: Field) -> None:
        """Read the groups into ``secret``, or say which of them are wrong."""
        if not field.data:
            return
        try:
            self.secret = read_device_code(field.data)
        except MistypedDeviceCode as failure:
            raise ValidationError(_wrong_groups(failure.groups)) from None


def _wrong_groups(groups: tuple[int, ...]) -> str:
    if not groups:
        return gettext("Enter all seven groups in order.")
    numbers = ", ".join(map(str, groups))
    return ngettext(
        "A letter is wrong in group %(numbers)s.",
        "A letter is wrong in each of the groups %(numbers)s.",
        len(groups),
        numbers=numbers,
    )


class PasswordForm(StaffForm):
    """A new password, twice. ``address`` is whose it will be."""

    address: str = ""
    password = StringField(validators=[Given(N_("Enter a new password."))])
    password_again = StringField(validators=[Given(N_("Enter the same password again."))])

    def whose(self) -> str:
        """Return the address that the password is for."""
        return self.address

    def validate_password(self, field: Field) -> None:
        """Refuse a weak password."""
        if field.data and (problem := passwords.problem_with(field.data, email=self.whose())):
            raise ValidationError(translated(problem))

    def validate_password_again(self, field: Field) -> None:
        """Refuse a repetition that differs."""
        if field.data and field.data != self.password.data:
            raise ValidationError(gettext("The passwords do not match."))


class ChangeForm(PasswordForm):
    """Another password for one's own account; the one of now comes first."""

    first = "password_now"
    password_now = StringField(validators=[Given(N_("Enter your current password."))])
    new_sheet = BooleanField()


class FirstMemberForm(PasswordForm):
    """The first member gives an address too."""

    first = "email"
    email = StringField(validators=[Given(N_("Enter your email address."))])

    def whose(self) -> str:
        """Return the address that was typed."""
        return self.email.data or ""

    def validate_email(self, field: Field) -> None:
        """Refuse an address that cannot get email."""
        try:
            read_address(field.data or "")
        except NotAnAddress:
            wanted = gettext("Enter an email address, such as name@example.org.")
            raise ValidationError(wanted) from None
