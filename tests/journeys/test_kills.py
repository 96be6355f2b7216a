"""Kill processes and run commands while people apply: nothing acknowledged is lost or doubled.

``make soak`` does the same for longer.
"""

from tests.support.databases.fixtures import ON_BOTH

pytest_plugins = ("tests.support.storm.fixtures",)
STORMS = {"sqlite": (5, 1), "postgresql": (2, 2)}
"""Kills and commands. On SQLite each kind; ``test_database_files.py`` runs its commands.
On PostgreSQL no lock of a file can be lost: fewer kills do.
"""


@ON_BOTH
def test_nothing_acknowledged_is_lost_or_doubled(storm, empty_database):
    running_storm = storm(*STORMS[empty_database.partition(":")[0].partition("+")[0]])

    letters = running_storm.run()

    assert running_storm.faults == [], running_storm.summary
    assert running_storm.shown, running_storm.summary
    assert letters.on_their_way == 0, running_storm.summary
    assert letters.delivered > 0, running_storm.summary
    assert running_storm.live.stop() == 0, running_storm.live.printed
