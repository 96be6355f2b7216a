"""Rows that are read for a change are locked, so that no one else changes them meanwhile."""

import ast

from tests.house.source import modules, name_of

READS = {"db.session.scalar", "db.session.scalars", "all_rows", "first_row"}


def test_each_read_for_a_change_locks_its_rows():
    readers = [
        (f"{module}: {function.name}", function, _locking_constants(module))
        for module in modules()
        for function in module.nodes
        if isinstance(function, ast.FunctionDef)
        and ("for_change" in function.name or function.name.startswith("lock_team"))
    ]
    names = [name for name, _, _ in readers]
    without = [name for name, function, locked in readers if not _locks(function, locked)]

    assert "intake/cases/quarantine.py: for_change" in names
    assert "intake/cases/store.py: find_for_change" in names
    assert without == []


def _locks(function, locked):
    """Return true if each statement that the function has the session read locks its rows."""
    nodes = list(ast.walk(function))
    reads = [
        node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) in READS
    ]
    return bool(reads) and all(
        any(_is_locking(node, locked) for node in ast.walk(read.args[0])) or _is_told_to_lock(read)
        for read in reads
    )


def _is_told_to_lock(call):
    told = {keyword.arg for keyword in call.keywords if ast.unparse(keyword.value) == "True"}
    return bool(told & {"lock", "skip_locked"})


def _is_locking(node, locked):
    if isinstance(node, ast.Call):
        return name_of(node) == "locking"
    return isinstance(node, ast.Name) and node.id in locked


def _locking_constants(module):
    """Return the names of the statements that the module builds once and that lock."""
    return {
        target.id
        for node in module.tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name) and name_of(node.value) == "locking"
    }
