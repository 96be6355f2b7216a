"""After an upgrade from a release, its people find what they wrote, and staff their cases."""

import shutil
from typing import Any

import pytest
import time_machine
from sqlalchemy import text, update

from intake import create_app
from intake.extensions import db
from tests.staff.making import DEVICES, STEP
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import StaffBrowser
from tests.upgrades.databases import database, reflected, revisions, upgrade
from tests.upgrades.every_revision import BEFORE_VOUCHING_KEYS, losses_from
from tests.upgrades.filling import filled_at
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
        visitor.enter_code(person["code"])
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
    browser.give_code()
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


SOME = ("0005", "0029")
"""The first with all kinds of tables, and the last before rows had MACs."""


@pytest.mark.parametrize("revision", SOME)
def test_an_upgrade_loses_nothing(revision, tmp_path):
    assert revision in revisions()
    assert losses_from(revision, f"sqlite:///{tmp_path}/old.db") == []


def test_an_upgrade_refuses_keys_that_nothing_reads_any_more(tmp_path):
    with database(f"sqlite:///{filled_at(tmp_path, BEFORE_VOUCHING_KEYS)}"):
        with pytest.raises(RuntimeError, match="begin with a new database"):
            upgrade("head")
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE epochs SET vouch_public = sign_public"))
            connection.execute(text("UPDATE staff_members SET public_key = zeroblob(1217)"))
        with pytest.raises(RuntimeError, match=r"keys cannot sign: 1\."):
            upgrade("head")


def test_an_upgrade_ends_no_return_code(tmp_path):
    with database(f"sqlite:///{filled_at(tmp_path, '0119')}"):
        with db.engine.begin() as connection:
            given = "UPDATE requests SET locator = '1234567' WHERE code_auth IS NOT NULL"
            connection.execute(text(given))
        with pytest.raises(RuntimeError, match=r"has a stored salt \(1\)"):
            upgrade("head")


DAY = "date('now', '-1 day')"
OFFERED = ("times_offered", f"{DAY} || ' 10:00:00'", DAY)
WITHDRAWN = ("times_withdrawn", f"{DAY} || ' 11:00:00'", DAY)
CHOSEN = ("time_chosen", "NULL", "date('now')")
LONG_AGO = ("times_offered", "'2026-01-05 10:00:00'", "'2026-01-05'")


@pytest.mark.parametrize(
    "entries, status, call, asks",
    [
        ([OFFERED], "info_needed", "done", True),
        ([OFFERED], "screened", "open", False),
        ([OFFERED], "call_booked", "done", False),
        ([OFFERED], "closed", "done", False),
        ([OFFERED, WITHDRAWN], "triage", "done", False),
        ([OFFERED, CHOSEN], "screened", "done", False),
        ([LONG_AGO], "triage", "done", False),
        ([], "triage", "done", False),
    ],
)
def test_who_may_still_choose_a_time_counts_as_asking_for_a_call(
    filled, tmp_path, entries, status, call, *, asks
):
    shutil.copyfile(filled, tmp_path / "old.db")
    with database(f"sqlite:///{tmp_path}/old.db"):
        with db.engine.begin() as connection:
            of_one_case(connection, status=status, call=call)
            for act, at, on in entries:
                add_entry(connection, act, at, on)

        upgrade("0093")

        with db.engine.connect() as connection:
            asked = text(f"SELECT call_asked_on = {DAY} FROM cases WHERE id = '0cases.id'")
            assert bool(connection.scalar(asked)) is asks


def of_one_case(connection, *, status, call):
    """Give the first case a status, and one call in its diary."""
    tables = reflected(connection).tables
    connection.execute(update(tables["cases"]).values(status=status, call_asked_on=None, version=1))
    connection.execute(update(tables["diary_entries"]).values(kind="call", state=call))


def add_entry(connection, act, at, on):
    insert = 'INSERT INTO audit_entries (id, act, member_id, case_id, at, "on") VALUES'
    values: dict[str, Any] = {"id": act, "act": act}
    connection.execute(text(f"{insert} (:id, :act, 'member', '0cases.id', {at}, {on})"), values)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Return a filled database of the release before."""
    return filled_at(tmp_path_factory.mktemp("filled"), "0090")
