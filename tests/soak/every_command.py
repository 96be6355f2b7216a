"""The long form of ``tests/journeys/test_database_files.py``: every command of the CLI.

``make soak`` runs it.
"""

import pytest

pytest_plugins = ("tests.support.storm.fixtures",)
pytestmark = pytest.mark.timeout(1800)


def test_no_command_takes_the_servers_locks_or_log(served):
    served.survive(served.shell.names)
