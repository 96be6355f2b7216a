import re
from base64 import b32decode
from dataclasses import replace
from datetime import timedelta

import pytest

from intake import clock as time
from intake.actions.accounts.change_roles import change_roles, disable_staff
from intake.extensions import Model, db
from intake.logs import JsonLines
from intake.sealing.tokens import read_token
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import invitations, login_throttle
from intake.staff.models import StaffMember
from intake.staff.passwords import stretching_place
from intake.staff.store import Role
from tests.staff.making import EMAIL, PASSWORD, STEP, moment, pinned
from tests.support.clients.members import (
    GULL,
    StaffBrowser,
    field_names,
    invite,
    member_id_of,
    text_of,
)
from tests.support.databases.writing import writing_in

JOINED = "/desk/account/codes"
"""The page of a member who just joined."""


def test_the_first_member_joins_and_is_signed_in(robin, first_link):
    robin.open(first_link)
    assert 'name="email"' in robin.text
    robin.choose_password(EMAIL)
    assert EMAIL in text_of(robin.text, "email")
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", text_of(robin.text, "totp-secret"))
    assert "<svg" in robin.text
    assert "otpauth://totp/" in robin.text
    robin.give_code()

    assert robin.path == JOINED
    assert robin.status == 200


def test_an_invited_colleague_sees_whom_the_link_is_for(app, wren, gull):

    gull.open(invite(app, Role.CASEWORKER))

    assert text_of(gull.text, "email") == GULL
    assert 'name="email"' not in gull.text
    gull.choose_password()
    gull.give_code()
    assert gull.path == JOINED


def test_an_invitation_works_once(robin, gull, first_link):
    robin.join(first_link)

    for person in (robin, gull):
        person.open(first_link)

        assert person.status == 410
        assert "password" not in field_names(person.text)
        assert "This link no longer works" in person.text


def test_while_one_browser_joins_the_link_is_no_use_to_another(robin, gull, first_link):
    robin.open(first_link)
    gull.open(first_link)
    robin.choose_password(EMAIL)

    gull.choose_password(GULL)
    assert gull.status == 410
    gull.open(first_link)
    assert "totp-secret" not in gull.text
    robin.open(first_link)
    robin.give_code()
    assert robin.path == JOINED


def test_who_lost_the_browser_half_way_opens_the_link_again_later(robin, gull, first_link, clock):
    robin.open(first_link)
    robin.choose_password(EMAIL)

    clock.shift(invitations.HELD_FOR)
    gull.open(first_link)
    gull.choose_password(EMAIL)
    gull.give_code()

    assert gull.path == JOINED


def test_another_password_can_be_chosen_before_the_code(robin, first_link):
    robin.open(first_link)
    robin.choose_password(EMAIL)

    robin.fill(anew="1")

    assert field_names(robin.text) >= {"password", "password_again"}


def test_what_is_wrong_stands_beside_its_box_and_no_password_comes_back(robin, first_link):
    for form, message in [
        ({"password": "short", "password_again": "short"}, "Use at least 12 characters"),
        ({"password": PASSWORD, "password_again": PASSWORD + "s"}, "do not match"),
        ({"password": "password1234", "password_again": "password1234"}, "is easy to guess"),
        ({"email": "wren at example"}, "Enter an email address"),
        ({"email": ""}, "Enter your email address"),
        ({"password": "", "password_again": ""}, "Enter a new password"),
    ]:
        robin.open(first_link)

        robin.fill(**{"email": EMAIL, "password": PASSWORD, "password_again": PASSWORD, **form})

        assert robin.status == 422
        assert robin.text.count(message) == 2
        assert PASSWORD not in robin.text


def test_what_is_wrong_is_listed_in_the_order_of_the_boxes(robin, first_link):
    robin.open(first_link)
    robin.fill(email="nobody", name="o" * 61, password="short", password_again="other")
    joining = re.findall(r'<a href="#(\w+)"', robin.text)
    boxes = re.findall(r'<input id="(\w+)"', robin.text)
    robin.join(first_link)
    robin.open("/desk/signin/password")
    robin.fill()

    assert joining == boxes == ["name", "email", "password", "password_again"]
    assert re.findall(r'<a href="#(\w+)"', robin.text) == re.findall(
        r'<input id="(\w+)"', robin.text
    )


