"""A member of staff at the desk: signed in, reading pages, posting forms."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake import clock
from intake.actions.access.login_row_mac import set_session_mac
from intake.actions.access.unlock_keys import begin_session
from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.extensions import db
from intake.messages.models import Message
from intake.notes.models import Note
from intake.sealing.row_mac import set_row_mac
from intake.sealing.seal import new_key
from intake.sessions import store as sessions
from intake.staff.models import StaffMember
from tests.cases.making import INSTALLATION, Made, new_team
from tests.support.clients.applicant import csrf_of

NAMED = db.select(AuditEntry.made).where(AuditEntry.made.is_not(None))
UNNAMED = db.union(*(db.select(of.id).where(of.id.not_in(NAMED)) for of in (Note, Message)))
"""Rows that an act added, and no entry of the log names: nobody would miss them."""


@dataclass
class Desk:
    """One member's browser."""

    made: Made
    member: StaffMember
    client: FlaskClient
    page: TestResponse | None = None

    def open(self, address: str = "/desk/") -> TestResponse:
        """Go to an address; each request has an application's context of its own, as in life."""
        with self.client.application.app_context():
            self.page = self.client.get(address)
        return self.page

    def open_case(self, case: Case) -> TestResponse:
        """Go to a case."""
        return self.open(f"/desk/cases/{case.reference}")

    def post(self, address: str, **fields: str | list[str]) -> TestResponse:
        """Send a form of the page shown."""
        data = {"csrf_token": csrf_of(self.text), **fields}
        with self.client.application.app_context():
            self.page = self.client.post(address, data=data)
        return self.page

    def join_team(self, team_id: str) -> None:
        """From now on the member is another team's, and signed in as that."""
        self.member.team_id = team_id
        set_row_mac(self.member)
        for session in sessions.living_of(self.member.id, now=clock.now()):
            set_session_mac(session, self.member)

    @property
    def text(self) -> str:
        """The page shown."""
        assert self.page is not None
        return self.page.get_data(as_text=True)

    @property
    def root(self) -> Element:
        """The page shown, read."""
        return html5lib.parse(self.text, namespaceHTMLElements=False)

    def all(self, tag: str, **attributes: str) -> Iterator[Element]:
        """The elements of a tag with these attributes; ``data_rule`` is ``data-rule``."""
        wanted = {name.replace("_", "-").rstrip("-"): value for name, value in attributes.items()}
        for element in self.root.iter(tag):
            if all(element.get(name) == value for name, value in wanted.items()):
                yield element

    @property
    def title(self) -> str:
        """The title of the page shown."""
        return self.words(next(self.root.iter("title")))

    def words(self, element: Element) -> str:
        """What an element says."""
        return " ".join("".join(element.itertext()).split())


def desk_of(app: Flask, *roles: str, made: Made | None = None, email: str = "") -> Desk:
    """A member of a team with keys, signed in; within the application's context."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], recovery_fingerprint=INSTALLATION)
    made = made or new_team()
    member = made.member(*roles, email=email or "wren.testwood@example.org")
    token = new_key()
    begin_session(member, made.keyring(member), token, installation=INSTALLATION, now=clock.now())
    db.session.commit()
    client = app.test_client()
    client.set_cookie("d", urlsafe_b64encode(token).decode().rstrip("="))
    return Desk(made, member, client)
