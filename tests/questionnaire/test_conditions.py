"""Conditions hold or not, and say so in words."""

from datetime import date, timedelta

import pytest

from intake.questionnaire.answers import Answers
from intake.questionnaire.conditions import (
    ALWAYS,
    answered,
    any_of,
    every,
    is_one_of,
    is_yes,
    longer_ago_than,
    unless,
    within,
    younger_than,
)
from intake.questionnaire.dates import NOT_SURE, on, said_date
from intake.questionnaire.questions import Choices, Date, Option, Span, YesNo
from tests.questionnaire.making import TODAY

court = YesNo(id="court", says="Do you have a case?")
helps = Choices(
    id="helps", says="What help?", options=(Option("fear", "Fear"), Option("family", "Family"))
)
came = Date(id="came", says="When did you come?", span=Span.PAST)
born = Date(id="born", says="When were you born?", span=Span.BIRTH)


def test_yes_is_yes_and_nothing_else_is():
    assert holds(is_yes(court), court="yes")
    assert not holds(is_yes(court), court="not_sure")
    assert not holds(is_yes(court))


def test_one_of_several_codes_is_enough():
    fear_or_family = is_one_of(helps, "fear", "family")

    assert holds(fear_or_family, helps=("family",))
    assert holds(is_one_of(helps, "fear"), helps=("family", "fear"))
    assert not holds(is_one_of(helps, "fear"), helps=("family",))


def test_a_code_that_is_not_an_option_fails_on_import():
    with pytest.raises(ValueError, match="court has no option maybe"):
        is_one_of(court, "yes", "maybe")


def test_not_sure_is_an_answer_and_skipped_is_none():
    assert holds(answered(came), came=NOT_SURE)
    assert not holds(answered(came))


def test_conditions_combine():
    afraid, in_court = is_one_of(helps, "fear"), is_yes(court)

    assert holds(every(afraid, in_court), helps=("fear",), court="yes")
    assert not holds(every(afraid, in_court), helps=("fear",))
    assert holds(any_of(afraid, in_court), court="yes")
    assert not holds(any_of(afraid, in_court))
    assert holds(unless(in_court))
    assert not holds(unless(in_court), court="yes")
    assert holds(ALWAYS)


def test_a_condition_tells_a_lawyer_what_it_looks_at():
    condition = every(is_one_of(helps, "fear", "family"), unless(is_yes(court)))

    assert condition.says == "(helps is fear or family) and (not (court is yes))"
    assert condition.looks_at == {"helps", "court"}


@pytest.mark.parametrize(
    "days_ago, recent, long_ago", [(0, True, False), (100, True, False), (101, False, True)]
)
def test_how_long_ago_is_counted_to_the_day(days_ago, *, recent, long_ago):
    day = on(TODAY - timedelta(days=days_ago))

    assert holds(within(came, days=100), came=day) is recent
    assert holds(longer_ago_than(came, days=100), came=day) is long_ago


def test_a_half_known_date_may_be_both_recent_and_long_ago():
    this_year = said_date("2026")

    assert holds(within(came, days=100), came=this_year)
    assert holds(longer_ago_than(came, days=100), came=this_year)


def test_a_date_nobody_is_sure_of_may_be_anything_and_a_skipped_one_nothing():
    for condition in (
        within(came, days=100),
        longer_ago_than(came, days=100),
        younger_than(came, years=18),
    ):
        assert holds(condition, came=NOT_SURE)
        assert not holds(condition)


@pytest.mark.parametrize(
    "birth, as_of, minor",
    [
        ("2008-11-25", TODAY, True),
        ("2008-11-24", TODAY, False),
        ("2008-11", TODAY, True),
        ("2008", TODAY, True),
        ("2007", TODAY, False),
        ("2008-02-29", date(2026, 2, 27), True),
        ("2008-02-29", date(2026, 2, 28), False),
        ("2010-02-28", date(2028, 2, 28), False),
    ],
)
def test_somebody_is_under_age_until_the_birthday(birth, as_of, *, minor):
    answers = Answers().plus({"born": said_date(birth)})

    assert younger_than(born, years=18)(answers, as_of) is minor


def holds(condition, **answers):
    return condition(Answers().plus(answers), TODAY)
