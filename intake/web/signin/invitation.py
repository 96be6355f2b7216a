"""Accept an invitation: a password, then an authenticator app or a passkey; then be signed in."""

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.accounts.change_password import NewKeys, new_keys
from intake.actions.accounts.enrol_staff import (
    InvitationEnded,
    Invited,
    begin_anew,
    begin_enrolment,
    enrol_staff,
    enrolment_of,
    invitation_of,
)
from intake.environment import INVITATION
from intake.extensions import db, saving
from intake.keys.store import UntrustedTeamKey
from intake.sealing.tokens import MistypedToken, new_token, read_token
from intake.staff import store as staff
from intake.staff.invitations import InvitationWaits, read_address
from intake.staff.models import Enrolment
from intake.staff.passwords import TooBusy, new_passphrase
from intake.staff.second_factor import WrongCode
from intake.staff.store import AddressTaken
from intake.web.access import anyone, installation, moment, see_other
from intake.web.app_context import settings
from intake.web.faults.errors import error_page
from intake.web.filters import long_date
from intake.web.security import StaleForm, door_token
from intake.web.signin import factor
from intake.web.signin.device_cookies import set_device
from intake.web.signin.forms import (
    FactorForm,
    FirstMemberForm,
    JoinForm,
    PasswordForm,
    StepForm,
    app_shown,
    onward,
    page,
)
from intake.words import N_

blueprint = Blueprint("invitation", __name__)

TAKEN = N_("Someone already uses this email address. Sign in instead.")


@blueprint.get("/desk/invitation/<token>")
@anyone
def show(token: str) -> ResponseReturnValue:
    """Ask for a password; once it is set, for a second factor: an app's code, or a passkey."""
    link = read_token(token)
    invited = _invited(link)
    if enrolment := enrolment_of(link, browser=door_token(), now=clock.now()):
        return _secret_page(enrolment, FactorForm())
    return _password_page(invited, _form_for(invited))


@blueprint.post("/desk/invitation/<token>")
@anyone
def answer(token: str) -> ResponseReturnValue:
    """Take the password, then the second factor; or begin anew."""
    link, step = read_token(token), StepForm(request.form)
    if step.anew.is_posted:
        with saving():
            begin_anew(link, browser=door_token())
        return see_other(".show", token=token)
    return _take_factor(link) if step.is_factor else _take_password(token)


@blueprint.errorhandler(InvitationEnded)
@blueprint.errorhandler(MistypedToken)
def ended(_failure: InvitationEnded | MistypedToken) -> ResponseReturnValue:
    """Show one page for every link that is used, expired or unknown."""
    return render_template("signin/ended.html"), 410


@blueprint.errorhandler(InvitationWaits)
def waits(failure: InvitationWaits) -> ResponseReturnValue:
    """Say from when the link works."""
    local = failure.starts_at.astimezone(settings().time_zone)
    starts_at = f"{long_date(local.date())}, {local:%H:%M}"
    return render_template("signin/waits.html", starts_at=starts_at), 409


@blueprint.errorhandler(UntrustedTeamKey)
def not_ready(_failure: UntrustedTeamKey) -> ResponseReturnValue:
    """Show that the pin belongs to other keys: no one can join before it is corrected."""
    return render_template("signin/not_ready.html"), 503


@blueprint.errorhandler(StaleForm)
def stale(_failure: StaleForm) -> ResponseReturnValue:
    """Load the page again, after it was open for too long."""
    return error_page(403)


def _invited(link: bytes) -> Invited:
    return invitation_of(link, moment(), browser=door_token())


def _take_password(token: str) -> ResponseReturnValue:
    invited = _invited(read_token(token))
    form = _form_for(invited)
    if form.validate():
        try:
            made = _begin(invited, form)
            response = make_response(see_other(".show", token=token))
            set_device(response, made.member_id, made.device)
            return response
        except AddressTaken:
            form.problem = gettext(TAKEN)
        except TooBusy as failure:
            form.refuse(failure)
    return _password_page(invited, form)


def _begin(invited: Invited, form: PasswordForm) -> NewKeys:
    """Begin joining with this password; hold nothing open while it is stretched."""
    db.session.rollback()
    made = new_keys(form.password.data, installation=installation(), member_id=invited.member_id)
    with saving():
        begin_enrolment(
            invited,
            made,
            moment(),
            email=invited.email or read_address(form.address),
            name=form.name.data if isinstance(form, JoinForm) else "",
            browser=door_token(),
        )
    return made


def _take_factor(link: bytes) -> ResponseReturnValue:
    form = FactorForm(request.form)
    if form.validate():
        try:
            return onward(url_for("signin.sheet.show"), _join(form, link))
        except WrongCode:
            form.problem = factor.wrong(form)
        except AddressTaken:
            form.problem = gettext(TAKEN)
    enrolment = enrolment_of(link, browser=door_token(), now=clock.now())
    if enrolment is None:
        raise InvitationEnded
    return _secret_page(enrolment, form)


def _join(form: FactorForm, link: bytes) -> bytes:
    posted, token = factor.posted_factor(form), new_token()
    is_first = not _invited(link).email
    with saving():
        enrol_staff(posted, link, moment(), browser=door_token(), becomes=token)
    if is_first:  # make run kept the first invitation in a file
        file = settings().var / INVITATION
        file.unlink(missing_ok=True)
        if file.parent.is_dir() and not any(file.parent.iterdir()):
            file.parent.rmdir()
    return token


def _form_for(invited: Invited) -> PasswordForm:
    joins = JoinForm if invited.email else FirstMemberForm
    form = (PasswordForm if invited.member_id else joins)(request.form)
    form.address = invited.email or request.form.get("email", "")
    return form


def _password_page(invited: Invited, form: PasswordForm) -> ResponseReturnValue:
    return page(
        "signin/invitation.html",
        form,
        email=invited.email,
        renews=bool(invited.member_id),
        passphrase=new_passphrase(),
    )


def _secret_page(enrolment: Enrolment, form: FactorForm) -> ResponseReturnValue:
    return page(
        "signin/factor.html",
        form,
        options=factor.to_add(enrolment),
        action=request.path,
        email=enrolment.email,
        renews=staff.find(enrolment.id) is not None,
        **app_shown(enrolment.totp_secret, email=enrolment.email),
    )
