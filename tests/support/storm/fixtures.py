"""The fixtures ``storm`` and ``empty_database``, on either database, and ``served`` on SQLite."""

import os
from contextlib import ExitStack
from random import Random, randrange

import pytest

from tests.support.browser.live import Live
from tests.support.databases.fixtures import new_postgresql_database
from tests.support.storm.ledger import Ledger, engine_of
from tests.support.storm.mail_server import UnreliableMailServer
from tests.support.storm.processes import watch_settings
from tests.support.storm.served import Served
from tests.support.storm.shell import Shell
from tests.support.storm.storm import Storm

READERS = tuple(f"reader-{number}@example.org" for number in range(4))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request, tmp_path):
    """Yield the address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/var/intake.db"
        return
    with new_postgresql_database(request.getfixturevalue("postgresql_server")) as address:
        yield address


@pytest.fixture
def storm(empty_database, tmp_path, request):
    """Return a function that makes a storm of so many kills and so many commands.

    Its seed is random, or ``STORM_SEED``; a failed test prints it.
    """
    seed = int(os.environ.get("STORM_SEED", randrange(10**6)))
    with ExitStack() as stack:
        post = stack.enter_context(UnreliableMailServer(Random(f"{seed} post")))
        settings = {
            "DATABASE_URL": empty_database,
            "MAIL_SERVER": post.host,
            "MAIL_PORT": str(post.port),
            "MAIL_USE_TLS": "no",
            "NOTIFY": " ".join(READERS),
            "QUARANTINE_ABOVE": "0",  # all come from one address, and each letter is counted
            "DIGEST_ABOVE": "0",
        }
        live = Live(tmp_path / "var", settings)
        stack.callback(live.stop)
        live.start()
        is_file = empty_database.startswith("sqlite")
        server = "" if is_file else request.getfixturevalue("postgresql_server")
        shell = Shell(live, tmp_path / "shell", server)
        ledger = Ledger(engine=engine_of(empty_database), readers=len(READERS))
        yield lambda kills, commands: Storm(
            live=live,
            post=post,
            ledger=ledger,
            shell=shell,
            seed=seed,
            kills=kills,
            commands=commands,
        )


@pytest.fixture
def served(tmp_path):
    """Yield a running product that reports which code touches its database files."""
    report = tmp_path / "report.txt"
    live = Live(tmp_path / "var", watch_settings(tmp_path / "var" / "intake.db", report))
    live.start()
    yield Served(live, Shell(live, tmp_path / "shell"), report)
    live.stop()
