"""Beyond its limits an answer gets a sentence that says what to do."""

from ast import literal_eval
from datetime import date
from decimal import Decimal

import pytest

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.dates import NOT_SURE, Calendar, said_date
from intake.questionnaire.limits import looks_like_another_calendar, problem_with
from intake.questionnaire.questions import Span
from tests.questionnaire.making import TODAY
from tests.support.tables import beside

SOLAR, ETHIOPIAN, HIJRI = Calendar.SOLAR_HIJRI, Calendar.ETHIOPIAN, Calendar.HIJRI


@pytest.mark.parametrize(
    "question, fine",
    [
        *((question, literal_eval(cell)) for question, cell in beside(__file__, "fine")),
        *((question, said_date(day)) for question, day in beside(__file__, "fine days")),
        ("income_amount", Decimal("1200.50")),
        ("name_to_use", "x" * 200),
        ("court_city", "x" * 80),
        ("note", "x" * 500),
        ("birth_date", said_date("1405-09", SOLAR)),
        ("last_arrival_date", NOT_SURE),
        ("last_arrival_date", said_date("", words="w" * 200)),
        ("children_birth_dates", (said_date("2018"),) * 12),
    ],
)
def test_at_its_limit_an_answer_is_fine(question, fine):
    assert problem_with(ASYLUM.questions[question], fine, today=TODAY) is None


@pytest.mark.parametrize(
    "question, beyond",
    [
        *((question, literal_eval(cell)) for question, cell in beside(__file__, "beyond")),
        *((question, said_date(day)) for question, day in beside(__file__, "beyond days")),
        ("income_amount", Decimal("9999999.01")),
        ("income_amount", Decimal("NaN")),
        ("name_to_use", "x" * 201),
        ("court_city", "x" * 81),
        ("note", "x" * 501),
        ("phone", "1" * 201),
        ("last_arrival_date", said_date("", words="w" * 201)),
        ("next_hearing_date", said_date("2029-05", ETHIOPIAN)),
        ("children_birth_dates", (said_date("2018"),) * 13),
        ("children_birth_dates", (said_date("2018"), said_date("2027"))),
    ],
)
def test_beyond_it_a_whole_sentence_says_what_to_do(question, beyond):
    problem = problem_with(ASYLUM.questions[question], beyond, today=TODAY)

    assert problem is not None
    assert problem.in_english().endswith(".")


def test_the_sentence_names_the_limit_and_never_what_was_typed():
    too_many = problem_with(ASYLUM.questions["household_size"], 77, today=TODAY)
    too_late = problem_with(
        ASYLUM.questions["next_hearing_date"], said_date("2099-01-01"), today=TODAY
    )

    assert too_many is not None
    assert too_many.in_english() == "Enter a number from 1 to 20."
    assert too_late is not None
    assert too_late.in_english() == "Check the year. Enter a date before 24 November 2036."


def test_limits_hold_on_a_leap_day_too():
    leap = date(2028, 2, 29)

    born = problem_with(ASYLUM.questions["birth_date"], said_date("1908-02-29"), today=leap)
    hearing = problem_with(
        ASYLUM.questions["next_hearing_date"], said_date("2027-02-28"), today=leap
    )

    assert born is None
    assert hearing is None


@pytest.mark.parametrize(
    "written, calendar, meant",
    beside(__file__, "another calendar"),
)
def test_a_year_that_fits_another_calendar_is_asked_about(written, calendar, meant):
    said = said_date(written, Calendar(calendar))

    assert (looks_like_another_calendar(said, today=TODAY) or "") == meant


def test_a_coming_court_date_in_the_ethiopian_calendar_is_left_alone():
    written = said_date("2019-06-10", ETHIOPIAN)

    assert looks_like_another_calendar(written, today=TODAY, span=Span.COMING) is None
