"""Vignettes as an asylum lawyer writes them, run through the rules.

The first file holds the worked examples; the second was written from the law alone, by a person who
had not seen the rules, to break them.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.triage.making import triage_of

HERE = Path(__file__).parent
VIGNETTES: list[dict[str, Any]] = [
    vignette
    for name in ("vignettes.json", "vignettes_more.json")
    for vignette in json.loads((HERE / name).read_text("utf-8"))
]


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette["name"][:60])
def test_a_vignette_comes_out_as_a_lawyer_expects(vignette: dict[str, Any]) -> None:
    triage = triage_of(
        vignette["answers"],
        received=date.fromisoformat(vignette["received"]),
        today=date.fromisoformat(vignette["today"]),
        quiet=False,
    )
    expect = vignette["expect"]
    rules = {deadline.rule for deadline in triage.deadlines}

    assert triage.tier == expect.get("tier", triage.tier)
    assert triage.tier != expect.get("not_tier")
    if "act_by" in expect:
        assert str(triage.act_by) == str(expect["act_by"])
    assert set(expect.get("rules", ())) <= rules
    assert not set(expect.get("not_rules", ())) & rules
    assert set(expect.get("flags", ())) <= {
        flag for deadline in triage.deadlines for flag in deadline.flags
    }
