"""The forms of the sign-in pages, and their kinds of fields."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from markupsafe import Markup
from wtforms import Field, Form, ValidationError
from wtforms.validators import StopValidation

from intake import clock
from intake.questionnaire.tidy import name_key, tidied
from intake.sealing.sheets import MistypedDeviceCode, read_device_code
from intake.sealing.tokens import token_hash
from intake.sessions import pending_forms
from intake.staff import passwords, second_factor
from intake.staff import store as members
from intake.staff.invitations import NotAnAddress, read_address
from intake.staff.login_throttle import TooManyTries
from intake.staff.models import StaffMember
from intake.staff.passwords import TooBusy
from intake.staff.store import Act, may
from intake.web.access import page_in
from intake.web.app_context import Values, settings
from intake.web.filters import translated
from intake.web.security import begin_session


class TextField(Field):
    """Text exactly as it was typed, because it may be a password. ``data`` is never ``None``.

    *message* is the sentence shown where the box is empty; a field without it is optional.
    """

    data: str

    def __init__(self, message: str = "", *, label: str = "", **options: Any) -> None:
        super().__init__(label, **options)
        self.message = message

    @property
    def is_posted(self) -> bool:
        """Return true if the posted form has this field, even an empty one."""
        return bool(self.raw_data)

    def process_data(self, value: Any) -> None:
        """Take a default."""
        self.data = value or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the text that was posted."""
        self.data = valuelist[0] if valuelist else ""

    def pre_validate(self, _form: Any) -> None:
        """Refuse an empty box where text is needed."""
        if self.message and not self.data.strip():
            raise StopValidation(gettext(self.message))


