"""A demonstration says on every page that it is one, and anyone can sign in with what it shows."""

import re
from itertools import product

import pytest

from intake import clock as time
from intake.cli.demo_site import SignIn, join, settings_for, with_notice
from intake.settings import Settings
from intake.staff.invitations import look_ups
from intake.staff.login_throttle import MOST, take
from tests.staff.making import SECRETS
from tests.support.clients.members import StaffBrowser
from tests.support.databases.fixtures import ON_SQLITE
from tests.support.databases.writing import writing_in

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
SHOWN = SignIn(totp_secret="A" * 32, groups="B", installation="c")


@pytest.fixture
def site(app, new_installation):
    with writing_in(app):
        sign_in = join(
            new_installation.link, installation=new_installation.installation, secrets=SECRETS
        )
    return with_notice(app, sign_in)


@ON_SQLITE
def test_each_page_says_in_its_language_that_every_visitor_reads_it(app):
    client = with_notice(app, SHOWN).test_client()

    for tag, path in product(NOTICES, PATHS):
        page = client.get(f"/{tag}/{path}", headers={"Accept-Encoding": "br"})

        assert NOTICES[tag] in page.text, (tag, path)
        assert page.content_length == len(page.data)


@ON_SQLITE
def test_a_visitor_signs_in_although_a_stranger_tried_to_lock_the_account(site, clock):
    clock.shift(60)  # the code with which the account was made is used up
    stranger = StaffBrowser(site)
    email, password, _code, groups = re.findall(r"<code>([^<]*)</code>", stranger.text)
    first = stranger.page
    for _ in range(MOST + 1):
        stranger.page = first
        stranger.post_form(email=email, password="wrong horse")
    stranger.page = first
    stranger.post_form(email=email, password=password)
    stranger.post_form(device_code=groups)
    asked = stranger.page
    for _ in range(MOST + 1):
        stranger.page = asked
        stranger.post_form(code="000000")
    with writing_in(site):
        account = look_ups(email, secrets=SECRETS)[0]
        for _ in range(MOST - 1):
            take(account, "password", now=time.now(), network=b"another")

    visitor = StaffBrowser(site)
    email, password, code, groups = re.findall(r"<code>([^<]*)</code>", visitor.text)
    visitor.post_form(email=email, password=password)
    visitor.post_form(device_code=groups)
    visitor.post_form(code=code)

    assert visitor.path == "/desk/"
    assert NOTICES["en"] in visitor.text
    assert password not in visitor.text


@ON_SQLITE
def test_no_visitor_changes_the_account_or_the_team(app):
    client = with_notice(app, SHOWN).test_client()

    for path in ("signin/password", "account/sessions/end", "team/invite", "invitation/x"):
        assert client.post(f"/desk/{path}").status_code == 403


def test_nothing_of_a_real_installation_gets_in(tmp_path):
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
