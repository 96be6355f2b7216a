"""Reads that take long are made before a write transaction, for which applicants wait."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT

READS_LONG = frozenset({"filtered_queue", "next_case_url", "url_after"})
WRITES = frozenset({"writing", "writing_alone"})


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def _long_reads(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.With):
            continue
        if any(WRITES & set(_calls(item.context_expr)) for item in node.items):
            calls = (name for line in node.body for name in _calls(line))
            yield from (f"{path.relative_to(ROOT)}: {name}" for name in calls if name in READS_LONG)


def test_no_queue_is_searched_inside_a_write_transaction() -> None:
    views = sorted((ROOT / "intake" / "web").rglob("*.py"))

    inside = [name for view in views for name in _long_reads(view)]

    assert inside == []
    assert "url_after" in {call for view in views for call in _calls(ast.parse(view.read_text()))}
