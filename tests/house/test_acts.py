"""The acts of the audit log: each is written by some code, as a member, and has words."""

import ast
import importlib
from collections.abc import Mapping

from intake.audit.acts import AuditAct
from tests.house.source import modules, name_of

ADD_A_ROW = {"write_note", "write_message", "add_dates"}
WRITES = {"record", "log", "record_note", "record_shown"}


def test_every_row_that_an_act_adds_to_a_case_is_given_to_the_log():
    """Each act's own test shows which row the log names; this one, that none is dropped."""
    added, dropped = 0, []
    for module in modules("intake/actions"):
        added += sum(name_of(call) in ADD_A_ROW for call in module.calls())
        dropped += [
            f"{module}:{node.lineno}"
            for node in module.nodes
            if isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and name_of(node.value) in ADD_A_ROW
        ]
    assert added >= 14

    assert dropped == []


FORMER = [
    "days_sealed",
    *("interpreter_added", "interpreter_changed", "interpreter_hidden"),
    "reminder_set",
    *("time_chosen", "times_offered", "times_withdrawn"),
]
"""Acts that an older release wrote: they keep their words, because logs hold them for years."""


def test_every_act_is_written_by_some_code():
    written = {act for module in writers() for act in (*named(module), *in_tables(module))}

    assert sorted(set(AuditAct) - written) == FORMER


def test_every_act_has_words():
    closed_for_a_reason = {act for act in AuditAct if act.startswith("closed_")}

    assert {act for act in AuditAct if not act.says} == closed_for_a_reason


def test_every_code_fits_its_column_and_is_its_name():
    """Codes are stored for years: a renamed member must not change one by accident."""
    assert [act for act in AuditAct if len(act) > 32 or act.name.lower() != act] == []


def writers():
    """Yield the modules that write to the log; those that only read it prove nothing."""
    for module in modules():
        writes = any(name_of(call) in WRITES for call in module.calls())
        if writes or in_tables(module):
            yield module


def named(module):
    """Return the members that a module names."""
    return {
        AuditAct[node.attr]
        for node in module.nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "AuditAct"
    }


def in_tables(module):
    """Return the acts in the tables of an action, such as those by the new status of a case."""
    if module.package != "actions" or "AuditAct" not in module.text:
        return set()
    name = str(module).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    tables = [
        value
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, Mapping)
    ]
    return {act for table in tables for act in table.values() if isinstance(act, AuditAct)}
