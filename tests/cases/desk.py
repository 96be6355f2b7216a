"""A member of staff at the desk: signed in, reading pages, posting forms."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake import clock
from intake.actions.access.unlock_keys import begin_session, set_session_mac
from intake.actions.opening.case_keys import Reader
from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.extensions import db
from intake.messages.models import Message
from intake.notes.models import Note
from intake.sealing.seal import new_key
from intake.sealing.signing import set_row_mac
from intake.sessions import store as sessions
from intake.staff.models import StaffMember
from tests.cases.making import INSTALLATION, InventedTeam, new_team
from tests.staff.making import moment
from tests.support.clients.applicant import csrf_of

NAMED = db.select(AuditEntry.made).where(AuditEntry.made.is_not(None))
UNNAMED = db.union(*(db.select(of.id).where(of.id.not_in(NAMED)) for of in (Note, Message)))
"""Rows that no entry of the log names as added, so that their loss would not be noticed."""

NO_MARKS = dict.fromkeys(range(0x2066, 0x206A))
"""Drops the marks that isolate names of another direction."""


@dataclass
class Desk:
    """One member's browser. What a test has arranged is saved before each request."""

    team: InventedTeam
    member: StaffMember
    client: FlaskClient
    page: TestResponse | None = None
    parsed: tuple[TestResponse | None, Element] = (None, Element("html"))
    token: str = ""

    def open(self, address: str = "/desk/") -> TestResponse:
        """Open an address."""
        return self.request("GET", address)

    def open_case(self, case: Case) -> TestResponse:
        """Open the page of a case."""
        return self.open(f"/desk/cases/{case.reference}")

    def post(self, address: str, /, **fields: str | list[str]) -> TestResponse:
        """Post a form, with the token of the last page that had one."""
        if not self.token:
            self.open("/desk/account")
        return self.request("POST", address, data={"csrf_token": self.token, **fields})

    def send(self, case: Case, act: str, **fields: str | list[str]) -> int:
        """Post a form about the case as it is now; return the status of the answer."""
        save_arranged()
        fields = {"version": str(case.version), **fields}
        return self.post(f"/desk/cases/{case.reference}/{act}", **fields).status_code

    def request(self, method: str, address: str, **more: Any) -> TestResponse:
        """Make a request, in an application context of its own as in production."""
        save_arranged()
        with self.client.application.app_context():
            self.page = self.client.open(address, method=method, **more)
        if 'name="csrf_token"' in self.text:
            self.token = csrf_of(self.text)
        return self.page

    def join_team(self, team_id: str):
        """Move the member to another team, still signed in."""
        self.member.team_id = team_id
        set_row_mac(self.member)
        for session in sessions.living_of(self.member.id, clock.now()):
            set_session_mac(session, self.member)

    def colleague(self, *roles: str, email: str = "gull@example.org") -> "Desk":
        """Return the browser of another member of the team, signed in."""
        save_arranged()
        return desk_of(self.client.application, *roles, team=self.team, email=email)

    def case(self, **options: Any) -> Case:
        """Add a case of the team, and save it."""
        save_arranged()
        case = self.team.case(**options)
        db.session.commit()
        return case

    @property
    def reader(self) -> Reader:
        """Return the member as a reader who holds the team's key."""
        return self.team.reader(self.member)

    @property
    def status(self) -> int:
        """Return the status of the current page."""
        assert self.page is not None
        return self.page.status_code

    @property
    def text(self) -> str:
        """Return the HTML of the current page."""
        assert self.page is not None
        return self.page.text

    @property
    def root(self) -> Element:
        """Return the current page, parsed once."""
        if self.parsed[0] is not self.page:
            self.parsed = self.page, html5lib.parse(self.text, namespaceHTMLElements=False)
        return self.parsed[1]

    def all(self, tag: str, **attributes: str) -> Iterator[Element]:
        """Yield the elements with these attributes; ``data_rule`` means ``data-rule``."""
        expected = {name.replace("_", "-").rstrip("-"): value for name, value in attributes.items()}
        for element in self.root.iter(tag):
            if all(element.get(name) == value for name, value in expected.items()):
                yield element

    def words_of(self, tag: str, **attributes: str) -> str:
        """Return the text of the first element with these attributes."""
        return self.words(next(self.all(tag, **attributes)))

    @property
    def links(self) -> dict[str, str]:
        """Return the address of each link by its words."""
        return {self.words(link): link.get("href", "") for link in self.all("a")}

    def action(self, part: str) -> str:
        """Return the address of the first form that has this part in it."""
        addresses = (form.get("action", "") for form in self.all("form"))
        return next(address for address in addresses if part in address)

    def address_of(self, label: str) -> str:
        """Return the address to which the button with this label sends its form."""
        return next(
            button.get("formaction", form.get("action", ""))
            for form in self.all("form")
            for button in form.iter("button")
            if self.words(button) == label
        )

    @property
    def title(self) -> str:
        """Return the title of the current page."""
        return self.words(next(self.root.iter("title")))

    def words(self, element: Element) -> str:
        """Return the text of an element with single spaces, without marks of direction."""
        return " ".join("".join(element.itertext()).translate(NO_MARKS).split())


def save_arranged():
    """Commit what the test wrote by its own session, where it has one, and forget what it read.

    So what a test reads after a request is as the request has left it.
    """
    if has_app_context():
        db.session.commit()
        db.session.expire_all()


def desk_of(app: Flask, *roles: str, team: InventedTeam | None = None, email: str = "") -> Desk:
    """Return the browser of a signed-in member whose team has keys."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], recovery_fingerprint=INSTALLATION)
    team = team or new_team()
    member = team.member(*roles, email=email or "wren.testwood@example.org")
    member.sheet_kept_on = clock.now().date()
    token = new_key()
    begin_session(
        member, team.keyring(member), token, moment(clock.now(), installation=INSTALLATION)
    )
    db.session.commit()
    client = app.test_client()
    client.set_cookie("d", urlsafe_b64encode(token).decode().rstrip("="))
    return Desk(team, member, client)


def references(desk: Desk) -> list[str]:
    """Return the references of the rows of the current page."""
    return [row.get("data-reference", "") for row in desk.all("tr") if row.get("data-reference")]


def now(case: Case) -> Case:
    """Return the case as the table has it now."""
    db.session.rollback()
    db.session.expire_all()
    return case
