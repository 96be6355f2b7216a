"""A demonstration says on every page that it is one, and anyone can sign in with what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from intake import clock as time
from intake.cli.demo_site import settings_for
from intake.cli.demo_site.serving import with_notice
from intake.cli.demo_site.sign_in import SignIn, join, load, save
from intake.extensions import db, writing
from intake.settings import Settings
from tests.staff.making import SECRETS, Begun
from tests.support.clients.members import StaffBrowser
from tests.support.databases.fixtures import ON_EITHER

pytestmark = ON_EITHER

NOTICES = {
    "en": "Not real: this is only a demonstration.",
    "es": "No es real: esto es solo una demostración.",
    "ar": "ليس حقيقيًا: هذا مجرد عرض توضيحي.",
    "fa-AF": "واقعی نیست: این فقط یک نمایش است.",
}


@pytest.fixture
def site(app: Flask, new_installation: Begun) -> Flask:
    with app.app_context(), writing():
        sign_in = join(
            new_installation.link,
            installation=new_installation.installation,
            secrets=SECRETS,
            now=time.now(),
        )
        db.session.commit()
    return with_notice(app, sign_in)


@pytest.mark.parametrize("tag", NOTICES)
@pytest.mark.parametrize("path", ["", "f/1", "safety", "no-such-page"])
def test_each_page_says_in_its_language_that_it_is_not_real(
    site: Flask, tag: str, path: str
) -> None:
    page = site.test_client().get(f"/{tag}/{path}", headers={"Accept-Encoding": "br"})

    assert NOTICES[tag] in page.get_data(as_text=True)
    assert page.content_length == len(page.data)


def test_a_visitor_signs_in_with_what_the_page_shows(
    site: Flask, clock: time_machine.Traveller
) -> None:
    clock.shift(60)  # the code with which the account was made is used up
    visitor = StaffBrowser(site)
    shown = re.findall(r"<code>([^<]*)</code>", visitor.text)

    visitor.post_form(email=shown[0], password=shown[1])
    visitor.post_form(device_code=shown[3])
    visitor.post_form(code=shown[2])

    assert visitor.path == "/desk/"
    assert "Not real" in visitor.text
    assert shown[1] not in visitor.text


def test_no_visitor_keeps_the_others_out(site: Flask) -> None:
    client = site.test_client()

    for path in ("signin/password", "account/sessions/end", "team/invite", "invitation/x"):
        assert client.post(f"/desk/{path}").status_code == 403


def test_nothing_of_a_real_installation_gets_in(tmp_path: Path) -> None:
    real = {
        "MAIL_SERVER": "mail.example.org",
        "DATABASE_URL": "postgresql://intake@127.0.0.1/intake",
        "SECRET_KEY": "the-secret-of-a-real-installation-0123456789",
        "PUBLIC_URL": "https://demo.example.org",
    }

    settings = Settings.from_environ(settings_for(tmp_path, real))

    assert settings.mail_server == ""
    assert settings.database_url == f"sqlite:///{tmp_path}/intake.db"
    assert settings.secret_key != real["SECRET_KEY"]
    assert settings.public_url == real["PUBLIC_URL"]


def test_the_account_is_handed_to_the_process_that_serves(tmp_path: Path) -> None:
    sign_in = SignIn(
        email="visitor@example.org",
        password="copper kettle nine gulls",
        totp_secret="A" * 32,
        groups="B",
        installation="c",
    )

    save(sign_in, tmp_path)

    assert load(tmp_path) == sign_in
