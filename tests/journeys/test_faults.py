"""Processes are killed and commands run: nothing acknowledged is lost or doubled.

The long form of this is ``make soak``.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.support.storm.storm import Storm

pytest_plugins = ("tests.support.storm.fixtures",)
KILLS, COMMANDS = 8, 3


def test_nothing_acknowledged_is_lost_or_doubled(storm: Callable[[int, int], Storm]) -> None:
    raging = storm(KILLS, COMMANDS)

    result = raging.run()

    assert result.faults == [], result.summary
    assert result.sends > 0, result.summary
    assert result.letters.on_their_way == 0, result.summary
    assert result.letters.delivered > 0, result.summary
    assert raging.live.stop() == 0, raging.live.printed
