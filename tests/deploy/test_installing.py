"""An installation: what processes can read, what is refused, what a second run completes."""

import os
import shutil
from contextlib import nullcontext
from dataclasses import replace

import pytest

from deploy.admin import __main__ as main_module
from deploy.admin import install, releases
from deploy.admin.__main__ import main
from deploy.admin.copies import place_problem
from deploy.admin.env_files import common_settings
from deploy.admin.epochs import accept_epoch
from deploy.admin.places import Places
from deploy.admin.proxies import Site, write_proxy
from deploy.admin.releases import add_release, switch
from deploy.admin.shell import Failed
from tests.deploy.server import answering, log_of, make_release
from tests.house.source import ROOT

SITE = Site(host="help.example.net", desk_host="", certificate=None, desk_port=8002)
PLAN = install.Plan(source=ROOT, site=SITE, database="sqlite", copy_to="", patience=30)


def test_others_can_read_what_root_makes_whose_umask_is_strict(places, monkeypatch):
    switch(places, add_release(places, make_release(places, "1.0.0")))
    monkeypatch.setattr(main_module, "Places", lambda: places)
    monkeypatch.setattr(main_module, "alone", nullcontext)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    before = os.umask(0o077)
    try:
        with answering(places, install.ports_of("sqlite")[0]):
            assert main(["restart"]) == 0
    finally:
        os.umask(before)

    assert [mode_of(path) for path in (places.page.parent, places.page)] == [0o755, 0o644]


def test_others_can_read_a_release_that_root_cloned_for_itself(places, monkeypatch):
    source = make_release(places, "1.0.0")
    shutil.rmtree(places.releases / "1.0.0")
    (source / "intake").chmod(0o700)
    (source / "intake/version.py").chmod(0o600)
    monkeypatch.setattr(releases, "_install_packages", lambda _release: None)

    release = add_release(places, source)

    assert mode_of(release / "intake") == 0o755
    assert mode_of(release / "intake/version.py") == 0o644


@pytest.mark.parametrize(
    "settings, password, starts",
    [
        ({"MAIL_SERVER": ""}, "", False),
        ({"MAIL_SERVER": "mail.example.org"}, "", True),
        ({"MAIL_SERVER": "mail.example.org", "MAIL_USERNAME": "intake"}, "", False),
        ({"MAIL_SERVER": "mail.example.org", "MAIL_USERNAME": "intake"}, "MAIL_PASSWORD=a\n", True),
    ],
)
def test_after_a_restore_nothing_is_started_that_cannot_send_the_emails_that_wait(
    places,
    capsys,
    settings,
    password,
    *,
    starts,
):
    switch(places, add_release(places, make_release(places, "1.0.0")))
    common_settings(places, {"RECOVERY_FINGERPRINT": "aaaa-bbbb", **settings})
    (places.settings / "all.env").write_text(password, "utf-8")
    (places.root / "backup").touch()
    install.fill_tables(places, restore=(places.root / "backup", places.root / "backup"))

    with answering(places, install.ports_of("sqlite")[0]):
        install.first_start(places, PLAN)  # of this run, or of a second one

    assert ("restart intake-all" in log_of(places)) is starts
    assert any(line.startswith("enable") for line in log_of(places)) is starts
    assert ("Enter the mail server" in capsys.readouterr().out) is not starts

    install.start(places)

    assert not (places.settings / install.RESTORED).exists()


@pytest.mark.parametrize(
    "before, copy_to, told",
    [
        ("", "/mnt/a typing error", "is not there: mount its disk"),
        ("DATABASE=postgresql\n", "", "was installed with --database postgresql"),
        ("PROXY=nginx\n", "", "has nginx as its proxy"),
        ("by hand", "", "was made by hand: intake-admin does not manage it"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused_before_anything_is_changed(
    places, monkeypatch, before, copy_to, told
):
    monkeypatch.setattr(install, "apt_install", fail)
    file = places.settings / "server.env"
    file.unlink()
    if before == "by hand":
        places.code.mkdir()
    elif before:
        file.write_text(before, "utf-8")

    with pytest.raises(Failed, match=told):
        install.install(places, replace(PLAN, copy_to=copy_to))

    assert not file.exists() or file.read_text("utf-8") == before


def test_the_disk_of_backups_is_known_before_there_are_any(places):
    places.backups.rmdir()
    (places.root / "copies").mkdir()

    assert "is on the same disk" in place_problem(places, str(places.root / "copies"))


def test_the_firewall_is_there_also_where_the_proxy_gets_no_certificate(places, monkeypatch):
    steps = ("apt_install", "add_users", "fill_tables", "install_units", "install_command")
    for step in (*steps, "first_start"):
        monkeypatch.setattr(install, step, lambda *_, **__: None)
    make_release(places, "1.0.0")
    monkeypatch.setattr(install, "add_release", lambda *_: places.releases / "1.0.0")
    monkeypatch.setattr(install, "write_proxy", fail)
    written = list[Places]()
    monkeypatch.setattr(install, "write_firewall", written.append)

    with pytest.raises(Failed, match="no certificate"):
        install.install(places, PLAN)

    assert written == [places]


def test_the_proxy_is_reloaded_again_where_it_could_not_be_before(places):
    switch(places, add_release(places, make_release(places, "1.0.0")))
    shutil.copy(ROOT / "deploy/Caddyfile", places.code / "deploy")

    for _ in range(2):
        write_proxy(places, SITE)

    assert log_of(places).count("reload-or-restart caddy") == 2


def test_each_process_is_made_to_accept_the_keys_of_an_older_backup(places):
    (places.settings / "server.env").write_text("DATABASE=postgresql\n", "utf-8")
    switch(places, release := add_release(places, make_release(places, "1.0.0")))
    with (release / ".venv/bin/flask").open("a", encoding="utf-8") as flask:
        flask.write(f'echo "$VAR" >> {places.root}/log\n')
    for process in ("apply", "desk"):  # the worker has never run
        (places.root / f"var/lib/intake-{process}").mkdir()

    accept_epoch(places)

    asked = "--app wsgi keys accept-epoch"
    var = f"{places.root}/var/lib/intake"
    assert log_of(places)[-4:] == [asked, f"{var}-apply", asked, f"{var}-desk"]


def mode_of(path):
    """Return who may read, write and enter a file or folder."""
    return path.stat().st_mode & 0o777


def fail(*_):
    """Stand in for a step that fails."""
    raise Failed("There is no certificate.")
