"""A return code opens nothing 30 days after closing, at latest on the day of erasure."""

from datetime import timedelta

import pytest

from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import CloseReason, Status
from tests.journeys.applicants.test_restored_codes import (
    ALARM,
    CASES,
    MAILBOX,
    OF_THE_CODE,
    RESTORED_CODE,
    code_of,
    housekeeping,
    never_issued,
    put,
    read,
    the_row,
    try_code,
)
from tests.staff.making import TODAY
from tests.support.clients.applicant import Applicant
from tests.support.databases.writing import writing_in
from tests.support.rows import one_row

pytestmark = pytest.mark.usefixtures("clock")

DAY = timedelta(days=1)
LIVES = 30 * DAY
OPEN = (MAILBOX, 200, "")


def test_the_wrap_is_gone_30_days_after_closing(app, clock, code):
    close(app, erase_on=TODAY + 365 * DAY)
    wrong = try_code(app, never_issued(code))

    clock.shift(LIVES - DAY)
    assert "return codes" not in housekeeping(app)
    assert try_code(app, code) == OPEN
    clock.shift(DAY)
    assert "1 return codes of closed cases ended." in housekeeping(app)

    assert {the_row(app)[name] for name in (*OF_THE_CODE, "code_under_token")} == {None}
    assert try_code(app, code) == wrong
    assert "return codes" not in housekeeping(app)


def test_it_is_gone_on_the_day_of_erasure_if_that_is_earlier(app, clock, code):
    """A legal hold keeps the case beyond that day, and not its code."""
    close(app, erase_on=TODAY + 14 * DAY)
    put(app, {"held_since": TODAY}, into=CASES)

    clock.shift(14 * DAY)
    housekeeping(app)

    assert the_row(app)["key_under_code"] is None
    assert the_row(app, CASES)["card"]


def test_no_code_opens_a_case_in_the_hour_before_housekeeping(app, clock, code):
    close(app)
    wrong = try_code(app, never_issued(code))

    clock.shift(LIVES)

    assert the_row(app)["key_under_code"]
    assert try_code(app, code) == wrong


def test_a_reopened_case_keeps_its_code_and_counts_anew_from_the_next_closing(app, clock, code):
    close(app)
    clock.shift(20 * DAY)
    reopen(app, on=TODAY + 20 * DAY)
    clock.shift(20 * DAY)
    housekeeping(app)
    assert try_code(app, code) == OPEN

    close(app, on=TODAY + 40 * DAY)
    clock.shift(20 * DAY)
    housekeeping(app)  # a longer gap looks like a jump of the clock
    clock.shift(LIVES - 21 * DAY)
    housekeeping(app)
    assert try_code(app, code) == OPEN
    clock.shift(DAY)
    housekeeping(app)
    assert the_row(app)["key_under_code"] is None


def test_reopening_brings_no_ended_code_back(app, clock, code):
    close(app)
    clock.shift(LIVES)
    housekeeping(app)

    reopen(app, on=TODAY + LIVES)

    assert try_code(app, code) == try_code(app, never_issued(code))


def test_staff_who_write_are_told_that_nobody_can_read_it(app, wren, clock, code):
    page = f"/desk/cases/{the_row(app, CASES)['reference']}/messages"
    warning = "This applicant has no return code"
    read(wren, page.removesuffix("/messages"))
    assert warning not in read(wren, page)
    close(app)
    clock.shift(LIVES)
    housekeeping(app)
    reopen(app, on=TODAY + LIVES)

    wren.give_password()
    wren.give_code()

    assert warning in read(wren, page)


def test_an_ended_code_that_is_restored_opens_nothing_and_raises_an_alarm(app, wren, clock, code):
    """Restored with a case that looks open, as its clear columns can be changed too."""
    old = {name: value for name, value in the_row(app).items() if name in OF_THE_CODE}
    close(app)
    clock.shift(LIVES)
    housekeeping(app)
    wrong = try_code(app, never_issued(code))

    put(app, old)
    put(app, {"closed_on": None, "status": "triage", "close_reason": None}, into=CASES)

    assert try_code(app, code) == wrong
    clock.shift(seconds=30)
    wren.give_password()
    wren.give_code()
    assert ALARM in read(wren, "/desk/")
    assert RESTORED_CODE in read(wren, "/desk/audit")


def test_a_clock_set_back_ends_no_code_early(app, clock, code):
    close(app)
    clock.shift(-LIVES)

    housekeeping(app)

    assert try_code(app, code) == OPEN


def test_a_new_code_of_a_session_that_lives_on_ends_as_well(app, clock, code):
    """A session may make a code while a helper hands over, also after the old one ended."""
    close(app)
    clock.shift(LIVES)
    before = the_row(app)
    housekeeping(app)
    put(app, {name: before[name] for name in OF_THE_CODE} | {"key_under_code": b"another wrap"})

    housekeeping(app)

    assert the_row(app)["key_under_code"] is None


def test_pages_say_how_long_the_code_works(app, wren):
    applicant = Applicant(app)
    applicant.apply()
    words = "After that, the code works for 30 days at most."
    for path in ("/en/sent", "/en/f/code", "/en/return"):
        assert words in applicant.open(path).text, path
    code = code_of(applicant)
    applicant.enter_code(code)
    assert "We have closed" not in applicant.text

    close(app)

    applicant.open(MAILBOX)
    assert (
        "We have closed your request. Your code works until Wednesday 23 December 2026."
        in applicant.text
    )


def close(app, *, on=TODAY, erase_on=TODAY + 365 * DAY):
    move(app, Status.CLOSED, CloseReason.ADVICE_ONLY, on=on, erase_on=erase_on)


def reopen(app, *, on):
    move(app, Status.TRIAGE, None, on=on)


def move(app, to, reason, *, on, erase_on=None):
    with writing_in(app):
        case = one_row(Case)
        store.move(case, to, reason=reason, on=on, erase_on=erase_on)


@pytest.fixture
def code(app, wren):
    """Return the code of a request that was sent."""
    applicant = Applicant(app)
    applicant.apply()
    return code_of(applicant)
