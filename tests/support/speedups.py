"""Save work that each test would repeat, such as to parse routes, or to wait for the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

from intake import engines
from intake.sealing import stretching
from intake.sealing.stretching import Cost
from tests.support.clients.strict_client import FAULTLESS

BUILDERS: dict[Any, Callable[..., tuple[str, str]]] = {}
"""Compiled URL builders of routes, by everything that they depend on."""

ROUTES: dict[str, Parsed] = {}
"""Parsed routes, by their text. Every application has the converters of Werkzeug alone."""

STATEMENTS: LRUCache[Any, Any] = LRUCache(4000)
"""Compiled SQL statements of all engines, by their dialect and all that they depend on."""

FULL_COST = {"sealing", "soak"}
"""Folders whose tests concern the cost itself."""

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)


class Parsed(NamedTuple):
    """The parts of a route, what they are built from, and the converters of its arguments."""

    parts: tuple[RulePart, ...]
    trace: tuple[tuple[bool, str], ...]
    converters: dict[str, BaseConverter]


def share_routes():
    """Share what Werkzeug parses and compiles of a route between all applications of the process.

    To parse all routes again takes two thirds of the time in which an application is created.
    """
    compile_builder, parse_rule = Rule._compile_builder, Rule._parse_rule

    def compile_once(rule: Rule, *unknown: bool) -> Callable[..., tuple[str, str]]:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, tuple(rule._trace), defaults, unknown)
        if key not in BUILDERS:
            BUILDERS[key] = compile_builder(rule, *unknown)
        return BUILDERS[key]

    def parse_once(rule: Rule, text: str) -> Iterator[RulePart]:
        if text not in ROUTES:
            copy = Rule(rule.rule)
            copy.map, copy._trace, copy._converters = rule.map, [], {}
            ROUTES[text] = Parsed(
                tuple(parse_rule(copy, text)), tuple(copy._trace), copy._converters
            )
        parsed = ROUTES[text]
        rule._trace.extend(parsed.trace)
        rule._converters.update(parsed.converters)
        rule.arguments.update(parsed.converters)
        return iter(parsed.parts)

    patch = pytest.MonkeyPatch()
    patch.setattr(Rule, "_compile_builder", compile_once)
    patch.setattr(Rule, "_parse_rule", parse_once)


def share_statements():
    """Share the SQL that SQLAlchemy compiles between all engines of a kind in the process.

    A cached statement belongs to a dialect, of which each engine has its own; two of the same
    class that speak to servers of the same version compile the same SQL.
    """
    patch = pytest.MonkeyPatch()
    shared = property(lambda _engine: STATEMENTS, lambda _engine, _own: None)
    patch.setattr(Engine, "_compiled_cache", shared, raising=False)
    for dialect in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        patch.setattr(dialect, "__eq__", _compile_alike)
        patch.setattr(dialect, "__hash__", lambda dialect: hash(type(dialect)))


def commit_without_waiting_for_the_disk():
    """Turn off the wait for the disk at each commit to an SQLite file in this process.

    No test takes the power away, and what a process has written outlives the process.
    """
    pragmas = tuple(
        "synchronous=OFF" if pragma.startswith("synchronous=") else pragma
        for pragma in engines.SQLITE_PRAGMAS
    )
    pytest.MonkeyPatch().setattr(engines, "SQLITE_PRAGMAS", pragmas)


def _compile_alike(dialect: DefaultDialect, second: object) -> bool:
    """Return true for dialects of the same class and server version."""
    if not isinstance(second, DefaultDialect) or type(dialect) is not type(second):
        return False
    return dialect.server_version_info == second.server_version_info


def pytest_configure(config: pytest.Config):
    """Register the mark, share routes and statements, and commit without waiting for the disk."""
    config.addinivalue_line("markers", "full_cost: stretch passwords and codes at full cost")
    share_routes()
    share_statements()
    commit_without_waiting_for_the_disk()


@contextmanager
def cheap_costs() -> Iterator[None]:
    """Stretch passwords and codes cheaply within this context."""
    with pytest.MonkeyPatch.context() as patch:
        for name in stretching.COSTS:
            patch.setitem(stretching.COSTS, name, CHEAP)
        yield


@pytest.fixture(autouse=True)
def cheap_stretching(request: pytest.FixtureRequest) -> Iterator[None]:
    """Stretch passwords and codes cheaply, unless the test concerns their cost."""
    concerns_cost = FULL_COST & set(request.node.path.parts)
    full_cost = concerns_cost or request.node.get_closest_marker("full_cost")
    with nullcontext() if full_cost else cheap_costs():
        yield


@pytest.fixture(scope="session", autouse=True)
def shared_faultless(tmp_path_factory: pytest.TempPathFactory):
    """Parse each page once in all processes of a run."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    FAULTLESS.share(folder / "faultless")
