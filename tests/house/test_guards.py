"""Every view wears exactly one guard, and the guard fits the door."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from flask import Flask

from intake.staff.roles import Act
from tests.house.source import Module, modules

GUARDS = {"anyone", "applicant", "staff"}
OPEN_AT_THE_DESK = ("signin", "signout", "invitation", "lock", "left")


def test_every_endpoint_is_guarded(one_app: Flask) -> None:
    views = {name: view for name, view in one_app.view_functions.items() if name != "static"}
    assert len(views) >= 20

    unguarded = [
        name
        for name, view in views.items()
        if getattr(view, "guard", None) not in ("anyone", "applicant", *Act)
    ]
    assert unguarded == []


def test_the_guard_fits_the_door(one_app: Flask) -> None:
    misfits = [
        f"{rule.rule}: {guard}"
        for rule in one_app.url_map.iter_rules()
        if (guard := getattr(one_app.view_functions[rule.endpoint], "guard", None))
        and isinstance(guard, Act) != rule.rule.startswith("/desk/")
        and not (rule.rule.startswith("/desk/") and rule.rule.split("/")[2] in OPEN_AT_THE_DESK)
    ]

    assert misfits == []


def test_no_view_wears_two() -> None:
    views = list(_views())
    assert len(views) >= 20

    assert [f"{module}: {view.name}" for module, view in views if _guards(view) != 1] == []


def _views() -> Iterator[tuple[Module, ast.FunctionDef]]:
    for module in modules("intake/web"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef) and any(
                _routes(one) for one in node.decorator_list
            ):
                yield module, node


def _routes(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in ("get", "post", "route")


def _guards(view: ast.FunctionDef) -> int:
    names = [
        one.func if isinstance(one, ast.Call) else one
        for one in view.decorator_list
        if isinstance(one.func if isinstance(one, ast.Call) else one, ast.Name)
    ]
    return sum(name.id in GUARDS for name in names if isinstance(name, ast.Name))


@pytest.fixture
def one_app(sqlite_database: str, app: Flask) -> Flask:
    return app
