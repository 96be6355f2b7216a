"""No command and no process that ends drops the locks of the product or deletes its SQLite log.

Each process holds its own locks, only SQLite opens its files, and no process has a deleted file
open. ``make soak`` runs every command in this way.
"""

from tests.support.storm.shell import RESTORE_INTO_USE

pytest_plugins = ("tests.support.storm.fixtures",)

COMMANDS = (
    *("doctor", "staff list", "outbox work", "housekeeping run", "backup create", "db upgrade"),
    *("keys recover", "demo load", "demo remove", RESTORE_INTO_USE),
)
"""Commands that lost requests once, and those that write or copy whole tables."""


def test_no_command_takes_the_servers_locks_or_log(served):
    served.survive(COMMANDS)
