"""Members of staff at the test client, each with a client of their own."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake import clock as time
from intake.actions.accounts.enrol_staff import invite_staff
from intake.actions.keys.grant_access import grant_access
from intake.extensions import db, writing
from intake.keys import store as keys
from intake.sealing.seal import Pair
from intake.sealing.sheets import device_groups
from intake.sealing.teams import fingerprint
from intake.sealing.tokens import new_token, token_text
from intake.staff import second_factor, store
from intake.staff.store import Role
from tests.cases.making import InventedTeam
from tests.staff.house import let_reset_work, reader
from tests.staff.making import (
    DEVICES,
    EMAIL,
    PASSWORD,
    SECRETS,
    STEP,
    Begun,
    acting,
    begun,
    joined,
    moment,
    pinned,
)
from tests.support.clients.applicant import csrf_of
from tests.support.clock import Clock
from tests.support.databases.writing import writing_in

GULL = "gull.testwood@example.org"


HOME = "/desk/work"


class StaffBrowser:
    """A member's client; ``secret`` is the TOTP secret that the desk showed last."""

    def __init__(self, app: Flask):
        self.client: FlaskClient = app.test_client()
        self.first_path = "/desk/signin"
        self._page: TestResponse | None = None
        self.secret = ""
        self.email = ""
        self.sheet = ""
        self.sheets: list[list[str]] = []
        self.puts_off = False
        self.takes_sheets = True

    @property
    def page(self) -> TestResponse:
        """The page shown; the first one is opened when a test looks at it."""
        if self._page is None:
            self.open(self.first_path)
        assert self._page is not None
        return self._page

    @page.setter
    def page(self, page: TestResponse):
        self._page = page

    @property
    def path(self) -> str:
        return urlsplit(self.page.request.url).path

    @property
    def status(self) -> int:
        return self.page.status_code

    @property
    def text(self) -> str:
        return self.page.text

    @property
    def cookie(self) -> str:
        cookie = self.client.get_cookie("d")
        return cookie.value if cookie else ""

    def open(self, path: str):
        self.page = self.client.get(path, follow_redirects=True)

    def work_behind(self):
        """Open the queue, and let the server do what it does behind the response."""
        self.open("/desk/")
        self.page.close()

    def fill(self, action: str = "", **fields: str):
        """Post the form of the page shown; take or give the printed sheets that are then asked."""
        self.email = fields.get("email") or self.email
        self.post_form(action, **fields)
        if self.takes_sheets and printed_groups(self.text):
            self.take_sheets()
        if 'name="device_code"' in self.text and "device_code" not in fields:
            self.give_sheet()

    def post_form(self, action: str = "", **fields: str):
        """Post the form of the page shown, to *action* or to its own path, and nothing more.

        The version of a case is sent along as the page has it.
        """
        versions = re.findall(r'name="?(version)"? value="?(\d+)', self.text)
        data = {"csrf_token": csrf_of(self.text), **dict(versions[:1]), **fields}
        self.page = self.client.post(action or self.path, data=data, follow_redirects=True)
        self.leave_home()
        if "totp-secret" in self.text:
            self.secret = text_of(self.text, "totp-secret").replace(" ", "")

    def leave_home(self):
        """Go on to the queue, if the page shown is the home after signing in."""
        if self.path == HOME:
            self.open("/desk/")

    def give_sheet(self):
        """Type the sign-in sheet of this member, where one was printed."""
        app = self.client.application
        with app.app_context():
            secret = app.config["SETTINGS"].secret_key
            device = DEVICES.get(member_id_of(self.email, secrets=(secret,)), b"")
        if device:
            self.fill(device_code="-".join(device_groups(device)))

    def code(self) -> str:
        """Return the current TOTP code."""
        return second_factor.code_at(self.secret, time.now())

    def give_code(self):
        """Post the current TOTP code."""
        self.fill(code=self.code())

    def join(self, link: str, *, email: str = EMAIL):
        """Accept an invitation. An empty *email* means that the page names it."""
        self.open(link)
        self.email = email or text_of(self.text, "email")
        self.choose_password(email)
        self.give_code()

    def choose_password(self, email: str = ""):
        """Take the first step of joining, with an *email* where the page asks for one."""
        typed_email = {"email": email} if email else {}
        self.fill(password=PASSWORD, password_again=PASSWORD, **typed_email)

    def join_by_actions(self, invited: Begun, *, email: str = EMAIL):
        """Accept the link without the pages of joining; the desk is the page shown."""
        session = new_token()
        with self.client.application.app_context():
            member = joined(invited, invited.token, email=email, session=session, now=time.now())
            name, self.email, self.secret = member.id, member.email, member.totp_secret
            db.session.remove()
        device = DEVICES[name]
        self.sheet = "-".join(device_groups(device))
        self.client.set_cookie("d", cookie_text(session))
        self.client.set_cookie(f"device-{name}", cookie_text(device), path="/desk/signin")
        self.first_path = "/desk/"

    def take_sheets(self):
        """Copy each printed sheet that is shown, and type the groups that are asked back.

        With ``puts_off``, leave the recovery sheets for later.
        """
        while groups := printed_groups(self.text):
            if "device" in groups:
                self.sheet = "-".join(groups["device"])
            else:
                self.sheets = list(groups.values())[:2]
            self.open(f"{self.path}/check")
            asked = re.findall(r'name="check-([a-z]+)-(\d+)"', self.text)
            typed = {f"check-{name}-{at}": groups[name][int(at) - 1] for name, at in asked}
            data = {"csrf_token": csrf_of(self.text), **typed}
            self.page = self.client.post(self.path, data=data, follow_redirects=True)
            self.leave_home()
            DEVICES.update(self.devices())
            if self.puts_off:
                return

    def devices(self) -> dict[str, bytes]:
        """Return the device secrets in this browser's cookies, by the member's id."""
        cookies = [
            (name, cookie.value) for (*_, name), cookie in (self.client._cookies or {}).items()
        ]
        return {
            name.partition("-")[2]: urlsafe_b64decode(value.partition(".")[0] + "==")
            for name, value in cookies
            if name.startswith("device-")
        }

    def give_password(self, password: str = PASSWORD):
        """Take the first step of signing in."""
        self.open("/desk/signin")
        self.fill(email=self.email, password=password)

    def sign_in(self, clock: Clock, password: str = PASSWORD):
        """Sign in with the next code."""
        clock.shift(STEP)
        self.give_password(password)
        self.give_code()

    def press_sign_out(self):
        self.open("/desk/")
        self.fill(action="/desk/signout")


