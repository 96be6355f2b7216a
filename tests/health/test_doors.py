"""Page, doctor, metrics, alert rules and dashboard cover every finding of the checks."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from intake.actions.health.check import FINDINGS, UNKNOWN, Check, State
from intake.cli.doctor.health_words import SENTENCES
from intake.web.desk.health.health import PLACES
from intake.web.desk.health.words import FOUND, STATE, TITLE, TO_DO
from tests.health.house import RULES, expressions
from tests.house.source import ROOT
from tests.support.databases.fixtures import ON_EITHER

DASHBOARD = ROOT / "deploy" / "grafana.json"
METRIC = re.compile(r"\bintake_[a-z_]+")
ONLY_SOMETIMES = {
    "intake_clock_ahead_seconds",
    "intake_certificate_left_seconds",
    "intake_integrity_age_seconds",
}
"""Figures that exist only with a fault, with https, or on SQLite."""

WORDS = {"doctor": SENTENCES, "page": FOUND}


@pytest.mark.parametrize("door", WORDS)
def test_every_finding_has_words(door):
    words = WORDS[door]

    assert codes(words) == codes(FINDINGS)
    assert all(text.strip() for texts in words.values() for text in texts.values())


def test_everything_that_is_not_good_says_what_to_do():
    alarming = {
        (code, finding) for code, finding in codes(FINDINGS) if FINDINGS[code][finding] != "good"
    }

    assert codes(TO_DO) == alarming


def test_every_check_and_every_state_has_a_name():
    assert set(TITLE) == set(FINDINGS)
    assert set(STATE) == set(State)
    assert set(PLACES) <= set(FINDINGS)


def test_a_finding_outside_the_table_is_refused():
    with pytest.raises(ValueError, match="backup cannot find lost"):
        Check(code="backup", finding="lost")
    assert Check(code="backup", finding=UNKNOWN).state is State.SOON


def test_every_check_has_an_alert_for_its_worst_state():
    alerts = {
        (match[1], int(match[2]))
        for expr in expressions()
        if (match := re.fullmatch(r'intake_health\{check="(\w+)"\} == (\d)', expr))
    }
    urgency = {state: number for number, state in enumerate(State)}
    worst = {
        (code, max(urgency[state] for state in states.values()))
        for code, states in FINDINGS.items()
    }

    assert alerts == worst


def test_every_other_alert_reads_the_jobs_that_the_page_shows():
    (group,) = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    others = {
        rule["alert"]: rule["expr"] for rule in group["rules"] if rule["expr"] not in expressions()
    }
    page = (ROOT / "deploy" / "README.md").read_text("utf-8")
    block = re.search(r"^ {8}- job_name: intake-doors\n(?: {8}.*\n)+", page, re.MULTILINE)
    assert block
    (job,) = yaml.safe_load(block[0])

    assert others == {
        "IntakeDoesNotAnswer": "absent(intake_health)",
        "IntakeDoorIsNotReady": 'probe_success{job="intake-doors"} == 0'
        ' or up{job="intake-doors"} == 0',
        "IntakeNodeDoesNotAnswer": 'up{job="intake-desk"} == 0',
    }
    assert job["job_name"] == "intake-doors"
    (asked,) = (config["targets"] for config in job["static_configs"])
    assert [address.rpartition("/")[2] for address in asked] == ["readyz", "readyz"]
    assert "Name the job `intake-desk`." in page


def test_what_has_no_alert_of_its_own_to_look_soon_has_the_common_one():
    (common,) = (expr for expr in expressions() if "!~" in expr)
    left_out = re.findall(r"\w+", common.partition('"')[2].partition('"')[0])

    assert {f'intake_health{{check="{code}"}} == 1' for code in left_out} <= set(expressions())


def test_every_alert_says_what_is_wrong_what_to_do_and_how_urgent_it_is():
    (group,) = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    names = [rule["alert"] for rule in group["rules"]]

    assert len(names) == len(set(names)) > len(FINDINGS)
    for rule in group["rules"]:
        assert set(rule["annotations"]) == {"summary", "description"}
        assert rule["labels"]["severity"] in ("page", "ticket")


@ON_EITHER
def test_the_numbers_name_every_check_and_the_dashboard_shows_numbers_that_are_there(
    house,
):
    numbers = house.numbers()

    assert set(re.findall(r'intake_health\{check="(\w+)"\}', numbers)) == set(FINDINGS)
    shown = {name for expr in queries() for name in METRIC.findall(expr)}
    there = set(re.findall(r"^# TYPE (\w+)", numbers, re.MULTILINE)) | ONLY_SOMETIMES
    assert shown - there == set()
    assert len(shown) > 20


def test_the_dashboard_can_be_imported():
    board = json.loads(DASHBOARD.read_text("utf-8"))

    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids))
    assert board["uid"] == "intake-desk"
    assert board["templating"]["list"][0]["query"] == "prometheus"
    for panel in board["panels"]:
        assert panel["datasource"]["uid"] == "${datasource}"
        assert {"h", "w", "x", "y"} == set(panel["gridPos"])
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24


def queries() -> Iterator[str]:
    board: Any = json.loads(DASHBOARD.read_text("utf-8"))
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel["targets"])


def codes(table: Mapping[str, Mapping[str, Any]]) -> set[tuple[str, str]]:
    return {(code, str(finding)) for code, texts in table.items() for finding in texts}
