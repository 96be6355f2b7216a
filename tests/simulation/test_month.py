"""Weeks of a small team in one test run; ``tests/soak/month.py`` has 400 cases and more weeks."""

from datetime import date

import pytest

from tests.simulation.month import simulate

END_OF_SUMMER_TIME, BEGIN_OF_SUMMER_TIME = date(2026, 10, 26), date(2027, 3, 8)


@pytest.mark.parametrize("first, days", [(END_OF_SUMMER_TIME, 18), (BEGIN_OF_SUMMER_TIME, 8)])
def test_each_date_is_told_once_on_its_morning_to_those_who_work(db_session, settings, first, days):
    month = simulate(settings, first=first, cases=6, days=days, seed=1)

    assert not month.broken, "\n".join(month.broken)
    assert any(letter.letter == "reminder" for letter, _, _ in month.sent)
