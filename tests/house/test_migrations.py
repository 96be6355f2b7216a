"""Migrations create the tables of the models, and each can be downgraded."""

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from intake.actions.backup.tables import all_tables
from intake.extensions import db
from tests.support.databases.fixtures import ON_POSTGRESQL, new_postgresql_database

ROOT = Path(__file__).parents[2]


def test_the_revisions_are_numbered_and_have_one_head(revisions):
    scripts = list(revisions.walk_revisions())
    files = {path.name for path in Path(revisions.versions).glob("[0-9]*.py")}

    assert len(scripts) >= 5
    assert {Path(script.path).name for script in scripts} == files, "a number is given out twice"
    assert len(revisions.get_heads()) == 1
    for revision in scripts:  # numbers are given out before the order in which they land is known
        assert re.fullmatch(r"\d{4}", revision.revision)
        assert re.fullmatch(rf"{revision.revision}_[a-z0-9_]+\.py", Path(revision.path).name)


def test_models_and_tables_are_the_same(migrated_app):
    with migrated_app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, all_tables())

    assert len(all_tables().tables) >= 5
    assert differences == []


def test_the_indexes_of_a_condition_have_it_on_both_databases(migrated_app):
    tables = all_tables().tables.values()
    indexes = [index for table in tables for index in table.indexes]
    partial = {
        index.name for index in indexes if index.dialect_options["sqlite"]["where"] is not None
    }
    with migrated_app.app_context():
        indexes_by_table = db.inspect(db.engine).get_multi_indexes()
        where = f"{db.engine.dialect.name}_where"

    assert len(partial) > 20
    assert partial == {
        index["name"]
        for rows in indexes_by_table.values()
        for index in rows
        if index.get("dialect_options", {}).get(where) is not None
    }


def test_up_down_up(migrated_app, alembic):
    with migrated_app.app_context():
        command.downgrade(alembic, "base")
        assert set(db.inspect(db.engine).get_table_names()) <= {"alembic_version"}

        command.upgrade(alembic, "head")
        assert set(all_tables().tables) <= set(db.inspect(db.engine).get_table_names())


@ON_POSTGRESQL
def test_a_migration_gives_up_on_a_table_that_another_transaction_holds(migrated_app, alembic):
    with migrated_app.app_context(), db.engine.begin() as reader:
        reader.execute(text("SELECT count(*) FROM requests"))

        with pytest.raises(OperationalError, match="lock timeout"):
            command.downgrade(alembic, "base")

        assert set(all_tables().tables) <= set(db.inspect(db.engine).get_table_names())


@pytest.fixture
def alembic():
    config = Config(ROOT / "migrations" / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


@pytest.fixture
def revisions(alembic):
    return ScriptDirectory.from_config(alembic)


@pytest.fixture
def migrated_app(doorless_app, alembic):
    with doorless_app.app_context():
        command.upgrade(alembic, "head")
    return doorless_app


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """Return an empty database, since these tests create the tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    with new_postgresql_database(request.getfixturevalue("postgresql_server")) as address:
        yield address
