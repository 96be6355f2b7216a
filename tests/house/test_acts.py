"""What is written down in the log has words on the desk."""

from __future__ import annotations

import ast

from intake.web.desk.words import ACT
from tests.house.source import modules, name_of


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
