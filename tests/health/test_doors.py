"""Page, doctor, metrics, alert rules and dashboard cover every finding of the checks."""

import json
import re
from typing import Any

import pytest
import yaml

from intake.actions.health.check import State, written
from intake.actions.health.checks import CHECKS
from intake.web.desk.common.alerts import AUDIT, MAIL
from intake.web.desk.health.health import PLACES
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

CODES = {check.code for check in CHECKS}


def test_what_needs_someone_says_what_to_do():
    rows = [row for check in CHECKS for row in check.findings.values()]

    assert [row for row in rows if bool(row.remedy) == (row.state is State.GOOD)] == []
    assert [row.sentence for row in rows if row.sentence.endswith(".")] == []
    assert len(CODES) == len(CHECKS) == 34
    assert set(PLACES) | {*AUDIT, *MAIL} <= CODES


def test_every_check_has_an_alert_for_its_worst_state():
    alerts = {
        (match[1], int(match[2]))
        for expr in expressions()
        if (match := re.fullmatch(r'intake_health\{check="(\w+)"\} == (\d)', expr))
    }
    states = list(State)
    worst = {
        (check.code, max(states.index(row.state) for row in check.findings.values()))
        for check in CHECKS
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

    assert len(names) == len(set(names)) > len(CHECKS)
    for rule in group["rules"]:
        assert set(rule["annotations"]) == {"summary", "description"}
        assert rule["labels"]["severity"] in ("page", "ticket")


@ON_EITHER
def test_the_numbers_name_every_check_and_the_dashboard_shows_numbers_that_are_there(
    house,
):
    numbers = house.numbers()

    assert set(re.findall(r'intake_health\{check="(\w+)"\}', numbers)) == CODES
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


def queries():
    board: Any = json.loads(DASHBOARD.read_text("utf-8"))
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel["targets"])


@pytest.mark.parametrize(
    "name, value, text",
    [
        ("age_seconds", 0, "0 seconds"),
        ("age_seconds", 45, "45 seconds"),
        ("age_seconds", 90 * 60, "90 minutes"),
        ("age_seconds", 26 * 3600, "26 hours"),
        ("left_seconds", 64 * 86_400, "2 months"),
        ("free_bytes", 512, "512 bytes"),
        ("free_bytes", 81_600_000_000, "81.6 GB"),
        ("used_bytes", 115_000_000, "115 MB"),
        ("free_percent", 30.3, "30%"),
        ("emails", 1234, "1,234"),
    ],
)
def test_a_figure_is_written_in_its_unit(name, value, text):
    assert written(name, value) == text
