"""The fixtures that tests of the desk begin with."""

from functools import partial

import pytest

from tests.cases.desk import desk_of
from tests.cases.signing import signing_team


@pytest.fixture(autouse=True)
def at_the_frozen_time(clock):
    """Every test of the desk is at the time of ``clock``."""


@pytest.fixture
def desk(app, request):
    """Yield the browser of a caseworker who is signed in, or of the roles ``DESK_OF`` of a module.

    Members publish where a module says ``SIGNS``.
    A module may define another.
    """
    with app.app_context():
        team = signing_team() if hasattr(request.module, "SIGNS") else None
        yield desk_of(app, *getattr(request.module, "DESK_OF", ("caseworker",)), team=team)


@pytest.fixture
def signed_in_as(app):
    """Yield what returns the browser of a member with these roles, signed in."""
    with app.app_context():
        yield partial(desk_of, app)


@pytest.fixture
def case(desk):
    """A case of the team of ``desk``."""
    return desk.case()
