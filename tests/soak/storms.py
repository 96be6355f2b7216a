"""The long form of ``tests/journeys/test_kills.py``.

``make soak`` runs it: 25 kills and 25 commands on each database. ``KILLS=``, ``COMMANDS=`` and
``STORM_SEED=`` override.
"""

import os

import pytest

pytest_plugins = ("tests.support.storm.fixtures",)
pytestmark = pytest.mark.timeout(9000)

KILLS = int(os.environ.get("KILLS", "25"))
COMMANDS = int(os.environ.get("COMMANDS", "25"))


def test_a_long_storm(storm):
    raging = storm(KILLS, COMMANDS)

    letters = raging.run()

    assert raging.faults == [], raging.summary
    assert letters.on_their_way == 0, raging.summary
    assert raging.live.stop() == 0, raging.live.printed
