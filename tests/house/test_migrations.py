"""The tables are what the models say, and every step there can be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from intake.extensions import db
from tests.support.databases import all_tables, new_postgresql_database

ROOT = Path(__file__).parents[2]


def test_the_revisions_are_numbered_and_have_one_head(revisions: ScriptDirectory) -> None:
    found = list(revisions.walk_revisions())[::-1]

    assert len(found) >= 5
    assert len(revisions.get_heads()) == 1
    for number, revision in enumerate(found, start=1):
        assert revision.revision == f"{number:04}"
        assert re.fullmatch(rf"{number:04}_[a-z_]+\.py", Path(revision.path).name)


def test_models_and_tables_are_the_same(migrated_app: Flask) -> None:
    with migrated_app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, all_tables())

    assert len(all_tables().tables) >= 5
    assert differences == []


def test_up_down_up(migrated_app: Flask, alembic: Config) -> None:
    with migrated_app.app_context():
        command.downgrade(alembic, "base")
        assert set(db.inspect(db.engine).get_table_names()) <= {"alembic_version"}

        command.upgrade(alembic, "head")
        assert set(all_tables().tables) <= set(db.inspect(db.engine).get_table_names())


@pytest.fixture
def alembic() -> Config:
    config = Config(ROOT / "migrations" / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


@pytest.fixture
def revisions(alembic: Config) -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic)


@pytest.fixture
def migrated_app(doorless_app: Flask, alembic: Config) -> Flask:
    with doorless_app.app_context():
        command.upgrade(alembic, "head")
    return doorless_app


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database: this file makes the tables itself."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    with new_postgresql_database(request.getfixturevalue("postgresql_server")) as address:
        yield address
