"""Compare a function of PostgreSQL with the rule in Python that it repeats."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from intake.engines import tune_sqlite
from intake.extensions import db
from intake.frozen import frozen
from tests.cases.rows import WORLDS, World, insert_world

EXAMPLES = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

Path = Callable[[Flask, World, Any], Any]
Paths = tuple[st.SearchStrategy[Any], Path, Path]
"""A strategy for values beside the rows, the path through the function, and that of its rule."""


def differs(
    app: Flask,
    function: str,
    change: tuple[str, str],
    paths: Paths,
    worlds: st.SearchStrategy[World] = WORLDS,
) -> bool:
    """Return true if an example is found on which the changed function breaks its rule."""
    search = settings(
        max_examples=400, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
    )
    strategy, by_applicant, by_rule = paths
    with changed_function(app, function, *change):
        try:
            find(
                st.tuples(worlds, strategy),
                lambda drawn: (
                    outcome_of(by_applicant, app, *drawn) != outcome_of(by_rule, app, *drawn)
                ),
                settings=search,
            )
        except NoSuchExample:
            return False
    return True


def outcome_of(path: Path, app: Flask, world: World, argument: Any) -> Any:
    """Return the result of a path; one that leaves rows behind fails on a foreign key."""
    try:
        return path(app, world, argument)
    except IntegrityError:
        return IntegrityError


@contextmanager
def changed_function(app: Flask, name: str, piece: str, replacement: str) -> Iterator[None]:
    """Replace a piece in the source of a function, and put the source back afterwards."""
    definition = text("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = :name")
    with app.app_context():
        source = db.session.scalar(definition, {"name": name})
        assert piece in source, f"{name} has no {piece}"
        _define(source.replace(piece, replacement))
        try:
            yield
        finally:
            db.session.rollback()
            _define(source)


def _define(source: str):
    db.session.connection().exec_driver_sql(source.replace("%", "%%"))
    db.session.commit()


@contextmanager
def rows_inserted(app: Flask, world: World) -> Iterator[None]:
    """Begin with the rows of *world*, and roll everything back."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            db.session.connection(execution_options={"writes": True})
        insert_world(world)
        try:
            yield
        finally:
            db.session.rollback()
            db.session.remove()


@contextmanager
def role_of_applicants() -> Iterator[None]:
    """Take the rights of the applicants' door for a while, on PostgreSQL."""
    if db.engine.dialect.name != "postgresql":
        yield
        return
    db.session.flush()
    db.session.execute(text("SET LOCAL ROLE intake_apply"))
    yield
    db.session.flush()
    db.session.execute(text("RESET ROLE"))


@frozen
class Both:
    """The product's tables on both databases, each empty."""

    sqlite: Flask
    postgresql: Flask


@pytest.fixture
def both(doorless_app: Flask, sqlite_database: str) -> Iterator[Both]:
    sqlite = Flask("on SQLite")
    sqlite.config.update(
        SETTINGS=doorless_app.config["SETTINGS"], SQLALCHEMY_DATABASE_URI=sqlite_database
    )
    db.init_app(sqlite)
    with sqlite.app_context():
        tune_sqlite(db.engine)
    yield Both(sqlite=sqlite, postgresql=doorless_app)
    with sqlite.app_context():
        db.engine.dispose()


@pytest.fixture
def database(postgresql_database: str) -> str:
    return postgresql_database
