from tests.support.databases.fixtures import ON_BOTH

"""Kill processes and run commands while people apply: nothing acknowledged is lost or doubled.

``make soak`` does the same for longer.
"""

pytest_plugins = ("tests.support.storm.fixtures",)
KILLS, COMMANDS = 5, 3
"""On SQLite, one kill of each kind. On PostgreSQL no lock of a file can be lost: fewer do."""


@ON_BOTH
def test_nothing_acknowledged_is_lost_or_doubled(storm, empty_database):
    kills = KILLS if empty_database.startswith("sqlite") else KILLS - 2
    running_storm = storm(kills, COMMANDS)

    letters = running_storm.run()

    assert running_storm.faults == [], running_storm.summary
    assert running_storm.shown, running_storm.summary
    assert letters.on_their_way == 0, running_storm.summary
    assert letters.delivered > 0, running_storm.summary
    assert running_storm.live.stop() == 0, running_storm.live.printed
