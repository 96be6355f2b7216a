"""Parts of tests of staff: invented members, and the first member's joining by its actions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from flask import Flask

from intake.actions.access.moment import Moment
from intake.actions.accounts.change_password import new_keys
from intake.actions.accounts.enrol_staff import (
    begin_enrolment,
    enrol_staff,
    invitation_of,
)
from intake.actions.keys.init_keys import init_keys
from intake.actions.opening.case_keys import Actor, Reader
from intake.extensions import db
from intake.frozen import frozen
from intake.keys import store as keys
from intake.keys.models import Team
from intake.sealing.tokens import new_token, read_token
from intake.settings import Settings
from intake.staff import second_factor, store
from intake.staff.invitations import look_ups
from intake.staff.models import StaffMember

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
STEP = timedelta(seconds=30)
SECRETS = ("a-secret-for-tests-0123456789-abcdefghij",)
EMAIL = "wren.testwood@example.org"
PASSWORD = "copper kettle nine gulls"
DEVICES: dict[str, bytes] = {}
"""The device secrets that browsers of members made here would keep, by the member's id."""


def moment(at: datetime = NOW, *, installation: str = "", day: date | None = None) -> Moment:
    """Return this moment, on its own day unless another is given."""
    return Moment(installation=installation, secrets=SECRETS, day=day or at.date(), at=at)


def acting(reader: Reader, at: datetime = NOW) -> Actor:
    """Return the reader as a member who acts at this instant."""
    return Actor(reader=reader, day=at.date(), at=at)


def team(name: str = "Harbor team") -> Team:
    """A team without keys, kept."""
    row = Team(name=name)
    db.session.add(row)
    db.session.flush()
    return row


def member(
    of: Team, email: str = EMAIL, *, roles: tuple[str, ...] = ("caseworker",)
) -> StaffMember:
    """Somebody of this team who has no keys, kept."""
    row = StaffMember(
        email=email,
        email_hash=look_ups(email, secrets=SECRETS)[0],
        team_id=of.id,
        roles=list(roles),
        password_salt=b"",
        password_check=b"",
        public_key=b"",
        wrapped_private_key=b"",
        totp_secret=second_factor.new_secret(),
        totp_last_step=0,
        joined_on=TODAY,
    )
    return store.add(row)


@frozen
class Begun:
    """An installation that has keys, and the link that its first member gets."""

    installation: str
    link: str

    @property
    def token(self) -> bytes:
        """Return the token of the link."""
        return read_token(self.link)


def begun() -> Begun:
    """Make the keys of a new installation, as ``flask keys init`` does."""
    started = init_keys(team_name="Harbor team", today=TODAY, now=NOW)
    db.session.commit()
    return Begun(installation=started.fingerprint, link=started.invitation_token)


def pinned(app: Flask, pin: str):
    """Put the pin into the configuration, as an operator does."""
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, recovery_fingerprint=pin)


def joined(
    at: Begun,
    token: bytes,
    *,
    email: str = EMAIL,
    session: bytes = b"",
    now: datetime = NOW,
) -> StaffMember:
    """Accept an invitation, from the password to the first code; the code of *now* is used."""
    browser = new_token()
    here = moment(now, installation=at.installation)
    invited = invitation_of(token, here, browser=browser)
    row = new_keys(PASSWORD, installation=at.installation, member_id=invited.member_id)
    DEVICES[row.member_id] = row.device
    enrolment = begin_enrolment(invited, row, here, email=email, browser=browser)
    begun_session = enrol_staff(
        second_factor.code_at(enrolment.totp_secret, now),
        token,
        here,
        browser=browser,
        becomes=session or new_token(),
    )
    db.session.commit()
    member = db.session.get(StaffMember, begun_session.member_id)
    assert member is not None
    member.sheet_kept_on = now.date()
    keys.discard_pending_sheets(member.id)
    db.session.commit()
    return member
