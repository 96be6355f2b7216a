"""After an upgrade from a release, its people find what they wrote, and staff their cases."""

import pytest
import time_machine

from intake import create_app
from intake.extensions import db
from tests.staff.making import DEVICES, STEP
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import StaffBrowser
from tests.upgrades.released import losses_of_release, released, write_sqlite

VERSION = "1.0.0"


def test_staff_sign_in_and_open_a_case(upgraded, release):
    person = next(person for person in release.people if person["wrote"])

    browser = signed_in(upgraded, release, "gull")
    browser.open(f"/desk/cases/{person['reference']}")

    assert person["expected"]["name_to_use"] in browser.text
    browser.open(f"/desk/cases/{person['reference']}/messages")
    assert person["wrote"][0] in browser.text


def test_a_wall_and_a_loan_still_stand(upgraded, release):
    walled, lent = release.people[1]["reference"], release.people[2]["reference"]
    unwalled = release.people[0]["reference"]

    volunteer = signed_in(upgraded, release, "ibis")

    volunteer.open("/desk/")
    assert lent in volunteer.text
    assert unwalled not in volunteer.text
    volunteer.open(f"/desk/cases/{lent}")
    assert release.people[2]["expected"]["name_to_use"] in volunteer.text
    volunteer.open(f"/desk/cases/{walled}")
    assert volunteer.status == 404


def test_each_code_opens_what_was_written(upgraded, release):
    draft = next(person for person in release.people if not person["reference"])
    sent = next(person for person in release.people if person["wrote"])

    for person, words in ((draft, "Lumo"), (sent, sent["wrote"][0])):
        visitor = Applicant(upgraded)
        visitor.open("/en/return")
        visitor.post("/en/return", {"code": [person["code"]]})
        assert "/en/return" not in visitor.path
        if person is sent:
            assert words in visitor.text


def signed_in(app, release, name):
    """Return the browser of a member of the release, with the printed sheet."""
    facts = release.members[name]
    DEVICES[facts["id"]] = bytes.fromhex(facts["device"])
    browser = StaffBrowser(app)
    browser.email, browser.secret = facts["email"], facts["totp_secret"]
    browser.give_password()
    browser.fill(code=browser.code())
    return browser


@pytest.fixture(scope="module")
def upgraded(release, tmp_path_factory):
    """Upgrade the database of the release, and return the application of today with it."""
    folder = tmp_path_factory.mktemp("release")
    address = write_sqlite(release.version, folder / "intake.db")
    assert losses_of_release(address) == []
    with time_machine.travel(release.now + STEP * 2, tick=False):
        app = create_app(release.settings(address, folder))
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="module")
def release():
    """Return the release."""
    return released(VERSION)
