"""Page, doctor, metrics, alert rules and dashboard cover every finding of the checks."""

import errno
import json
import os
import re
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest
import yaml

from intake import create_app, database_file
from intake.actions.health.check import UNKNOWN, State, written
from intake.actions.health.checks import CHECKS
from intake.extensions import db
from intake.storage_faults import StorageFault
from intake.web.desk.common.alerts import AUDIT, MAIL
from intake.web.desk.health.health import PLACES
from tests.health.causes import damage, file_of
from tests.health.house import RULES, expressions, words
from tests.health.test_readiness import full_disk
from tests.house.source import ROOT
from tests.support.clients.clicks import engine_of
from tests.support.databases import refusing_servers
from tests.support.databases.fixtures import ON_EITHER, ON_POSTGRESQL, ON_SQLITE
from tests.support.disks import sqlite_limits
from tests.support.servers.ports import hold_port
from tests.support.tables import beside

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
    beside(__file__),
)
def test_a_figure_is_written_in_its_unit(name, value, text):
    assert written(name, float(value)) == text


@ON_SQLITE
def test_on_a_full_disk_every_door_says_that_it_is_full(house):
    with sqlite_limits.full(engine_of(house.app)):
        told_at_every_door(house, full_disk(), StorageFault.DISK_FULL, "The disk is full")


@ON_SQLITE
def test_on_a_read_only_disk_every_door_says_that_it_is_read_only(house):
    with sqlite_limits.read_only(engine_of(house.app)):
        told_at_every_door(house, read_only_disk(), StorageFault.READ_ONLY, "read-only")


@ON_POSTGRESQL
def test_a_server_that_may_only_be_read_is_named_at_every_door(house):
    refusing = refusing_servers.read_only(engine_of(house.app))
    told_at_every_door(house, refusing, StorageFault.READ_ONLY, "read-only")


@ON_SQLITE
def test_without_its_file_doctor_and_numbers_still_tell_the_rest(house):
    file = file_of(house)
    moved = file.rename(file.with_name("moved.db"))

    result = house.app.test_cli_runner().invoke(args=["doctor"])
    numbers = house.numbers()
    moved.rename(file)

    assert result.exit_code == 1
    assert "! Database: The database is not where DATABASE_URL says. " in result.output
    assert "Disk space" in result.output  # a machine may have little of it
    (unknown,) = (line for line in result.output.splitlines() if "Not checked" in line)
    assert unknown.startswith(
        "! Not checked, because the database does not answer: tables, standby,"
    )
    assert 'intake_health{check="database"} 2.0' in numbers
    assert 'intake_health{check="backup"} 1.0' in numbers
    assert "intake_open_cases" not in numbers
    assert house.found()["database"].finding == "good"


@ON_SQLITE
def test_one_damaged_page_is_told_at_once_and_leaves_the_other_checks_alone(house):
    damage(house, "outbox_beats")

    checks = house.found()
    output = house.run("doctor")

    lost = {code for code, check in checks.items() if check.finding == UNKNOWN}
    assert lost == {"clock", "worker", "email_late", "email_readers", "email_failed"}
    assert checks["audit_chain"].finding == "good"
    page = house.page()
    (row,) = (row for row in page.iter("tr") if row.get("data-check") == "worker")
    assert "Not checked, because the database is damaged." in words(row)
    assert "does not answer" not in output
    assert "! Not checked, because the database is damaged: clock, worker, email_late," in output
    assert checks["integrity"].finding == "damaged"
    assert "! Damage in the database: Part of the database is damaged. Work that is saved" in output
    assert "integrity" in house.firing()


@ON_SQLITE
def test_a_damaged_page_in_the_row_of_the_nightly_check_is_told_too(house):
    damage(house, "upkeep_runs")

    assert house.found()["integrity"].finding == "damaged"


@ON_SQLITE
def test_a_file_that_is_no_database_is_damaged(house):
    with house.app.app_context():
        db.session.remove()
        db.engine.dispose()
    file_of(house).write_bytes(b"no database" * 4096)

    result = house.run("doctor")

    assert "! Database: The database is damaged, or DATABASE_URL names a file" in result
    assert "Stop working on the desk. For the server administrator: Stop the server" in result


@ON_SQLITE
def test_a_server_that_cannot_be_reached_is_named(settings):
    address = f"postgresql+psycopg://somebody@127.0.0.1:{hold_port()}/nothing"
    app = create_app(replace(settings, database_url=address))

    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 1
    assert "! Database: Cannot reach the database. " in result.output
    assert app.test_client().get("/metrics").status_code == 200


def told_at_every_door(house, failing, fault, sentence):
    assert house.found()["database"].finding == "good"
    with failing:
        page = house.page()
        state = house.shown("database").found.finding
        result = house.app.test_cli_runner().invoke(args=["doctor"])
        numbers = house.numbers()

    assert state == fault
    (heading,) = (part for part in page.iter("h2") if part.get("id") == "database")
    assert words(heading)
    assert result.exit_code == 1
    assert sentence in result.output
    assert 'intake_health{check="database"} 2.0' in numbers
    assert "intake_open_cases" in numbers


@contextmanager
def read_only_disk():
    """Make the write that tests the disk fail with ``EROFS``."""
    refusal = OSError(errno.EROFS, os.strerror(errno.EROFS))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database_file, "TemporaryFile", Mock(side_effect=refusal))
        yield
