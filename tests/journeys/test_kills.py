"""Kill processes and run commands while people apply: nothing acknowledged is lost or doubled.

``make soak`` does the same for longer.
"""

import pytest

pytest_plugins = ("tests.support.storm.fixtures",)
KILLS, COMMANDS = 5, 1
"""Kills of each kind; ``test_database_files.py`` runs more commands."""


@pytest.mark.parametrize(
    "empty_database",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)],
    indirect=True,
)
def test_nothing_acknowledged_is_lost_or_doubled(storm):
    """On PostgreSQL no lock of a file can be lost."""
    running_storm = storm(KILLS, COMMANDS)

    letters = running_storm.run()

    assert running_storm.faults == [], running_storm.summary
    assert running_storm.shown, running_storm.summary
    assert letters.on_their_way == 0, running_storm.summary
    assert letters.delivered > 0, running_storm.summary
    assert running_storm.live.stop() == 0, running_storm.live.printed
