"""Five wrong second factors end the session, and an email tells the owner."""

from datetime import timedelta

import pytest

from intake.outbox.models import OutboxEmail
from intake.sessions.models import HalfwaySession, StaffSession
from intake.sessions.store import FRESH
from intake.staff import login_throttle
from tests.staff.making import EMAIL, STEP
from tests.support.clients.members import StaffBrowser
from tests.support.rows import all_rows, count_rows

ENDED = "Five codes were wrong, so this session ended."
QUARTER = login_throttle.WINDOW + timedelta(seconds=1)


def test_the_fifth_wrong_code_ends_a_desk_that_was_left_open(app, wren, clock):
    left_open(wren, clock)

    guess(wren, times=4)
    assert count(app, StaffSession) == 1
    guess(wren)

    assert ENDED in wren.text
    assert count(app, StaffSession) == 0
    assert letters(app) == ["wrong_factors"]
    wren.open("/desk/")
    assert wren.path == "/desk/signin"


def test_what_was_typed_waits_for_the_owner(wren, clock):
    wren.open("/desk/team")
    clock.shift(FRESH)
    wren.fill(action="/desk/team/invite", email="ibis@example.org", roles="caseworker")
    guess(wren, times=5)
    wren.email = EMAIL
    clock.shift(QUARTER)

    wren.give_password()
    wren.give_code()

    assert wren.path == "/desk/typed"
    assert "ibis@example.org" in wren.text


def test_beginning_another_session_before_the_fifth_gains_nothing(app, wren, clock):
    """Each guess is made by a browser that gives the right password anew, in quarters of a day."""
    for tries in (4, 1):
        clock.shift(QUARTER)
        for _ in range(tries):
            thief = newcomer(app)
            guess(thief)

    assert ENDED in thief.text
    assert count(app, HalfwaySession) == 0
    assert letters(app) == ["wrong_factors"]


def test_the_owners_own_session_stays(app, wren, clock):
    thief = newcomer(app)

    guess(thief, times=5)

    wren.open("/desk/")
    assert wren.path == "/desk/"


def test_a_right_code_begins_the_count_anew(app, wren, clock):
    for _ in range(2):
        left_open(wren, clock)
        guess(wren, times=4)
        wren.give_code()
        assert wren.path == "/desk/"
        clock.shift(STEP)

    assert letters(app) == []


def test_wrong_codes_of_another_day_do_not_count(app, wren, clock):
    guess(newcomer(app), times=4)
    clock.shift(login_throttle.FACTOR_WINDOW)

    guess(newcomer(app))

    assert letters(app) == []


def test_a_clock_set_back_begins_no_count_anew(app, wren, clock):
    guess(newcomer(app), times=4)
    clock.shift(-timedelta(hours=2))

    guess(newcomer(app))

    assert letters(app) == ["wrong_factors"]


def left_open(member, clock):
    """Open the page that asks for the second factor again."""
    clock.shift(FRESH)
    member.open("/desk/signin/again")


def newcomer(app):
    """Return a browser that knows the password and the sign-in sheet, and not the app."""
    thief = StaffBrowser(app)
    thief.email = EMAIL
    thief.give_password()
    return thief


def guess(browser, *, times=1):
    for _ in range(times):
        browser.fill(code="000000")


def count(app, table):
    with app.app_context():
        return count_rows(table)


def letters(app):
    with app.app_context():
        return all_rows(OutboxEmail.letter)


@pytest.fixture
def database(sqlite_database):
    """Use SQLite only; the throttle's own tests run on both databases."""
    return sqlite_database
