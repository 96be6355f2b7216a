"""The account with which anyone signs in to a demonstration; it is shown on the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from intake.actions.accounts.enrol_staff import begin_enrolment, enrol_staff, invitation_of
from intake.actions.accounts.new_keys import new_keys
from intake.extensions import db
from intake.keys import store as keys
from intake.sealing.device_secrets import device_groups
from intake.sealing.tokens import new_token, read_token
from intake.staff import login_throttle, second_factor
from intake.staff.addresses import look_ups
from intake.staff.models import StaffMember

EMAIL = "visitor@example.org"
SHOWN_WORDS = "copper kettle nine gulls"
FILE = "demo_sign_in.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class SignIn:
    """All that a visitor types; the code follows from the secret and the time."""

    email: str
    password: str
    totp_secret: str
    groups: str
    installation: str

    def pinned(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return the settings with the pin of these keys."""
        return {**environ, "RECOVERY_FINGERPRINT": self.installation}

    def code(self, now: datetime) -> str:
        """Return the code that an authenticator app would show now."""
        return second_factor.code_at(self.totp_secret, now=now)

    def fits(self, fields: Mapping[str, str], *, now: datetime) -> bool:
        """Return true if no field of a step of signing in is one that the product would refuse.

        Empty boxes fit: the product asks for them again and counts nothing. A passkey never fits,
        because the account has none. A code that was used before fits.
        """
        email, password, code = (fields.get(name, "") for name in ("email", "password", "code"))
        return (
            email.strip().casefold() in {"", self.email}
            and password in {"", self.password}
            and (not code or self._is_code(code, now))
            and not {"passkey", "prf"} & set(fields)
        )

    def _is_code(self, code: str, now: datetime) -> bool:
        try:
            second_factor.step_of(code, self.totp_secret, after=0, now=now)
        except second_factor.WrongCode:
            return False
        return True


def join(invitation: str, *, installation: str, secrets: tuple[str, ...], now: datetime) -> SignIn:
    """Accept the first invitation. The caller commits."""
    token, browser = read_token(invitation), new_token()
    today: date = now.date()
    invited = invitation_of(token, browser=browser, installation=installation, now=now)
    new = new_keys(SHOWN_WORDS, installation=installation)
    enrolment = begin_enrolment(
        invited, new, email=EMAIL, browser=browser, secrets=secrets, now=now
    )
    sign_in = SignIn(
        email=EMAIL,
        password=SHOWN_WORDS,
        totp_secret=enrolment.totp_secret,
        groups="-".join(device_groups(new.device)),
        installation=installation,
    )
    enrol_staff(
        sign_in.code(now),
        token,
        browser=browser,
        becomes=new_token(),
        secrets=secrets,
        installation=installation,
        today=today,
        now=now,
    )
    _take_sheets(new.member_id, today=today)
    return sign_in


def _take_sheets(member_id: str, *, today: date) -> None:
    """Spare visitors the sheets that a first member prints."""
    db.session.get_one(StaffMember, member_id).sheet_kept_on = today
    keys.discard_pending_sheets(member_id)


def forget_tries(*, secrets: tuple[str, ...]) -> None:
    """Delete the counted tries of the visitors' account. The caller commits."""
    for who in look_ups(EMAIL, secrets=secrets):
        login_throttle.forget(who)


def save(sign_in: SignIn, folder: Path) -> None:
    """Write what visitors type into the folder of the demonstration."""
    (folder / FILE).write_text(json.dumps(asdict(sign_in)), "utf-8")


def load(folder: Path) -> SignIn:
    """Read it again."""
    return SignIn(**json.loads((folder / FILE).read_text("utf-8")))
