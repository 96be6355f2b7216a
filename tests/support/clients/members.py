"""Members of staff at the test client, each at a browser of their own."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake import clock as time
from intake.actions.accounts.invite_staff import invite_staff
from intake.extensions import db, writing
from intake.keys import store as keys
from intake.sealing.tokens import new_token, token_text
from intake.staff import second_factor, store
from intake.staff.roles import Role
from tests.staff.making import EMAIL, PASSWORD, SECRETS, TODAY, begun, pinned
from tests.support.clients.applicant import csrf_of

GULL = "gull.testwood@example.org"


class StaffBrowser:
    """Somebody at a browser of their own; their app knows the secret that the page showed."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.page: TestResponse = self.client.get("/desk/signin")
        self.secret = ""
        self.email = ""

    @property
    def path(self) -> str:
        return urlsplit(self.page.request.url).path

    @property
    def text(self) -> str:
        return self.page.get_data(as_text=True)

    @property
    def cookie(self) -> str:
        found = self.client.get_cookie("d")
        return found.value if found else ""

    def open(self, path: str) -> None:
        self.page = self.client.get(path, follow_redirects=True)

    def fill(self, action: str = "", **given: str) -> None:
        data = {"csrf_token": csrf_of(self.text), **given}
        self.page = self.client.post(action or self.path, data=data, follow_redirects=True)
        if "totp-secret" in self.text:
            self.secret = text_of(self.text, "totp-secret").replace(" ", "")

    def code(self) -> str:
        return second_factor.code_at(self.secret, now=time.now())

    def join(self, link: str, *, email: str = EMAIL) -> None:
        self.open(link)
        self.email = email or text_of(self.text, "email")
        who = {"email": email} if email else {}
        self.fill(password=PASSWORD, password_again=PASSWORD, **who)
        self.fill(code=self.code())

    def give_password(self, password: str = PASSWORD) -> None:
        """At the door: the first step."""
        self.open("/desk/signin")
        self.fill(email=self.email, password=password)

    def press_sign_out(self) -> None:
        self.open("/desk/")
        self.fill(action="/desk/signout")


def invite(app: Flask, role: Role, email: str = GULL) -> str:
    """The path of a link for a colleague."""
    token = new_token()
    with app.app_context(), writing():
        team_id = keys.the_team().id
        invite_staff(
            email, [role], token, team_id=team_id, secrets=SECRETS, today=TODAY, now=time.now()
        )
        db.session.commit()
    return f"/desk/invitation/{token_text(token)}"


def member_id_of(email: str) -> str:
    """The id of the member with this address."""
    found = store.find_by_email(email, secrets=SECRETS)
    assert found is not None
    return found.id


def field_names(html: str) -> set[str]:
    """The names of what a page takes."""
    return set(re.findall(r'name="?([a-z_]+)"?', html)) - {"csrf_token", "viewport", "robots"}


def text_of(html: str, marked: str) -> str:
    """What stands in the element with this id."""
    found = re.search(rf'id="?{marked}"?[^>]*>([^<]*)<', html)
    assert found, f"nothing has the id {marked}"
    return found[1].strip()


@pytest.fixture
def first_link(app: Flask, clock: time_machine.Traveller) -> str:
    """Return the first member's invitation, counted from the hour that stands still."""
    with app.app_context():
        house = begun()
        db.session.remove()
    pinned(app, house.installation)
    return f"/desk/invitation/{house.link}"


@pytest.fixture
def wren(app: Flask, first_link: str) -> StaffBrowser:
    """The first member, who joined and is signed in: administrator and supervisor."""
    person = StaffBrowser(app)
    person.join(first_link)
    return person


@pytest.fixture
def gull(app: Flask, wren: StaffBrowser) -> StaffBrowser:
    """A caseworker, who joined after and waits for access."""
    person = StaffBrowser(app)
    person.join(invite(app, Role.CASEWORKER), email="")
    return person
