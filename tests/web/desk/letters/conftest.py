"""The case whose letters are written."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from intake.actions.case.open_case import OpenedCase, open_story
from intake.actions.opening.case_keys import case_key
from intake.extensions import db
from tests.cases.desk import Desk


@pytest.fixture
def opened(app: Flask, desk: Desk) -> Iterator[OpenedCase]:
    """A case that was opened while a page of the desk is shown."""
    case = desk.team.case(erase_on=date(2027, 5, 24))
    db.session.commit()
    with app.test_request_context("/desk/"):
        yield open_story(case_key(case, desk.team.reader(desk.member)))
