"""Boundaries between the parts that import-linter cannot check."""

import ast
from importlib import import_module

import click

from intake.cli import COMMANDS
from tests.house.source import ROOT, modules, name_of

DOORS = ("web", "cli")
SEARCHES = frozenset({"filtered_queue", "next_case_url", "url_after"})
"""Functions that may read cards for seconds."""

LOCKING = {"intake/extensions.py", "intake/cases/packs.py"}
"""Modules that lock rows by a query of their own. The second selects columns, which a session does
not keep: an object would stay as the session read it before it was locked.
"""


def test_only_doors_commit():
    committing = {
        m
        for m in modules()
        if m.name != "intake/extensions.py"
        and any(name_of(call) in ("commit", "saving") for call in m.calls())
    }

    assert {m.package for m in committing} == set(DOORS)


def test_no_queue_is_searched_in_a_write_transaction_for_which_applicants_wait():
    blocks = [node for m in modules() for node in m.nodes if isinstance(node, ast.With)]
    writing = [
        block for block in blocks if _names({"writing", "saving", "writing_alone"}, *block.items)
    ]

    assert len(writing) > 100
    assert [ast.unparse(block) for block in writing if _names(SEARCHES, *block.body)] == []


def test_rows_are_locked_by_the_function_that_reads_them_again():
    locking = {m.name for m in modules() if any(name_of(c) == "with_for_update" for c in m.calls())}

    assert locking == LOCKING


def test_only_the_web_knows_of_requests_and_sessions_of_flask():
    knowing = {
        m for m in modules() if {("flask", "request"), ("flask", "session")} & set(m.imports())
    }

    assert {m.package for m in knowing} == {"web"}


def test_only_the_seal_and_the_second_factor_know_cryptography():
    knowing = {
        m for m in modules() if any(name.startswith("cryptography") for name, _ in m.imports())
    }

    assert {m.package for m in knowing} == {"sealing", "staff"}


def test_keepers_point_at_each_other_by_table_name_only():
    tables = [m for m in modules() if m.path.name == "models.py"]
    assert len(tables) >= 5

    assert [str(m) for m in tables if any(name_of(c) == "relationship" for c in m.calls())] == []
    assert [str(m) for m in tables if _imports_another_keeper(m)] == []


def test_every_command_is_there_and_every_one_there_is_known():
    written = {
        m.path.parent.name if m.path.stem == "__init__" else m.path.stem
        for m in modules("intake/cli")
        if "\ncommand = " in m.text or "\ndef command(" in m.text
    }

    assert written == set(COMMANDS)
    for name in COMMANDS:
        assert isinstance(import_module(f"intake.cli.{name}").command, click.Command)


def test_nothing_speaks_of_what_is_still_to_do():
    words = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
    uses = [(str(m), word) for m in modules() for word in words if word in m.text]

    assert uses == []


def test_all_that_is_kept_says_how_deep():
    depths = ("clear", "at rest", "sealed")
    silent = [
        f"{m}: {node.name}"
        for m in modules()
        if m.path.name == "models.py"
        for node in m.tree.body
        if isinstance(node, ast.ClassDef)
        and "__tablename__" in ast.unparse(node)
        and not any(depth in (ast.get_docstring(node) or "").lower() for depth in depths)
    ]

    assert silent == []


def _imports_another_keeper(module):
    ours = {name for name, _ in module.imports() if name.startswith("intake.")}
    keepers = {p.parent.name for p in (ROOT / "intake").glob("*/models.py")} - {module.package}
    return any(name.split(".")[1] in keepers for name in ours)


def _names(functions, *trees):
    """Return true if one of these functions is called there."""
    nodes = (node for tree in trees for node in ast.walk(tree))
    return any(isinstance(node, ast.Call) and name_of(node) in functions for node in nodes)