class StaffForm(Form):
    """A form whose messages are ours; ``problem`` is one that belongs to no single box.

    ``status`` is the status of its page; without one it is that of a wrong form, or of a right one.
    """

    problem: str = ""
    status: int = 0
    first: tuple[str, ...] = ()
    """The boxes that stand above those of the form that this one adds to."""

    def __iter__(self) -> Iterator[Field]:
        """Return the boxes in the order of the page."""
        return iter(sorted(self._fields.values(), key=lambda field: field.name not in self.first))

    def refuse(self, failure: TooManyTries | TooBusy) -> None:
        """Say why a try was not taken."""
        if isinstance(failure, TooBusy):
            self.status = 503
            self.problem = gettext(
                "Many people are signing in right now. Wait a moment, then try again."
            )
            return
        self.status = 429
        self.problem = ngettext(
            "Too many failed attempts. Wait %(num)s minute, then try again.",
            "Too many failed attempts. Wait %(num)s minutes, then try again.",
            -(-failure.wait // timedelta(minutes=1)),
        )

    class Meta:
        """Leave out the library's messages."""

        locales = False


class SignInForm(StaffForm):
    """The address and the password."""

    email = TextField("Enter your email address.")
    password = TextField("Enter your password.")


class FactorForm(StaffForm):
    """The second factor: a code, or the answer of a passkey, which the page's script posts."""

    code = TextField()
    passkey = TextField()
    prf = TextField()

    @property
    def derived(self) -> bytes:
        """Return the secret that the passkey derived; empty where it cannot be read."""
        try:
            return urlsafe_b64decode(f"{self.prf.data}==")
        except ValueError:
            return b""

    @property
    def is_passkey(self) -> bool:
        """Return true if a passkey answered."""
        return self.passkey.is_posted

    def validate_code(self, field: TextField) -> None:
        """Refuse an empty box, unless a passkey answered."""
        if not self.is_passkey and not field.data.strip():
            raise ValidationError(gettext("Enter the code from your app."))


class StepForm(StaffForm):
    """The step of signing in or joining that was posted, by the names of its fields."""

    anew = TextField()
    device_code = TextField()
    prf = TextField()
    code = TextField()
    passkey = TextField()

    @property
    def is_factor(self) -> bool:
        """Return true for a code or a passkey's answer."""
        return self.code.is_posted or self.passkey.is_posted


class LockForm(StaffForm):
    """A form that was open when the desk locked: its fields as one query string, its address."""

    form = TextField()
    to = TextField()


class DeviceForm(StaffForm):
    """The groups of the member's sign-in sheet."""

    device_code = TextField("Enter the groups from your sign-in sheet.")
    secret: bytes = b""

    def validate_device_code(self, field: Field) -> None:
        """Read the groups into ``secret``, or say which of them are wrong."""
        try:
            self.secret = read_device_code(field.data)
        except MistypedDeviceCode as failure:
            problem = gettext("Enter all seven groups in order.")
            if failure.groups:
                problem = ngettext(
                    "A letter is wrong in group %(numbers)s.",
                    "A letter is wrong in each of the groups %(numbers)s.",
                    len(failure.groups),
                    numbers=", ".join(map(str, failure.groups)),
                )
            raise ValidationError(problem) from None


class PasswordForm(StaffForm):
    """A new password, twice. ``address`` is whose it will be."""

    address: str = ""
    password = TextField("Enter a new password.")
    password_again = TextField("Enter the same password again.")

    def validate_password(self, field: Field) -> None:
        """Refuse a weak password."""
        if problem := passwords.problem_with(field.data, email=self.address):
            raise ValidationError(translated(problem))

    def validate_password_again(self, field: Field) -> None:
        """Refuse a repetition that differs."""
        if field.data != self.password.data:
            raise ValidationError(gettext("The passwords do not match."))


class ChangeForm(PasswordForm):
    """A new password for one's own account, after the current one."""

    first = ("password_now",)
    password_now = TextField("Enter your current password.")
    new_sheet = TextField()


class JoinForm(PasswordForm):
    """The password of a new member, and the name that colleagues see."""

    first: tuple[str, ...] = ("name",)
    name = TextField()

    def validate_name(self, field: Field) -> None:
        """Tidy the name; refuse one that is too long, and that of a colleague."""
        field.data = tidied(field.data, lines=False)
        if len(field.data) > members.LONGEST:
            raise ValidationError(
                gettext("Use at most %(count)s characters.", count=members.LONGEST)
            )
        if not name_key(field.data):
            field.data = ""  # it would look empty
        if field.data and members.is_name_taken(field.data, member_id=""):
            raise ValidationError(gettext(members.NAME_TAKEN))


class FirstMemberForm(JoinForm):
    """The password and name of the first member, who also enters an address."""

    first = ("name", "email")
    email = TextField("Enter your email address.")

    def validate_email(self, field: Field) -> None:
        """Refuse an address that cannot get email."""
        try:
            read_address(field.data)
        except NotAnAddress:
            raise ValidationError(
                gettext("Enter an email address, such as name@example.org.")
            ) from None


def issuer() -> str:
    """Return the name that authenticator apps list: the organization, else a neutral one."""
    return settings().organisation_name or "Intake desk"


def recover_command() -> str:
    """Return the command that asks for two recovery sheets, as it is typed on this machine."""
    flask = ".venv/bin/flask --app wsgi" if settings().loopback else "intake-admin flask"
    return f"{flask} keys recover"


def page(template: str, form: StaffForm, **context: Any) -> ResponseReturnValue:
    """Return a page with its form and the errors of the form."""
    status = form.status or (422 if form.errors or form.problem else 200)
    return render_template(template, form=form, **context), status


def wanted() -> str | None:
    """Return the desk page that was requested before signing in; never another site's."""
    return page_in(request.args.get("next", "")) or None


def go_on(member_id: str, token: bytes) -> str:
    """Return the next address: a pending form, the page wanted before, or the member's home."""
    if pending_forms.waiting(token_hash(token), member_id=member_id, now=clock.now()):
        return "/desk/typed"
    return wanted() or home_of(members.find(member_id))


def home_of(member: StaffMember | None) -> str:
    """Return the address of a member's work; of the queue for one who opens no cases."""
    return "/desk/work" if member and may(member.roles, Act.OPEN_CASE) else "/desk/"


def onward(address: str, token: bytes) -> Response:
    """Redirect to *address* with a new token in the cookie."""
    response = make_response(redirect(address, 303))
    begin_session(response, "desk", token)
    return response


def app_shown(secret: str, *, email: str) -> Values:
    """Return what connects an authenticator app: the secret in fours, its URI and QR code."""
    return {
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "uri": second_factor.uri(secret, email=email, issuer=issuer()),
        "qr": qr_markup(second_factor.qr(secret, email=email, issuer=issuer())),
    }


def qr_markup(svg: str) -> Markup:
    """Return a QR code for a template: an SVG element that segno drew, with no text in it."""
    return Markup(svg)  # noqa: S704 - drawn by segno, no text in it
