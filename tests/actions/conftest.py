"""The house most acts happen in: keys, its first member, and a colleague who waits for access."""

import pytest

from tests.staff.house import colleague
from tests.staff.making import begun, joined


@pytest.fixture
def house(db_session):
    """Keys, and the first link, not used yet."""
    return begun()


@pytest.fixture
def wren(house):
    """The first member, joined and signed in."""
    return joined(house, house.token)


@pytest.fixture
def gull(house, wren):
    """A colleague, who has joined and holds no keys."""
    return colleague(house)
