"""``SECRET_KEY`` was changed and the old one is gone: the desk explains it, and nothing breaks."""

from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest

from intake import clock
from intake.extensions import db
from intake.sealing import at_rest
from intake.sealing.seal import new_key
from intake.sealing.tokens import token_hash
from intake.sessions import store as sessions
from intake.sessions.models import HalfwaySession
from tests.cases.desk import desk_of
from tests.support.databases.raw_rows import update_rows

ANOTHER = "another secret, made since 0123456789"


def test_a_changed_secret_is_explained_on_the_desk(desk, changed):
    pages = [desk.open(address) for address in ("/desk/", "/desk/team", "/desk/audit")]

    assert [page.status_code for page in pages] == [503] * 3
    assert all("Its secret key was changed." in page.text for page in pages)
    assert desk.open("/desk/signin").status_code == 200


def test_an_unreadable_address_is_an_alert_on_the_desk(desk):
    update_rows("staff_members", email=b"of another secret")

    pages = [desk.open(address) for address in ("/desk/", "/desk/team")]

    assert "because SECRET_KEY was changed" in pages[0].text
    assert "(?)" in pages[1].text


def test_no_alert_with_the_right_secret(desk):
    assert "because SECRET_KEY was changed" not in desk.open().text


def test_a_code_under_another_secret_is_explained(desk, changed):
    token = new_key()
    begun = HalfwaySession(
        token_hash=token_hash(token), member_id=desk.member.id, locked_key=b"locked"
    )
    sessions.begin_halfway(begun, clock.now())
    db.session.commit()
    desk.client.set_cookie("d", urlsafe_b64encode(token).decode().rstrip("="))
    desk.open("/desk/signin")

    answer = desk.post("/desk/signin", code="123456")

    assert answer.status_code == 503
    assert "run flask doctor" in answer.text


def test_doctor_and_housekeeping_explain_a_changed_secret(app, desk, changed):
    runner = app.test_cli_runner()

    outputs = [runner.invoke(args=args.split()).output for args in ("doctor", "housekeeping run")]

    assert "add it to SECRET_KEY_FALLBACKS" in outputs[1]
    assert "add the old one to SECRET_KEY_FALLBACKS" in outputs[0]


def test_a_fallback_secret_is_rotated_and_can_be_removed(app, desk, changed):
    old = SECRET
    app.config["SETTINGS"] = replace(
        app.config["SETTINGS"], secret_key=ANOTHER, secret_key_fallbacks=(old,)
    )
    at_rest.bind(ANOTHER, (old,))

    output = app.test_cli_runner().invoke(args=["housekeeping", "run"]).output
    at_rest.bind(ANOTHER)
    db.session.expunge_all()
    page = desk.open("/desk/team").text

    assert "4 stored values moved to the current SECRET_KEY" in output
    assert "No older key is needed" in output
    assert "wren.testwood@example.org" in page


SECRET = "a-secret-for-tests-0123456789-abcdefghij"


@pytest.fixture
def desk(app):
    with app.app_context():
        yield desk_of(app, "supervisor", "administrator")


@pytest.fixture
def changed(desk):
    """Return an application whose secret differs from the one of its rows."""
    before = at_rest._Secrets.ciphers
    at_rest.bind(ANOTHER)
    db.session.expunge_all()
    yield
    at_rest._Secrets.ciphers = before
