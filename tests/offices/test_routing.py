"""A request goes to the most specific office for its state and the language of its form."""

from pathlib import Path

import pytest

from intake.offices.store import Route, ServedArea, route
from tests.support.tables import rows


def area(office, states="", languages="", *, default=False):
    return ServedArea(
        office_id=office,
        states=frozenset(states.split()),
        languages=frozenset(languages.split()),
        is_default=default,
    )


HARBOR = (
    area("main", "NY NJ", default=True),
    area("north", "OH MI"),
    area("north_es", "OH", "es"),
    area("gulf", "TX LA FL", "es fr"),
    area("gulf_small", "TX", "ar"),
    area("french", languages="fr"),
    area("reserve"),
)


@pytest.mark.parametrize(
    "state, language, office, reason", rows(Path(__file__).with_name("routing.txt"), "routes")
)
def test_the_most_specific_office_gets_the_request(state, language, office, reason):
    found = route(HARBOR, state, language)

    assert found is not None
    assert (found.office_id, " ".join(filter(None, (found.state, found.language)))) == (
        office,
        reason,
    )
    assert route(HARBOR[::-1], state, language) == found


def test_without_a_default_what_nobody_serves_goes_to_no_office():
    assert route((area("north", "OH"),), "CA", "es") is None
    assert route((), "OH", "es") is None
    assert route((area("only", default=True),), "OH", "es") == Route(office_id="only")
