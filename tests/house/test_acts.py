"""What is written down in the log has words on the desk."""

from __future__ import annotations

import ast

from intake.web.desk.common.words import ACT
from tests.house.source import modules, name_of

ADD_A_ROW = {"write_note", "write_message", "add_dates"}


def test_every_row_that_an_act_adds_to_a_case_is_given_to_the_log() -> None:
    """Which of them the log names, each act's own test shows; here, that none is dropped."""
    added, dropped = 0, []
    for module in modules("intake/actions"):
        added += sum(name_of(call) in ADD_A_ROW for call in module.calls())
        dropped += [
            f"{module}:{node.lineno}"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and name_of(node.value) in ADD_A_ROW
        ]
    assert added >= 14

    assert dropped == []


def test_every_act_that_is_recorded_has_words() -> None:
    codes = {
        constant.value
        for module in modules("intake/actions")
        for call in module.calls()
        if name_of(call) == "record" and call.args
        for constant in ast.walk(call.args[0])
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    }
    assert len(codes) >= 15

    assert sorted(codes - ACT.keys()) == []
