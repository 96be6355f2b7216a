"""A folder of the product's own for a run: tables, keys, a member of staff, and its settings."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from flask import Flask
from flask.testing import FlaskClient

from intake import clock, create_app
from intake.cli import serve
from intake.environment import environment
from intake.extensions import db
from intake.settings import Settings
from intake.staff import second_factor
from tests.support.servers.ports import hold_port

WHO = {"email": "gull.testwood@example.org"}
PASSWORD = "a long invented sentence for nobody"  # noqa: S105 - of an invented member


class NobodySignedIn(Exception):
    """The invitation's pages are not what they were: no secret, or no session at their end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where one product of a run lives, on which port, and who is signed in there."""

    var: Path
    port: int
    desk: str = ""

    @classmethod
    def made(cls, var: Path) -> Self:
        """A new one, as ``make run`` makes it, with its first member signed in."""
        place = cls(var=var, port=hold_port())
        serve.prepare(place.told())
        return cls(var=var, port=place.port, desk=_sign_in(place.app(), var))

    def copied(self, var: Path) -> Place:
        """The same again, in another folder and on another port."""
        shutil.copytree(self.var, var)
        return Place(var=var, port=hold_port(), desk=self.desk)

    @property
    def host(self) -> str:
        """What its requests name as their host."""
        return f"127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """Its one file."""
        return self.var / "intake.db"

    def told(self) -> dict[str, str]:
        """Its environment."""
        return environment({"VAR": str(self.var), "PORT": str(self.port)}, self.var)

    def app(self) -> Flask:
        """The application, for the bench's own use."""
        return create_app(Settings.from_environ(self.told()))


def _sign_in(app: Flask, var: Path) -> str:
    """The first member's way through the invitation; the cookie they end up with."""
    link = (var / "recovery" / "invitation.txt").read_text("utf-8").strip()
    client = app.test_client()
    path = link[link.index("/desk/") :]
    page = client.get(path, base_url=_base(app)).text
    page = _fill(client, app, path, page, password=PASSWORD, password_again=PASSWORD, **WHO)
    found = re.search(r'id="totp-secret"[^>]*>([A-Z2-7 ]+)<', page)
    if not found:
        raise NobodySignedIn
    secret = found[1].replace(" ", "")
    _fill(client, app, path, page, code=second_factor.code_at(secret, now=clock.now()))
    cookie = client.get_cookie("d", domain="127.0.0.1")
    if not cookie:
        raise NobodySignedIn
    with app.app_context():
        db.engine.dispose()
    return cookie.value


def _fill(client: FlaskClient, app: Flask, path: str, page: str, **given: str) -> str:
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    given = {"csrf_token": hidden["csrf_token"], **given}
    return client.post(path, data=given, base_url=_base(app), follow_redirects=True).text


def _base(app: Flask) -> str:
    settings: Settings = app.config["SETTINGS"]
    return settings.public_url
