"""A rule says everything about itself, or nothing is imported."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.triage import findings as registry
from intake.triage.findings import Rule
from intake.triage.rules import BY_NUMBER, RULES, safety
from tests.triage.making import run_source

SOURCE = Path(safety.__file__).read_text("utf-8")

PROPERTIES: list[tuple[Callable[[Rule], bool], str]] = [
    (lambda rule: not rule.enters_case, "R11 R23 R27"),
    (lambda rule: not rule.asks_again, "R11 R15 R23 R27"),
    (lambda rule: not rule.tells_applicant, "R15"),
    (lambda rule: rule.if_unknown is None, "R03a R06b R11 R13 R14 R15 R23 R27"),
    (
        lambda rule: bool(rule.to_confirm),
        "R01 R03a R03c R05 R07 R12 R16 R17 R18 R20 R21 R25 R26 R27",
    ),
    (lambda rule: rule.chip.kind == "danger", "R01 R02 R03a R03b R03c R15 R16 R20"),
    (lambda rule: rule.chip.kind == "person", "R13 R14 R27"),
]


@pytest.fixture(autouse=True)
def _registers_nothing(monkeypatch):
    monkeypatch.setattr(registry, "FUNCTIONS", [])


@pytest.mark.parametrize(
    "left_out",
    ["chip", "tells_applicant", "asks_again", "enters_case", "if_unknown", "to_confirm"],
)
def test_leaving_a_property_out_fails_at_import(left_out, tmp_path):
    incomplete = re.sub(rf"^    {left_out}=.*\n", "", SOURCE, count=1, flags=re.MULTILINE)

    with pytest.raises(TypeError, match=f"missing 1 required .*'{left_out}'"):
        run_source(incomplete, tmp_path, safety)


def test_functions_of_one_number_must_agree(tmp_path):
    first, second = SOURCE.split("def r15_danger")
    other = second.replace("asks_again=False", "asks_again=True")

    run_source(SOURCE, tmp_path, safety)
    with pytest.raises(ValueError, match="R15"):
        run_source(f"{first}def r15_danger{other}", tmp_path, safety)


def test_rules_run_in_the_order_of_their_numbers():
    numbers = [function.__name__.split("_")[0] for function in RULES]

    assert numbers == sorted(numbers)
    assert (numbers[0], numbers[-1], len(numbers)) == ("r01", "r27", 32)


@pytest.mark.parametrize("holds, numbers", PROPERTIES)
def test_what_the_rules_say_about_themselves(holds, numbers):
    assert [number for number, rule in BY_NUMBER.items() if holds(rule)] == numbers.split()