def cookie_text(secret: bytes) -> str:
    """Return the text of the cookie that contains a token or a device secret."""
    return urlsafe_b64encode(secret).decode().rstrip("=")


def invite(app: Flask, role: Role, email: str = GULL) -> str:
    """Invite a colleague with a role; return the path of the link."""
    token = new_token()
    with writing_in(app):
        team_id = keys.the_team().id
        invite_staff(email, [role], token, moment(time.now()), team_id=team_id)
    return f"/desk/invitation/{token_text(token)}"


def joined_as(app: Flask, role: Role, email: str = GULL) -> StaffBrowser:
    """Return the browser of a colleague who was invited and joined."""
    browser = StaffBrowser(app)
    link = invite(app, role, email).rpartition("/")[2]
    pin = app.config["SETTINGS"].recovery_fingerprint
    browser.join_by_actions(Begun(installation=pin, link=link), email="")
    return browser


def give_access_to(app: Flask, house: Begun, email: str):
    """Have the first member compare the key of a colleague and give access."""
    with writing_in(app):
        giver = store.find(member_id_of(EMAIL))
        assert giver is not None
        compared, to = fingerprint_of(app, email), member_id_of(email)
        grant_access(to, acting(reader(house, giver)), compared=compared)


def sealed_to_team(app: Flask, *, count: int = 1, **options: Any) -> list[str]:
    """Add so many cases that are sealed to the first keys of the team; return their references."""
    with writing_in(app):
        team = keys.the_team()
        public = keys.epochs_of(team.id)[0].public.hpke_public
        pin = app.config["SETTINGS"].recovery_fingerprint
        to = InventedTeam(row=team, pair=Pair(private=b"", public=public), installation=pin)
        return [to.case(**options).reference for _ in range(count)]


def end_wait(app: Flask, email: str = GULL):
    """End the wait of this member's reset link."""
    with app.app_context(), writing():
        let_reset_work(member_id_of(email))


def typed_groups(html: str, fingerprint: str) -> dict[str, str]:
    """Return the groups of a fingerprint that the page asks for, by the name of their field."""
    groups = fingerprint.split("-")
    numbers = re.findall(r'name="?check-fingerprint-(\d)', html)
    return {f"check-fingerprint-{number}": groups[int(number) - 1] for number in numbers}


def fingerprint_of(app: Flask, email: str = GULL) -> str:
    """Return the fingerprint of a member's key, as the database has it."""
    with app.app_context():
        member = store.find(member_id_of(email))
        assert member is not None
        return fingerprint(member.public_key)


def printed_groups(html: str) -> dict[str, list[str]]:
    """Return the groups of the sheets that a page shows, by the name of the sheet."""
    groups: dict[str, list[str]] = {}
    for name, group in re.findall(r'data-sheet="?([a-z]+)"?[^>]*>([A-Z2-7]+)<', html):
        groups.setdefault(name, []).append(group)
    return groups


def member_id_of(email: str, *, secrets: tuple[str, ...] = SECRETS) -> str:
    """Return the id of the member with this email address, stored under one of *secrets*."""
    member = store.find_by_email(email, secrets=secrets)
    assert member is not None
    return member.id


def id_of(app: Flask, email: str = EMAIL) -> str:
    """Return the id of the member with this email address, in a context of its own."""
    with app.app_context():
        return member_id_of(email)


def field_names(html: str) -> set[str]:
    """Return the names of the fields in a page, without the form token."""
    return set(re.findall(r'name="?([a-z_]+)"?', html)) - {"csrf_token", "viewport"}


def text_of(html: str, element_id: str) -> str:
    """Return the text of the element with this id."""
    match = re.search(rf'id="?{element_id}"?[^>]*>([^<]*)<', html)
    assert match, f"nothing has the id {element_id}"
    return match[1].strip()


@pytest.fixture
def new_installation(app: Flask, clock: Clock) -> Begun:
    """Return an installation with its keys and nobody who has joined, at the frozen time."""
    with app.app_context():
        begun_installation = begun()
        db.session.remove()
    pinned(app, begun_installation.installation)
    return begun_installation


@pytest.fixture
def first_link(new_installation: Begun) -> str:
    """Return the path of the first member's invitation, which is valid from the frozen time."""
    return f"/desk/invitation/{new_installation.link}"


@pytest.fixture
def wren(app: Flask, new_installation: Begun) -> StaffBrowser:
    """Return the first member, signed in: administrator and supervisor."""
    browser = StaffBrowser(app)
    browser.join_by_actions(new_installation)
    return browser


@pytest.fixture
def gull(app: Flask, wren: StaffBrowser) -> StaffBrowser:
    """Return a caseworker who joined later and waits for access to keys."""
    return joined_as(app, Role.CASEWORKER)
