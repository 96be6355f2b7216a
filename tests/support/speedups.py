"""Save work that each test would repeat: compile routes once, stretch passwords cheaply."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from werkzeug.routing import Rule

from intake.sealing import stretching
from intake.sealing.stretching import Cost

BUILDERS: dict[Any, Callable[..., tuple[str, str]]] = {}
"""Compiled URL builders of routes, by everything that they depend on."""

FULL_COST = {"sealing", "soak"}
"""Folders whose tests concern the cost itself."""

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)


def share_routes() -> None:
    """Share the URL builders that Werkzeug compiles between all applications of the process."""
    compile_builder = Rule._compile_builder

    def compile_once(rule: Rule, *unknown: bool) -> Callable[..., tuple[str, str]]:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, tuple(rule._trace), defaults, unknown)
        if key not in BUILDERS:
            BUILDERS[key] = compile_builder(rule, *unknown)
        return BUILDERS[key]

    pytest.MonkeyPatch().setattr(Rule, "_compile_builder", compile_once)


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark, and share routes."""
    config.addinivalue_line("markers", "full_cost: stretch passwords and codes at full cost")
    share_routes()


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
