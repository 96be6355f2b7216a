"""The case whose letters are written."""

from datetime import date

import pytest

from intake.actions.case.open_case import open_story
from intake.actions.opening.case_keys import case_key


@pytest.fixture
def opened(app, desk):
    """A case that was opened while a page of the desk is shown."""
    case = desk.case(erase_on=date(2027, 5, 24))
    with app.test_request_context("/desk/"):
        yield open_story(case_key(case, desk.reader))
