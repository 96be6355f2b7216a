"""What every test would pay for anew and no test is about: routes compiled, passwords stretched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from werkzeug.routing import Rule

from intake.sealing import stretching
from intake.sealing.stretching import Cost

COMPILED: dict[Any, Callable[..., tuple[str, str]]] = {}
"""The function that writes an address, by all that it is made from."""

FULL_COST = {"sealing", "soak"}
"""The folders whose tests are about the cost itself; others sign in to get to something else."""

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)


def share_routes() -> None:
    """Let all applications of this process share what Werkzeug compiles for each route."""
    compile_anew = Rule._compile_builder

    def compile_once(rule: Rule, *unknown: bool) -> Callable[..., tuple[str, str]]:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        made_from = (rule.rule, tuple(rule._trace), defaults, unknown)
        if made_from not in COMPILED:
            COMPILED[made_from] = compile_anew(rule, *unknown)
        return COMPILED[made_from]

    pytest.MonkeyPatch().setattr(Rule, "_compile_builder", compile_once)


def pytest_configure(config: pytest.Config) -> None:
    """Say what this file reads of a test."""
    config.addinivalue_line("markers", "full_cost: passwords and codes are stretched as in earnest")
    share_routes()


@contextmanager
def cheap_costs() -> Iterator[None]:
    """Passwords and codes cost little for now."""
    with pytest.MonkeyPatch.context() as patch:
        for name in stretching.COSTS:
            patch.setitem(stretching.COSTS, name, CHEAP)
        yield


@pytest.fixture(autouse=True)
def cheap_stretching(request: pytest.FixtureRequest) -> Iterator[None]:
    """Passwords and codes cost little in this process, unless a test is about their cost."""
    is_about_cost = FULL_COST & set(request.node.path.parts)
    in_earnest = is_about_cost or request.node.get_closest_marker("full_cost")
    with nullcontext() if in_earnest else cheap_costs():
        yield
