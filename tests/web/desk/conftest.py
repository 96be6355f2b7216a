"""The fixtures that tests of the desk begin with."""

from collections.abc import Iterator

import pytest
from flask import Flask
from time_machine import Traveller

from intake.cases.models import Case
from intake.extensions import db
from tests.cases.desk import Desk, desk_of


@pytest.fixture(autouse=True)
def at_the_frozen_time(clock: Traveller):
    """Every test of the desk is at the time of ``clock``."""


@pytest.fixture
def desk(app: Flask, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Yield the browser of a caseworker who is signed in, or of the roles ``DESK_OF`` of a module.

    A module may define another.
    """
    with app.app_context():
        yield desk_of(app, *getattr(request.module, "DESK_OF", ("caseworker",)))


@pytest.fixture
def case(desk: Desk) -> Case:
    """A case of the team of ``desk``."""
    case = desk.team.case()
    db.session.commit()
    return case
