"""A recall is asked for where rules come out otherwise, not where they are written otherwise."""

from dataclasses import replace
from pathlib import Path

import pytest

from intake.amendments import recalls
from intake.amendments.recalls import of_rules
from intake.law.book import LawBook, shipped
from intake.triage import assess, findings
from intake.triage.rules import RULES, removal, safety
from tests.triage.making import run_source

OF_THIS_RELEASE = of_rules()
of_rules_now = of_rules.__wrapped__


@pytest.fixture(autouse=True)
def _registers_nothing(monkeypatch):
    monkeypatch.setattr(findings, "FUNCTIONS", [])


def test_code_that_moves_and_a_comment_ask_for_no_recall(monkeypatch, tmp_path):
    use_source(
        monkeypatch,
        tmp_path,
        safety,
        ("PROTECTED", "PROVISION"),
        ("r15_danger(", "r15_moved("),
        ("    in_danger =", "    # Danger comes first.\n    in_danger ="),
    )

    assert of_rules_now() == OF_THIS_RELEASE


@pytest.mark.parametrize(
    "module, before, after",
    [
        (safety, "tier=Tier.P0", "tier=Tier.P1"),
        (removal, '"removal_lead_business_days"', '"check_in_lead_business_days"'),
    ],
)
def test_another_tier_or_day_of_one_rule_asks_for_a_recall(
    monkeypatch,
    tmp_path,
    module,
    before,
    after,
):
    use_source(monkeypatch, tmp_path, module, (before, after))

    assert of_rules_now() != OF_THIS_RELEASE


@pytest.mark.parametrize("changed", RULES, ids=lambda function: function.__name__)
def test_each_rule_counts(changed, monkeypatch):
    others = tuple(function for function in RULES if function is not changed)
    monkeypatch.setattr(assess, "RULES", others)

    assert of_rules_now() != OF_THIS_RELEASE


@pytest.mark.parametrize("number", ["bia_appeal_days", "poverty_alaska", "sijs_state_age_ny"])
def test_each_number_of_the_law_counts(number, monkeypatch):
    rows = tuple(replace(row, value=1) if row.id == number else row for row in shipped().rows)
    monkeypatch.setattr(recalls, "shipped", lambda: LawBook(rows=rows))

    assert of_rules_now() != OF_THIS_RELEASE


def use_source(monkeypatch, folder, module, *changes):
    """Let the rules of a file be those of its source with these changes."""
    source = Path(str(module.__file__)).read_text("utf-8")
    for before, after in changes:
        assert before in source
        source = source.replace(before, after)
    run_source(source, folder, module)
    others = (function for function in RULES if function.__module__ != module.__name__)
    monkeypatch.setattr(
        assess, "RULES", (*others, *(function for _, function in findings.FUNCTIONS))
    )
