"""The fixtures ``storm`` and ``crowded``: a product on either database, and what befalls it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random, randrange

import pytest
from sqlalchemy import create_engine

from tests.support.browser import Live
from tests.support.databases import new_postgresql_database
from tests.support.storm.ledger import Ledger
from tests.support.storm.post_office import PostOffice
from tests.support.storm.storm import Storm

READERS = tuple(f"reader-{number}@example.org" for number in range(4))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that has nothing yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/var/intake.db"
        return
    with new_postgresql_database(request.getfixturevalue("postgresql_server")) as address:
        yield address


@pytest.fixture
def storm(empty_database: str, tmp_path: Path) -> Iterator[Callable[[int], Storm]]:
    """A running product and what it needs for a storm of so many kills.

    The seed is chance, or ``STORM_SEED``; what does not pass tells it.
    """
    seed = int(os.environ.get("STORM_SEED", randrange(10**6)))
    with ExitStack() as stack:
        post = stack.enter_context(PostOffice(Random(f"{seed} post")))
        live = Live(
            tmp_path / "var",
            {
                "DATABASE_URL": empty_database,
                "MAIL_SERVER": post.host,
                "MAIL_PORT": str(post.port),
                "MAIL_USE_TLS": "no",
                "NOTIFY": " ".join(READERS),
            },
        )
        stack.callback(live.stop)
        live.start()
        engine = create_engine(empty_database)
        stack.callback(engine.dispose)
        ledger = Ledger(engine=engine, readers=len(READERS))
        yield lambda kills: Storm(live=live, post=post, ledger=ledger, seed=seed, kills=kills)
