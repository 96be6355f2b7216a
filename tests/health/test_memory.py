"""Available memory is that of the machine, or less if the process has a limit."""

from pathlib import Path

import pytest

from intake import clock
from intake.actions.health import server
from intake.actions.health.check import Moment
from intake.settings import Settings

MEMINFO = "MemTotal: 16000000 kB\nMemFree: 100000 kB\nMemAvailable: 8000000 kB\n"


@pytest.fixture
def system(tmp_path, monkeypatch):
    """Return a folder with files in the format of ``/proc`` and ``/sys``."""
    for name, path in (
        ("MEMINFO", "meminfo"),
        ("OWN_PAGES", "statm"),
        ("OWN_CGROUP", "cgroup"),
        ("CGROUPS", "groups"),
    ):
        monkeypatch.setattr(server, name, tmp_path / path)
    (tmp_path / "groups" / "desk.service").mkdir(parents=True)
    return tmp_path


def test_what_the_machine_has_left_is_told(system):
    (system / "meminfo").write_text(MEMINFO)
    (system / "statm").write_text("5000 2500 900 1 0 700 0\n")

    result = measured(system)

    assert (result.finding, result.figures["available_bytes"]) == ("good", 8_000_000 * 1024)
    assert result.figures["used_bytes"] == 2500 * 4096


@pytest.mark.parametrize(
    "used, finding", [(300, "good"), (300 + 313, "low"), (300 + 473, "nearly_full")]
)
def test_a_limit_below_that_is_what_counts(system, used, finding):
    (system / "meminfo").write_text(MEMINFO)
    (system / "cgroup").write_text("0::/desk.service\n")
    group = system / "groups" / "desk.service"
    (group / "memory.max").write_text(f"{768 * 2**20}\n")
    (group / "memory.current").write_text(f"{used * 2**20}\n")
    (group / "memory.stat").write_text(f"anon 1\ninactive_file {100 * 2**20}\n")

    result = measured(system)

    assert result.finding == finding
    assert result.figures["available_bytes"] == (768 - used + 100) * 2**20


def test_without_a_limit_the_machine_counts(system):
    (system / "meminfo").write_text(MEMINFO)
    (system / "cgroup").write_text("0::/desk.service\n")
    (system / "groups" / "desk.service" / "memory.max").write_text("max\n")

    assert measured(system).figures["available_bytes"] == 8_000_000 * 1024


def test_a_system_that_tells_nothing_is_no_alarm(system):
    result = measured(system)

    assert (result.finding, result.figures) == ("not_measured", {})


def test_this_machine_tells():
    used = measured(Path()).figures["used_bytes"]

    assert 2**20 < used < 2**40


def measured(var):
    settings = Settings(secret_key="for this test", database_url="sqlite://", var=var)
    return server.check_memory(Moment(settings=settings, now=clock.now()))
