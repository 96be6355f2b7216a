"""The house most acts happen in: keys, its first member, and a colleague who waits for access."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from intake.staff.models import StaffMember
from tests.staff.house import colleague
from tests.staff.making import Begun, begun, joined


@pytest.fixture
def house(db_session: scoped_session[Session]) -> Begun:
    """Keys, and the first link, not used yet."""
    return begun()


@pytest.fixture
def wren(house: Begun) -> StaffMember:
    """The first member, joined and signed in."""
    return joined(house, house.token)


@pytest.fixture
def gull(house: Begun, wren: StaffMember) -> StaffMember:
    """A colleague, who has joined and holds no keys."""
    return colleague(house)