def test_a_wrong_first_code_can_be_tried_again(robin, first_link):
    robin.open(first_link)
    robin.choose_password(EMAIL)
    secret = text_of(robin.text, "totp-secret")

    robin.fill(code="000000")

    assert robin.status == 422
    assert "This code is not correct" in robin.text
    assert text_of(robin.text, "totp-secret") == secret
    robin.give_code()
    assert robin.path == JOINED


def test_a_link_that_never_was_has_ended_too(robin):
    for token in ["x", "A" * 43, "..%2f..%2fetc", "%00"]:
        robin.open(f"/desk/invitation/{token}")

        assert robin.status in (404, 410)
        assert "password" not in field_names(robin.text)


def test_nobody_joins_while_the_pin_is_of_other_keys(app, robin, first_link):
    pinned(app, "another-pin")

    robin.open(first_link)

    assert robin.status == 503
    assert "not ready yet" in robin.text


def test_password_then_code_signs_in(wren, clock):
    wren.press_sign_out()
    clock.shift(STEP)

    wren.open("/desk/")
    assert wren.path == "/desk/signin"
    wren.fill(email=EMAIL.upper(), password=PASSWORD)
    assert wren.path == "/desk/signin"
    assert "code" in field_names(wren.text)
    wren.give_code()

    assert wren.path == "/desk/"


def test_each_step_gets_a_cookie_of_its_own(wren, clock):
    seen = [wren.cookie]
    wren.press_sign_out()
    clock.shift(STEP)

    wren.open("/desk/signin")
    seen.append(wren.cookie)
    wren.fill(email=EMAIL, password=PASSWORD)
    seen.append(wren.cookie)
    wren.give_code()
    seen.append(wren.cookie)

    assert len(set(seen)) == len(seen) == 4
    for old in seen[:-1]:
        assert not is_in(wren.client.application, old)


def test_the_password_alone_opens_nothing(wren):
    wren.press_sign_out()

    wren.give_password()

    wren.open("/desk/")
    assert wren.path == "/desk/signin"


def test_a_code_works_once(wren, clock):
    used = wren.code()
    wren.press_sign_out()

    wren.give_password()
    wren.fill(code=used)
    assert wren.status == 422
    assert "This code is not correct" in wren.text

    clock.shift(STEP)
    wren.give_code()
    assert wren.path == "/desk/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(wren, gull):
    answers = []

    for email in (EMAIL, GULL):
        gull.open("/desk/signin")
        gull.fill(email=email, password="copper kettle ten gulls")
        answers.append((gull.status, without_token(gull.text).replace(email, "")))

    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert "The email address or password is not correct." in answers[0][1]


def test_many_wrong_passwords_bring_a_wait_told_in_words(wren, gull, clock):
    gull.open("/desk/signin")
    for _ in range(login_throttle.MOST):
        gull.fill(email=EMAIL, password="copper kettle ten gulls")
        assert gull.status == 422

    gull.fill(email=EMAIL, password=PASSWORD)
    assert gull.status == 429
    assert "Wait 15 minutes, then try again." in gull.text

    clock.shift(login_throttle.WINDOW)
    gull.open("/desk/signin")
    gull.fill(email=EMAIL, password=PASSWORD)
    assert "code" in field_names(gull.text)


