"""The account with which anyone signs in to a demonstration; it is shown on the page."""

from __future__ import annotations

from intake import clock
from intake.actions.accounts.enrol_staff import begin_enrolment, enrol_staff, invitation_of
from intake.actions.accounts.new_keys import new_keys
from intake.extensions import db
from intake.frozen import frozen
from intake.keys import store as keys
from intake.sealing.device_secrets import device_groups
from intake.sealing.tokens import new_token, read_token
from intake.staff import second_factor
from intake.staff.models import StaffMember

EMAIL = "visitor@example.org"
SHOWN_WORDS = "copper kettle nine gulls"


@frozen
class SignIn:
    """The secrets that a visitor types; the code follows from the secret and the time."""

    totp_secret: str
    groups: str
    installation: str

    def code(self) -> str:
        """Return the code that an authenticator app would show now."""
        return second_factor.code_at(self.totp_secret, now=clock.now())


def join(invitation: str, *, installation: str, secrets: tuple[str, ...]) -> SignIn:
    """Accept the first invitation. The caller commits."""
    token, browser, now = read_token(invitation), new_token(), clock.now()
    invited = invitation_of(token, browser=browser, installation=installation, now=now)
    new = new_keys(SHOWN_WORDS, installation=installation)
    enrolment = begin_enrolment(
        invited, new, email=EMAIL, browser=browser, secrets=secrets, now=now
    )
    sign_in = SignIn(
        totp_secret=enrolment.totp_secret,
        groups="-".join(device_groups(new.device)),
        installation=installation,
    )
    enrol_staff(
        sign_in.code(),
        token,
        browser=browser,
        becomes=new_token(),
        secrets=secrets,
        installation=installation,
        today=now.date(),
        now=now,
    )
    # Spare visitors the sheets that a first member prints.
    db.session.get_one(StaffMember, new.member_id).sheet_kept_on = now.date()
    keys.discard_pending_sheets(new.member_id)
    return sign_in
