"""The units of ``deploy`` are confined, and each failure sends an email."""

import importlib.util
import re

import pytest

from deploy.admin import install
from deploy.admin.__main__ import parser
from intake.environment import CREDENTIALS
from tests.house.source import ROOT

DEPLOY = ROOT / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))
EACH_SERVICE = pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
NOTICE = DEPLOY / "intake-failure@.service"
COPY = DEPLOY / "intake-copy.service"
"""Runs as root, who has the key of SSH for the other place, and reads no secret of the product."""

WIPE = DEPLOY / "intake-wipe.service"
"""Runs as the superuser of PostgreSQL, and reads no secret of the product."""

CONFINED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "MemoryDenyWriteExecute": "yes",
    "LimitCORE": "0",
    "MemorySwapMax": "0",
}
CONFINED_COPY = {
    **{name: value for name, value in CONFINED.items() if name != "ProtectHome"},
    "ProtectSystem": "full",
    "CapabilityBoundingSet": "CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_FOWNER",
}
"""The place of copies may be anywhere, and files there may belong to other users."""

SPEAKS_TO_OTHERS = {"intake-worker.service", "intake-all.service", NOTICE.name, COPY.name}
"""Services that deliver mail or copies, and so may connect to other machines."""


@pytest.mark.parametrize("path", [*SERVICES, *TIMERS], ids=lambda path: path.name)
def test_every_line_is_a_section_a_comment_or_a_setting(path):
    sections = [section for section, _, _ in settings_of(path)]

    assert set(sections) <= {"Unit", "Service", "Timer", "Install"}


@EACH_SERVICE
def test_a_failure_of_each_service_is_told_but_not_of_the_notice_itself(path):
    handlers = [value for _, name, value in settings_of(path) if name == "OnFailure"]

    assert handlers == ([] if path == NOTICE else [f"{NOTICE.stem}%n.service"])


@EACH_SERVICE
def test_each_service_is_confined(path):
    settings = {name: value for section, name, value in settings_of(path) if section == "Service"}

    assert settings.items() >= (CONFINED_COPY if path == COPY else CONFINED).items()
    assert (settings["User"] == "root") == (path == COPY)
    assert ("IPAddressDeny" in settings) == (path.name not in SPEAKS_TO_OTHERS)


@pytest.mark.parametrize("process", ["all", "desk"])
def test_a_service_with_the_health_page_may_read_the_available_memory(process):
    names = {name for _, name, _ in settings_of(DEPLOY / f"intake-{process}.service")}

    assert "ProcSubset" not in names


@EACH_SERVICE
def test_no_secret_is_in_the_environment_of_a_service(path):
    lines = [(name, value) for _, name, value in settings_of(path)]
    credentials = [value.split(":") for name, value in lines if name == "LoadCredential"]

    assert [name for name, _ in credentials] == ([] if path in (COPY, WIPE) else [CREDENTIALS])
    for _, file in credentials:
        assert re.fullmatch(r"/etc/intake-desk/(apply|onion|desk|worker|all)\.env", file)
    assert "EnvironmentFile" not in dict(lines)


@pytest.mark.parametrize("process", ["apply", "desk", "worker"])
def test_each_process_may_write_where_it_keeps_the_team_keys_seen(process):
    lines = [line[1:] for line in settings_of(DEPLOY / f"intake-{process}.service")]

    assert ("StateDirectory", f"intake-{process}") in lines
    assert ("Environment", f"VAR=%S/intake-{process}") in lines


def test_no_service_is_restarted_when_its_settings_are_refused():
    for path in SERVICES:
        settings = {name: value for _, name, value in settings_of(path)}
        if settings.get("Restart", "no") != "no":
            is_server = "gunicorn" in settings["ExecStart"]
            codes = settings.get("RestartPreventExitStatus", "").split()
            assert {"3" if is_server else "2"} <= set(codes), path.name


@pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.name)
def test_each_timer_has_its_service(path):
    assert path.with_suffix(".service") in SERVICES


def test_every_timer_runs_on_a_server_and_the_copy_waits_for_the_backup():
    assert {name for names in install.TIMERS.values() for name in names} == {
        path.name for path in TIMERS
    }
    settings = {name: value for _, name, value in settings_of(COPY)}
    assert {"intake-backup.service", "intake-all-backup.service"} < set(settings["After"].split())
    command, word = settings["ExecStart"].split()
    assert (ROOT / command.removeprefix("/opt/intake-desk/")).is_file()
    assert parser().parse_args([word]).command == "copy"


def test_the_notice_runs_a_module_that_is_there_and_not_too_often():
    settings = {name: value for _, name, value in settings_of(NOTICE)}

    *_, module, unit = settings["ExecStart"].split()
    assert importlib.util.find_spec(module) is not None
    assert unit == "%i"
    assert settings["StartLimitBurst"] == "1"


def settings_of(path):
    """Yield section, name and value of each setting; fail at an invalid line."""
    section = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            name, is_, value = line.partition("=")
            assert section, line
            assert is_, line
            yield section, name, value
