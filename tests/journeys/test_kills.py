"""Kill processes and run commands while people apply: nothing acknowledged is lost or doubled.

``make soak`` does the same for longer.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.support.storm.storm import Storm

pytest_plugins = ("tests.support.storm.fixtures",)
KILLS, COMMANDS = 8, 3
"""On SQLite. On PostgreSQL no lock of a file can be lost, so half of the kills are enough."""


def test_nothing_acknowledged_is_lost_or_doubled(
    storm: Callable[[int, int], Storm], empty_database: str
) -> None:
    kills = KILLS if empty_database.startswith("sqlite") else KILLS // 2
    running_storm = storm(kills, COMMANDS)

    result = running_storm.run()

    assert result.faults == [], result.summary
    assert result.sends > 0, result.summary
    assert result.letters.on_their_way == 0, result.summary
    assert result.letters.delivered > 0, result.summary
    assert running_storm.live.stop() == 0, running_storm.live.printed
