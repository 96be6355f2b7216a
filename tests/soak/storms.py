"""The long form of ``tests/journeys/test_faults.py``: 200 kills on each database, as a table.

``make soak`` runs it; ``KILLS=`` and ``STORM_SEED=`` override.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.support.storm.storm import Storm

pytest_plugins = ("tests.support.storm.fixtures",)
pytestmark = pytest.mark.timeout(3600)

KILLS = int(os.environ.get("KILLS", "200"))
Table = list[dict[str, str]]


def test_a_long_storm(storm: Callable[[int], Storm], table: Table) -> None:
    raging = storm(KILLS)

    result = raging.rage()

    table.append({"database": raging.ledger.engine.dialect.name, **result.cells})
    table.append({"the mail server": raging.post.moods_seen})
    assert result.notes.faults == [], result.told
    assert result.letters.on_their_way == 0, result.told
    assert raging.live.stop() == 0, raging.live.printed


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """What became of each storm: printed in the end, whether the tests passed or not."""
    rows: Table = []
    yield rows
    capture = request.config.pluginmanager.getplugin("capturemanager")
    writer = request.config.get_terminal_writer()
    with capture.global_and_fixture_disabled():
        for row in rows:
            widths = {name: max(len(name), len(cell), 8) for name, cell in row.items()}
            writer.line("\n" + "  ".join(f"{name:{widths[name]}}" for name in row))
            writer.line("  ".join(f"{cell:{widths[name]}}" for name, cell in row.items()))
