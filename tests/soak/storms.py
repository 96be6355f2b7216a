"""The long form of ``tests/journeys/test_faults.py``: 200 kills on each database, as a table.

``make soak`` runs it; ``KILLS=`` and ``STORM_SEED=`` override.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.support.storm.storm import Storm

pytest_plugins = ("tests.support.storm.fixtures",)
pytestmark = pytest.mark.timeout(3600)

KILLS = int(os.environ.get("KILLS", "200"))


def test_a_long_storm(storm: Callable[[int], Storm], request: pytest.FixtureRequest) -> None:
    raging = storm(KILLS)

    result = raging.rage()

    _tell(request, {"database": raging.ledger.engine.dialect.name, **result.cells})
    moods = ", ".join(f"{mood} {count}" for mood, count in sorted(raging.post.seen.items()))
    _say(request, f"the mail server: {moods}")
    assert result.notes.faults == [], result.told
    assert result.letters.on_their_way == 0, result.told
    assert raging.live.stop() == 0, raging.live.printed


def _tell(request: pytest.FixtureRequest, cells: dict[str, str]) -> None:
    """A row of the table, each cell under its name."""
    widths = {name: max(len(name), len(cell)) for name, cell in cells.items()}
    _say(request, "  ".join(f"{name:>{widths[name]}}" for name in cells))
    _say(request, "  ".join(f"{cell:>{widths[name]}}" for name, cell in cells.items()))


def _say(request: pytest.FixtureRequest, line: str) -> None:
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        request.config.get_terminal_writer().line(f"\n{line}" if not line.startswith(" ") else line)
