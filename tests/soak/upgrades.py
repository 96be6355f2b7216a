"""Upgrades from every revision and from every release, on both databases; ``make soak`` runs it."""

import pytest

from tests.support.databases.fixtures import new_postgresql_database
from tests.upgrades.databases import database, revisions
from tests.upgrades.every_revision import losses_from
from tests.upgrades.released import (
    FOLDER,
    copy_rows,
    losses_of_release,
    released,
    write_sqlite,
)

RELEASES = sorted(path.stem for path in FOLDER.glob("*.sql"))


@pytest.mark.parametrize("revision", revisions())
def test_an_upgrade_from_any_revision_loses_nothing(revision, address):
    assert losses_from(revision, address) == []


@pytest.mark.parametrize("version", RELEASES)
def test_an_upgrade_from_any_release_loses_nothing(version, address, tmp_path):
    source = write_sqlite(version, tmp_path / "release.db")
    with database(address):
        copy_rows(source, released(version).revision)

    assert losses_of_release(address) == []


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    """Return the address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/old.db"
        return
    with new_postgresql_database(request.getfixturevalue("postgresql_server")) as new:
        yield new
