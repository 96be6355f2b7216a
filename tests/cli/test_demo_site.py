"""A demonstration says on every page that it is one, and anyone can sign in with what it shows."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug import Request
from werkzeug.test import create_environ

from intake import clock as time
from intake.cli.demo_site import settings_for
from intake.cli.demo_site.posted import LARGEST, TooLarge, posted_fields
from intake.cli.demo_site.serving import with_notice
from intake.cli.demo_site.sign_in import SignIn, join, load, save
from intake.extensions import db, writing
from intake.settings import Settings
from intake.staff.addresses import look_ups
from intake.staff.login_throttle import MOST, take
from intake.staff.models import SignInTry
from tests.staff.making import SECRETS, Begun
from tests.support.clients.members import StaffBrowser

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""Mark of tests with tables: a demonstration has no other database."""

NOTICES = {
    "en": "This is a demonstration and not real. Anyone who visits can read what you write here."
    " Nobody can help you here.",
    "es": "Esto es una demostración y no es real. Cualquier visitante puede leer lo que usted"
    " escriba aquí. Nadie puede ayudarle aquí.",
    "ar": "هذا عرض توضيحي وليس حقيقيًا. يستطيع كل من يزور هذا الموقع أن يقرأ ما تكتبه هنا."
    " لا أحد يستطيع مساعدتك هنا.",
    "fa-AF": "این یک نمایش است و واقعی نیست. هر کس که اینجا بیاید، نوشتهٔ شما را خوانده می‌تواند."
    " هیچ‌کس اینجا به شما کمک کرده نمی‌تواند.",
}
PATHS = ("", "f/1", "safety", "no-such-page")
SHOWN = SignIn(
    email="visitor@example.org",
    password="copper kettle nine gulls",
    totp_secret="A" * 32,
    groups="B",
    installation="c",
)


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


def shown_to(visitor: StaffBrowser) -> list[str]:
    """Return the address, the password, the code and the groups that the page shows."""
    return re.findall(r"<code>([^<]*)</code>", visitor.text)


def sign_in_with(visitor: StaffBrowser) -> None:
    """Sign in with what the page shows."""
    email, password, code, groups = shown_to(visitor)
    visitor.post_form(email=email, password=password)
    visitor.post_form(device_code=groups)
    visitor.post_form(code=code)


@ON_SQLITE
def test_each_page_says_in_its_language_that_every_visitor_reads_it(app: Flask) -> None:
    client = with_notice(app, SHOWN).test_client()

    for tag, path in product(NOTICES, PATHS):
        page = client.get(f"/{tag}/{path}", headers={"Accept-Encoding": "br"})

        assert NOTICES[tag] in page.get_data(as_text=True), (tag, path)
        assert page.content_length == len(page.data)


@ON_SQLITE
def test_a_visitor_signs_in_although_a_stranger_tried_to_lock_the_account(
    site: Flask, clock: time_machine.Traveller
) -> None:
    clock.shift(60)  # the code with which the account was made is used up
    stranger = StaffBrowser(site)
    email, password, _code, groups = shown_to(stranger)
    asked, wrong = stranger.page, {"email": email, "password": "wrong horse"}
    for _ in range(MOST + 1):
        stranger.page = asked
        stranger.post_form(**wrong)
        assert stranger.page.status_code == 403
        assert "only the account above the page" in stranger.text
    stranger.page = asked
    stranger.post_form(email=email, password=password)
    stranger.post_form(device_code=groups)
    asked = stranger.page
    for _ in range(MOST + 1):
        stranger.page = asked
        stranger.post_form(code="000000")
        assert stranger.page.status_code == 403
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignInTry)) == 1

    visitor = StaffBrowser(site)
    sign_in_with(visitor)

    assert visitor.path == "/desk/"
    assert NOTICES["en"] in visitor.text
    assert password not in visitor.text


@ON_SQLITE
def test_right_tries_that_are_never_finished_lock_nobody_out(site: Flask) -> None:
    network = b"another"
    account = look_ups(SHOWN.email, secrets=SECRETS)[0]
    with site.app_context(), writing():
        for kind in ("password", "code"):
            for _ in range(MOST):
                take(account, kind, now=time.now(), network=network)
        db.session.commit()
    visitor = StaffBrowser(site)

    visitor.post_form(email=SHOWN.email, password=SHOWN.password)

    assert 'name="device_code"' in visitor.text


@ON_SQLITE
@pytest.mark.parametrize(
    "fields",
    [
        {"email": "other@example.org", "password": SHOWN.password},
        {"email": SHOWN.email, "password": "wrong horse"},
        {"code": "000000", "anew": ""},
        {"code": "x"},
        {"passkey": ""},
        {"prf": "", "device_code": "B"},
    ],
)
def test_a_step_that_would_be_counted_as_wrong_does_not_reach_the_product(
    app: Flask, fields: dict[str, str]
) -> None:
    client = with_notice(app, SHOWN).test_client()

    for path in ("/desk/signin", "/desk/signin/again"):
        assert "only the account" in client.post(path, data=fields).get_data(as_text=True)


def test_the_product_reads_the_fields_that_were_checked_in_either_encoding() -> None:
    fields = {"email": SHOWN.email, "password": "copper & kettle=ü"}
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        environ = create_environ("/desk/signin", method="POST", data=fields, content_type=kind)

        assert posted_fields(environ).to_dict() == fields
        assert Request(environ).form.to_dict() == fields


def test_a_form_larger_than_a_step_of_signing_in_is_not_read() -> None:
    environ = create_environ("/desk/signin", method="POST", data={"email": "a" * LARGEST})

    with pytest.raises(TooLarge):
        posted_fields(environ)


@ON_SQLITE
def test_no_visitor_changes_the_account_or_the_team(app: Flask) -> None:
    client = with_notice(app, SHOWN).test_client()

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
    save(SHOWN, tmp_path)

    assert load(tmp_path) == SHOWN
