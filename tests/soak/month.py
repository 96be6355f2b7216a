"""A simulated month with 400 cases: each date is told once, in time, to a member who works.

``make soak`` runs it: summer time begins or ends, holidays pass, two members are away, one leaves.
"""

from collections import Counter
from datetime import date

import pytest

from tests.simulation.month import simulate

pytestmark = pytest.mark.timeout(1800)


@pytest.mark.parametrize("first", [date(2026, 10, 26), date(2027, 3, 1), date(2027, 5, 10)])
def test_a_month_with_400_cases(
    db_session,
    settings,
    tell,
    first,
):
    month = simulate(settings, first=first, cases=400, days=35, seed=first.toordinal())

    kinds = Counter(letter.letter for letter, _, _ in month.sent if letter.origin_id is None)
    tell(f"{first}: {len(month.dates)} dates, {dict(kinds)}")
    assert not month.broken, "\n".join(month.broken)