def test_a_network_that_guesses_keeps_out_neither_known_browsers_nor_other_networks(
    robin, gull, first_link, monkeypatch
):
    monkeypatch.setattr(login_throttle, "MOST_OF_NETWORK", 3)
    robin.join(first_link)
    robin.press_sign_out()
    gull.open("/desk/signin")
    for number in range(4):
        gull.client.environ_base["REMOTE_ADDR"] = f"2001:db8::{number}"
        gull.fill(email=f"guess-{number}@example.org", password="copper kettle ten gulls")
    assert gull.status == 429

    robin.client.environ_base["REMOTE_ADDR"] = "2001:db8::9"
    robin.open("/desk/signin")
    robin.fill(email=EMAIL, password=PASSWORD)
    elsewhere = StaffBrowser(robin.client.application)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "2001:db8:1::1"
    elsewhere.sheet = robin.sheet
    elsewhere.fill(email=EMAIL, password=PASSWORD)

    assert "code" in field_names(robin.text)
    assert "code" in field_names(elsewhere.text)


def test_many_wrong_codes_bring_a_wait_too(wren, clock):
    wren.press_sign_out()
    clock.shift(STEP)
    wren.give_password()
    for _ in range(login_throttle.MOST):
        wren.fill(code="000000")
    wren.give_password()

    wren.give_code()

    assert wren.status == 429
    assert "Wait 15 minutes" in wren.text


def test_when_many_sign_in_at_once_somebody_is_asked_to_press_again(robin, first_link, monkeypatch):
    monkeypatch.setattr("intake.staff.passwords.PATIENCE", 0.05)
    robin.open("/desk/signin")

    with stretching_place(), stretching_place():
        robin.fill(email=EMAIL, password=PASSWORD)

    assert robin.status == 503
    assert "Many people are signing in right now" in robin.text


@pytest.mark.parametrize("browser", ["known", "new"])
def test_a_browser_that_waited_in_vain_has_used_no_try(wren, monkeypatch, browser):
    wren.press_sign_out()
    if browser == "new":
        wren = StaffBrowser(wren.client.application)
    wren.open("/desk/signin")
    with monkeypatch.context() as impatient, stretching_place(), stretching_place():
        impatient.setattr("intake.staff.passwords.PATIENCE", 0.0)
        for _ in range(login_throttle.MOST):
            wren.fill(email=EMAIL, password=PASSWORD)
            assert wren.status == 503

    wren.fill(email=EMAIL, password=PASSWORD)

    assert wren.status == 200
    assert 'name="code"' in wren.text


def test_signing_out_ends_it_on_the_server(wren):
    old = wren.cookie

    wren.press_sign_out()

    assert wren.path == "/desk/signin"
    cleared = wren.page.history[0].headers["Clear-Site-Data"]
    assert {'"cache"', '"storage"'} == set(cleared.split(", "))  # the device stays known
    assert not is_in(wren.client.application, old)


def test_signing_out_is_no_link(wren):

    assert wren.client.get("/desk/signout").status_code == 405
    assert wren.client.post("/desk/signout").status_code == 403
    wren.open("/desk/")
    assert wren.path == "/desk/"


def test_a_session_ends_after_a_quarter_of_an_hour_without_a_sign_of_life(wren, clock):

    clock.shift(minutes=14)
    wren.open("/desk/")
    assert wren.path == "/desk/"
    clock.shift(minutes=14)
    wren.open("/desk/")
    assert wren.path == "/desk/"
    clock.shift(minutes=16)
    wren.open("/desk/")
    assert wren.path == "/desk/signin"


def test_a_session_ends_after_ten_hours_however_busy(app, wren, clock):
    with writing_in(app):
        session = db.session.query(StaffSession).one()
        session.begun_at -= sessions.AT_MOST - timedelta(minutes=1)

    wren.open("/desk/")
    assert wren.path == "/desk/"
    clock.shift(minutes=2)
    wren.open("/desk/")

    assert wren.path == "/desk/signin"


def test_who_is_disabled_is_out_at_the_next_click(app, wren):

    with writing_in(app):
        member = db.session.query(StaffMember).one()
        disable_staff(member, moment(time.now()))

    wren.open("/desk/")
    assert wren.path == "/desk/signin"


def test_a_role_that_was_taken_away_is_gone_at_the_next_click(app, wren, gull, clock):
    gull.join(invite(app, Role.CASEWORKER), email="")

    with writing_in(app):
        by = db.session.get_one(StaffMember, member_id_of(EMAIL))
        change_roles(member_id_of(GULL), [Role.REPORTER], moment(time.now()), by=by)

    gull.open("/desk/")
    assert gull.path == "/desk/signin"
    clock.shift(STEP)
    gull.give_password()
    gull.give_code()
    assert (gull.path, gull.status) == ("/desk/", 404)


