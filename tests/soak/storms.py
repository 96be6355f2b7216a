"""The long form of ``tests/journeys/test_kills.py``, as a table.

``make soak`` runs it: 200 kills and 200 commands on each database. ``KILLS=``, ``COMMANDS=`` and
``STORM_SEED=`` override.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.support.storm.storm import Storm

pytest_plugins = ("tests.support.storm.fixtures",)
pytestmark = pytest.mark.timeout(9000)

KILLS = int(os.environ.get("KILLS", "200"))
COMMANDS = int(os.environ.get("COMMANDS", "200"))
Table = list[dict[str, str]]


def test_a_long_storm(storm: Callable[[int, int], Storm], table: Table) -> None:
    raging = storm(KILLS, COMMANDS)

    result = raging.run()

    table.append({"database": raging.ledger.engine.dialect.name, **result.cells})
    table.append(result.more_cells)
    table.append({name: str(count) for name, count in sorted(raging.shell.ran.items())})
    table.append({"the mail server": raging.post.moods_seen})
    assert result.faults == [], result.summary
    assert result.letters.on_their_way == 0, result.summary
    assert raging.live.stop() == 0, raging.live.printed


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Collect the outcome of each storm; print it in the end, passed or not."""
    rows: Table = []
    yield rows
    capture = request.config.pluginmanager.getplugin("capturemanager")
    writer = request.config.get_terminal_writer()
    with capture.global_and_fixture_disabled():
        for row in rows:
            widths = {name: max(len(name), len(cell), 8) for name, cell in row.items()}
            writer.line("\n" + "  ".join(f"{name:{widths[name]}}" for name in row))
            writer.line("  ".join(f"{cell:{widths[name]}}" for name, cell in row.items()))
