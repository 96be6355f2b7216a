"""``intake-admin status``: all that must run is asked, and what ``flask doctor`` marks counts."""

import os

import pytest

from deploy.admin import __main__ as main_module
from deploy.admin import install, status
from deploy.admin.__main__ import main
from deploy.admin.releases import add_release, switch
from deploy.admin.shell import Failed
from deploy.admin.upgrade import upgrade
from tests.deploy.server import answering, log_of, make_release

WELL = "Processes, backups and disk are well."


@pytest.fixture
def places(places, monkeypatch):
    """Return the places of a server that lacks nothing."""
    (places.settings / "server.env").write_text("DATABASE=sqlite\n", "utf-8")
    switch(places, add_release(places, make_release(places, "1.0.0")))
    for name in ("today", "today.wraps"):
        (places.backups / name).touch()
    monkeypatch.setattr(status, "firewall_problem", str)
    return places


@pytest.mark.parametrize(
    "says, ends_with, is_well",
    [
        ("No problems found.", 0, True),
        ("! The mail worker is silent.", 0, False),
        ("No keys exist yet.", 1, False),
    ],
)
def test_what_the_doctor_marks_is_not_well(places, capsys, says, ends_with, *, is_well):
    with (places.code / ".venv/bin/flask").open("a", encoding="utf-8") as flask:
        flask.write(f'echo "{says}"\nexit {ends_with}\n')

    with answering(places, install.ports_of("sqlite")[0]):
        exit_status = status.status(places)

    assert exit_status == (0 if is_well else 1)
    written = capsys.readouterr().out
    assert says in written
    assert (WELL in written) is is_well
    assert "is-active --quiet caddy" in log_of(places)


def test_it_waits_for_no_other_command(places, monkeypatch):
    def wait():
        raise AssertionError("a nightly copy may take hours")

    monkeypatch.setattr(main_module, "Places", lambda: places)
    monkeypatch.setattr(main_module, "alone", wait)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(status, "status", lambda _places: 0)

    assert main(["status"]) == 0


def test_a_folder_that_was_made_by_hand_is_not_managed(places, tmp_path):
    places.code.unlink()
    places.code.mkdir()

    for command in (status.status, lambda places: upgrade(places, tmp_path)):
        with pytest.raises(Failed, match="was made by hand: intake-admin does not manage it"):
            command(places)
