"""A second member of the team."""

import pytest


@pytest.fixture
def attorney(team):
    """Make an attorney of the team, signed in."""
    return team.reader(team.member("attorney", email="jay@example.org"))