def test_nobody_gives_themselves_a_role(app, wren, gull):
    more = {"roles": "administrator", "team_id": "x", "id": "1", "email": EMAIL}

    gull.open(invite(app, Role.VOLUNTEER))
    gull.fill(password=PASSWORD, password_again=PASSWORD, **more)
    gull.fill(code=gull.code(), **more)

    with app.app_context():
        member = db.session.query(StaffMember).filter_by(id=member_id_of(GULL)).one()
        assert (member.email, member.roles) == (GULL, ["volunteer"])


def test_the_tables_hold_no_address_no_password_no_secret_and_no_token(app, wren, gull):
    gull.open(invite(app, Role.VOLUNTEER))
    gull.choose_password()
    cookies = [read_token(person.cookie) for person in (wren, gull)]

    with app.app_context():
        stored = everything()

    for word in (EMAIL, GULL, "wren.testwood", PASSWORD, wren.secret, gull.secret):
        assert word.encode() not in stored
    for key in (*cookies, *map(b32decode, (wren.secret, gull.secret))):
        assert key not in stored


def test_who_is_signed_in_is_not_asked_again(wren):

    wren.open("/desk/signin")

    assert wren.path == "/desk/work"


def test_a_role_without_a_list_of_cases_is_told_so(app, wren, gull):
    gull.join(invite(app, Role.REPORTER), email="")

    gull.open("/desk/signin")

    assert "Your role does not include the case list" in gull.text
    gull.fill(action="/desk/signout")
    assert field_names(gull.text) >= {"email", "password"}


def test_another_account_can_be_chosen_before_the_code(wren):
    wren.press_sign_out()
    wren.give_password()

    wren.fill(anew="1")

    assert field_names(wren.text) >= {"email", "password"}


def test_a_form_of_another_session_is_refused_with_a_page(robin):
    robin.open("/desk/signin")
    for path in ["/desk/signin", "/desk/signout", "/desk/invitation/x"]:
        robin.page = robin.client.post(path, data={"csrf_token": "A" * 43, "email": EMAIL})

        assert robin.status == 403
        assert "This page was open" in robin.text


def test_no_secret_is_written_to_the_log(robin, first_link, caplog):
    caplog.set_level("DEBUG")
    caplog.set_level("DEBUG", logger="sqlalchemy.engine")
    robin.join(first_link)
    robin.press_sign_out()
    robin.open("/desk/signin")
    robin.fill(email=EMAIL, password="copper kettle ten gulls")

    logged = "\n".join(map(JsonLines().format, caplog.records)).lower()
    secret = robin.secret.lower()
    assert "sqlalchemy.engine" in logged, "it was told everything, rows and all"
    for word in (first_link.rpartition("/")[2].lower(), "copper", "wren.testwood", secret):
        assert word not in logged


def everything():
    """All that stands in any table."""
    rows = [
        value
        for table in Model.metadata.sorted_tables
        for row in db.session.execute(db.text(f"SELECT * FROM {table.name}"))
        for value in row
    ]
    return b"\n".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in rows
    )


def is_in(app, cookie):
    """Return true if this cookie alone still opens the desk."""
    client = app.test_client()
    client.set_cookie("d", cookie)
    return client.get("/desk/").status_code == 200


def without_token(html):
    return re.sub(r'value="?[A-Za-z0-9_-]{32}"?', "", html)


@pytest.fixture
def robin(app):
    return StaffBrowser(app)


@pytest.fixture
def gull(app):
    return StaffBrowser(app)


@pytest.fixture
def settings(settings):
    """A process that has the desk alone: what is tested here needs no other door."""
    return replace(settings, doors=("desk",))


@pytest.fixture(autouse=True)
def _stand_still(clock):
    """Codes belong to a moment."""
