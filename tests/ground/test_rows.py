"""Statements that are compiled once return what the session returns."""

from datetime import timedelta

import pytest
from sqlalchemy import Date, Integer, bindparam, literal, select

from intake.extensions import db, fetch
from tests.cases.making import TODAY

DAY = bindparam("day", type_=Date)
NUMBER = bindparam("number", type_=Integer)
IS_LATER = select(literal(1)).where(DAY > TODAY, NUMBER == 2).limit(1)


def test_days_are_converted_and_a_row_is_found_by_the_values_of_the_call(db_session):
    later = TODAY + timedelta(days=1)

    assert fetch(IS_LATER, day=later, number=2).scalar() == 1
    assert fetch(IS_LATER, day=TODAY, number=2, unused=3).scalar() is None


def test_a_missing_value_is_an_error(db_session):
    with pytest.raises(KeyError):
        fetch(IS_LATER, day=TODAY)


def test_a_list_of_values_and_a_day_among_them_are_as_the_session_has_them(db_session):
    numbers = bindparam("numbers", expanding=True, type_=Integer)
    statement = select(literal(TODAY, Date)).where(literal(2).in_(numbers))

    values = {"numbers": [1, 2]}
    assert fetch(statement, **values).scalar() == TODAY == db.session.scalar(statement, values)
