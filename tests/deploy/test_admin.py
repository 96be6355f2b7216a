"""``intake-admin``: settings are made once, releases switch in one step, and back if unwell."""

import os
import re
import shutil
import subprocess
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.admin import __main__ as main_module
from deploy.admin import firewall, install, upgrade
from deploy.admin.__main__ import main
from deploy.admin.copies import old_wraps
from deploy.admin.env_files import (
    common_settings,
    password_in,
    process_settings,
    read_settings,
    settings_in,
)
from deploy.admin.firewall import with_ssh_ports
from deploy.admin.proxies import Site, caddy_file
from deploy.admin.releases import Unhealthy, add_release, current, remove_old_releases, switch
from deploy.admin.shell import Failed
from deploy.admin.ssh import (
    ports_of_listeners,
    ports_of_session,
    ports_of_settings,
    ports_of_socket,
)
from deploy.admin.status import backup_problems
from intake.settings import NAMES
from intake.settings.reading import read_env_file
from tests.deploy.server import answering, log_of, make_release, make_server
from tests.house.source import ROOT

SITE = Site(host="help.example.net", desk_host="", certificate=None, desk_port=8002)
PLAN = install.Plan(source=ROOT, site=SITE, database="sqlite", copy_to="", patience=30)
SHIPPED = (ROOT / "deploy/Caddyfile").read_text("utf-8")
DAY = 24 * 3600
UNPINNED = """
test "$4" = status && { echo "Recovery key aaaa-bbbb, created on 2026-11-24."; exit 1; }
exit 0
"""
"""Lines of a stand-in for ``flask``: ``keys status`` fails while the pin is missing."""

OPENS = "opens what was erased since: delete it."


def test_secrets_are_made_once_and_lines_of_an_administrator_stay(places):
    first = process_settings(places, "help.example.org", database="postgresql")
    common_settings(places, {"HELP_PHONE": "", "NOTIFY": ""})
    file = places.settings / "common.env"
    file.write_text("# ours\nHELP_PHONE=+1 202 555 0143", "utf-8")

    again = process_settings(places, "help.example.org", database="postgresql")
    common_settings(places, {"HELP_PHONE": "", "NOTIFY": ""})

    assert again == first
    assert file.read_text("utf-8") == "# ours\nHELP_PHONE=+1 202 555 0143\nNOTIFY=\n"


def test_each_door_has_its_own_secret_and_role_and_only_root_reads_them(places):
    made = process_settings(places, "help.example.org", database="postgresql")

    assert made["apply"]["SECRET_KEY"] != made["desk"]["SECRET_KEY"]
    assert made["worker"]["SECRET_KEY"] == made["desk"]["SECRET_KEY"] == made["owner"]["SECRET_KEY"]
    passwords = [password_in(settings["DATABASE_URL"]) for settings in made.values()]
    assert len(set(passwords)) == 4
    assert all(len(password) > 30 for password in passwords)
    for name in made:
        assert (places.settings / f"{name}.env").stat().st_mode & 0o777 == 0o600
        assert set(read_settings(places, name)) <= NAMES


def test_a_link_switches_the_release_and_remembers_the_one_before(places):
    first, second = (add_release(places, make_release(places, name)) for name in ("1.0.0", "1.1.0"))

    switch(places, first)
    switch(places, second)

    assert current(places) == second
    assert places.previous.resolve() == first
    assert (second / ".env").readlink() == places.settings / "common.env"


def test_an_upgrade_backs_up_migrates_switches_and_checks(places):
    switch(places, add_release(places, make_release(places, "1.0.0")))
    source = make_release(places, "1.1.0")

    with answering(places, install.ports_of("sqlite")[0]):
        upgrade.upgrade(places, source)

    assert current(places) == places.releases / "1.1.0"
    steps = log_of(places)
    backup, migration = steps.index("start intake-all-backup"), steps.index("--app wsgi db upgrade")
    assert backup < migration < steps.index("restart intake-all")
    assert (places.units / "intake-all.service").read_text("utf-8") == "# of 1.1.0\n"


def test_a_release_that_does_not_answer_gives_way_to_the_one_before(places):
    switch(places, add_release(places, make_release(places, "1.0.0")))
    source = make_release(places, "1.1.0", ready=False)

    with answering(places, install.ports_of("sqlite")[0]), pytest.raises(Unhealthy) as refused:
        upgrade.upgrade(places, source)

    assert current(places) == places.releases / "1.0.0"
    assert (places.units / "intake-all.service").read_text("utf-8") == "# of 1.0.0\n"
    assert log_of(places).count("restart intake-all") == 2
    assert "1.1.0 did not answer in time, so 1.0.0 is in use again." in str(refused.value)


def test_the_pin_is_taken_from_keys_that_are_there_but_not_pinned_yet(places):
    release = add_release(places, make_release(places, "1.0.0"))
    switch(places, release)
    with (release / ".venv/bin/flask").open("a", encoding="utf-8") as flask:
        flask.write(UNPINNED)

    install.fill_tables(places, restore=None)

    assert read_settings(places, "common") == {"RECOVERY_FINGERPRINT": "aaaa-bbbb"}
    assert "--app wsgi keys init" not in log_of(places)


def test_a_rollback_never_goes_to_a_release_that_gave_way(places):
    for version in ("1.0.0", "1.1.0"):
        switch(places, add_release(places, make_release(places, version)))
    source = make_release(places, "1.2.0", ready=False)

    with answering(places, install.ports_of("sqlite")[0]):
        with pytest.raises(Unhealthy):
            upgrade.upgrade(places, source)
        upgrade.rollback(places)

    assert current(places) == places.releases / "1.0.0"


def test_the_process_of_an_onion_service_is_restarted_and_asked_where_it_is_enabled(
    places,
):
    assert install.units_of("postgresql") == ("intake-apply", "intake-desk", "intake-worker")
    (places.root / "onion").touch()

    install.start(places)

    assert "restart intake-onion" in log_of(places)
    assert install.all_ports_of("sqlite") == (*install.ports_of("sqlite"), 8003)


def test_a_second_installation_keeps_the_place_of_copies(places):
    (places.settings / "server.env").write_text("COPY_TO=backup.example.net:intake\n", "utf-8")
    plan = install.Plan(source=ROOT, site=SITE, database="sqlite", copy_to="", patience=30)

    assert "\nCOPY_TO=backup.example.net:intake\n" in install.server_settings(places, plan)
    other = install.server_settings(places, replace(plan, copy_to="/mnt/copies"))
    assert "\nCOPY_TO=/mnt/copies\n" in other


def test_a_rollback_uses_the_release_before(places):
    for version in ("1.0.0", "1.1.0"):
        switch(places, add_release(places, make_release(places, version)))

    with answering(places, install.ports_of("sqlite")[0]):
        upgrade.rollback(places)

    assert current(places) == places.releases / "1.0.0"


def test_without_a_release_before_there_is_nothing_to_go_back_to(places):
    switch(places, add_release(places, make_release(places, "1.0.0")))

    with pytest.raises(Failed, match="There is no release before this one"):
        upgrade.rollback(places)


def test_old_releases_are_removed_but_never_those_in_use_and_before(places):
    names = [f"1.{minor}.0" for minor in range(5)]
    for age, name in enumerate(names):
        make_release(places, name)
        os.utime(places.releases / name, (age, age))
    switch(places, places.releases / "1.0.0")
    switch(places, places.releases / "1.1.0")

    remove_old_releases(places)

    assert sorted(path.name for path in places.releases.glob("1.*")) == ["1.0.0", "1.1.0", "1.4.0"]


def test_wraps_older_than_fourteen_days_are_named(places):
    for name, age in (("old", 15), ("new", 13)):
        for suffix in ("", ".wraps"):
            file = places.backups / f"{name}{suffix}"
            file.touch()
            os.utime(file, (1e9 - age * DAY,) * 2)

    assert [file.name for file in old_wraps(places.backups, now=1e9)] == ["old.wraps"]
    assert list(backup_problems(places, now=1e9)) == [
        "The newest backup is 13 days old: journalctl -u 'intake-*backup*'",
        f"{places.backups}/old.wraps is older than 14 days and {OPENS}",
    ]


@pytest.mark.parametrize("desk_host", ["", "desk.example.net"])
def test_the_proxy_serves_the_hosts_and_logs_no_path(desk_host):
    text = caddy_file(SHIPPED, replace(SITE, desk_host=desk_host))

    assert "example.org" not in text
    assert (desk_host or "help.example.net") in text
    assert "log" not in text.replace("is logged", "")
    assert ("@desk path /desk /desk/* /metrics" in text) is (not desk_host)
    for timeout in ("read_body", "read_header", "write", "idle"):
        assert f"\t\t\t{timeout} " in text


def test_the_proxy_leads_to_the_one_process_of_a_server_on_sqlite():
    assert "8002" not in caddy_file(SHIPPED, replace(SITE, desk_port=8001))


def test_the_proxy_uses_the_certificate_of_an_administrator():
    text = caddy_file(SHIPPED, replace(SITE, certificate=Path("/etc/ssl/own")))

    assert "\ttls /etc/ssl/own/fullchain.pem /etc/ssl/own/privkey.pem\n" in text


def test_the_firewall_admits_the_ports_at_which_administrators_log_in():
    rules = with_ssh_ports((ROOT / "deploy/firewall.conf").read_text("utf-8"), [22, 2222])

    assert "define ssh_ports = { 22, 2222 }\n" in rules
    assert "policy drop;" in rules
    assert re.findall(r"dport (.*) accept", rules) == [
        "{ 68, 546 }",
        "$ssh_ports",
        "{ 80, 443 }",
        "443",
    ]


def test_the_command_says_what_it_can_do_and_refuses_to_run_for_others(capsys, monkeypatch):
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = capsys.readouterr().out
    for word in ("install", "upgrade", "rollback", "backup", "restore", "drill", "status"):
        assert word in listed

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main(["status"]) == 2
    assert "needs root" in capsys.readouterr().err


def test_a_command_of_the_handbook_runs_with_the_password_of_the_mail_server(places, monkeypatch):
    switch(places, release := add_release(places, make_release(places, "1.0.0")))
    (places.settings / "worker.env").write_text("MAIL_PASSWORD=of the worker\n", "utf-8")
    with (release / ".venv/bin/flask").open("a", encoding="utf-8") as flask:
        flask.write(f'echo "$MAIL_PASSWORD" >> {places.root}/log\nexit 3\n')
    monkeypatch.setattr(main_module, "Places", lambda: places)
    monkeypatch.setattr(main_module, "alone", nullcontext)
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert main(["flask", "doctor", "--send-test-letter", "me@example.org"]) == 3

    written = log_of(places)[-2:]
    assert written == ["--app wsgi doctor --send-test-letter me@example.org", "of the worker"]


def test_a_file_is_looked_for_where_the_command_was_typed(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy/__init__.py").write_text("raise SystemExit('of another folder')", "utf-8")

    command = [str(ROOT / "deploy/intake-admin"), "install", "--certificate", "own"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ended.stderr.endswith("the following arguments are required: --host\n")


def test_a_folder_that_is_no_release_is_refused(places, tmp_path):
    shutil.copytree(ROOT / "intake" / "law", tmp_path / "other" / "intake")
    (tmp_path / "other/intake/version.py").write_text("", "utf-8")

    with pytest.raises(Failed, match="is not a release: it has no version"):
        add_release(places, tmp_path / "other")


LINES = (
    "HELP_PHONE=+1 202 555 0143",
    "  HELP_PHONE = +1 202 555 0143  ",
    "export NOTIFY=a@example.org",
    "NOTIFY='a@example.org' # the office",
    'ORGANISATION_NAME="Help, Inc." # our name',
    "ORGANISATION_NAME=Harbor Legal Aid  # our name",
    "ORGANISATION_NAME=Harbor \t# our name",
    "ORGANISATION_NAME='Women\\'s \\\\ Aid\\n'",
    'ORGANISATION_NAME="Women\'s \\"Aid\\" \\t \\\\n \\x"',
    "MAIL_PASSWORD=a#b",
    "MAIL_PASSWORD=#b",
    "MAIL_PASSWORD= # none",
    "MAIL_PASSWORD=a'b\"c",
    "MAIL_PASSWORD=a=b ${c} $d",
    "MAIL_PASSWORD=",
    "'MAIL_PASSWORD'=x",
    "# MAIL_PASSWORD=x",
    "   # MAIL_PASSWORD=x",
    "",
    "\ufeffDATABASE=sqlite",
    "SECRET_KEY=abc\r",
    "NOTIFY='not closed",
    'NOTIFY="not closed',
    "NOTIFY='closed' and more",
    'NOTIFY "a@example.org"',
    "HEARTBEAT_URL: https://hc.example.org/1",
    "RETENTION_DAYS 30",
)


@pytest.mark.parametrize("line", LINES)
def test_both_readers_agree(line, tmp_path):
    text = f"PORT=1\n{line}\nHOST=127.0.0.1\n"
    (tmp_path / "x.env").write_text(text, "utf-8", newline="")

    product = read_env_file(tmp_path / "x.env", interpolate=False)

    settings, bad_lines = settings_in(text)

    assert tuple(bad_lines) == product.bad_lines
    assert settings.items() <= product.values.items()
    assert bad_lines or settings == product.values


def test_the_last_line_of_a_name_counts():
    assert settings_in("PORT=1\nPORT='2'\n") == ({"PORT": "2"}, [])


def test_no_name_is_added_beside_a_broken_line(tmp_path):
    places = make_server(tmp_path)
    file = places.settings / "owner.env"
    file.write_text('\nSECRET_KEY="hidden\n')

    with pytest.raises(Failed, match=r"^Line 2 of .*/owner\.env is not NAME=value") as refused:
        process_settings(places, "help.example.org", database="postgresql")

    assert file.read_text() == '\nSECRET_KEY="hidden\n'
    assert "hidden" not in str(refused.value)


OWN_ADDRESS = """\
port 22
addressfamily any
listenaddress 0.0.0.0:2222
usepam yes
gatewayports no
"""
"""Output of ``sshd -T`` for the one line ``ListenAddress 0.0.0.0:2222``."""

DEFAULT = "port 22\naddressfamily any\nlistenaddress [::]:22\nlistenaddress 0.0.0.0:22\n"

LISTENERS = """\
LISTEN 0      128          0.0.0.0:2222       0.0.0.0:*    users:(("sshd",pid=812,fd=6))
LISTEN 0      4096   127.0.0.53%lo:53         0.0.0.0:*    users:(("systemd-resolve",pid=514,fd=15))
LISTEN 0      128        127.0.0.1:6010       0.0.0.0:*    users:(("sshd",pid=1290,fd=9))
LISTEN 0      511          0.0.0.0:80         0.0.0.0:*    users:(("caddy",pid=901,fd=5))
LISTEN 0      4096       *:2022     *:*    users:(("sshd",pid=990,fd=3),("systemd",pid=1,fd=60))
LISTEN 0      128            [::1]:6010          [::]:*    users:(("sshd",pid=1290,fd=8))
LISTEN 0      128             [::]:2223          [::]:*    users:(("sshd",pid=812,fd=7))
"""
"""Output of ``ss -Hltnp``, with X11 forwarded at 6010."""

SOCKET = "Listen=0.0.0.0:2222 (Stream)\nListen=[::]:2222 (Stream)\nActiveState=active\n"


def test_an_address_with_a_port_counts_and_not_the_default_alone():
    assert ports_of_settings(OWN_ADDRESS) == {22, 2222}
    assert ports_of_settings(DEFAULT) == {22}
    assert ports_of_settings("sshd: no hostkeys available -- exiting.\n") == set()


def test_each_port_at_which_sshd_listens_counts_except_on_loopback():
    assert ports_of_listeners(LISTENERS) == {2222, 2022, 2223}


def test_a_socket_counts_only_while_it_listens():
    assert ports_of_socket(SOCKET) == {2222}
    assert ports_of_socket("Listen=2022 (Stream)\nActiveState=active\n") == {2022}
    assert ports_of_socket(SOCKET.replace("=active", "=inactive")) == set()
    assert ports_of_socket("ActiveState=inactive\n") == set()


def test_the_session_is_found_behind_sudo(tmp_path):
    environs = {
        30: (20, b"PATH=/usr/sbin\0SUDO_USER=admin\0"),
        20: (10, b"SSH_CONNECTION=192.0.2.7 50112 198.51.100.4 2222\0SHELL=/bin/bash\0"),
        10: (0, b"LANG=C\0NOT_SSH_CONNECTION=192.0.2.7 50112 198.51.100.4 9\0"),
    }
    for pid, (parent, environ) in environs.items():
        (tmp_path / str(pid)).mkdir()
        (tmp_path / f"{pid}/environ").write_bytes(environ)
        (tmp_path / f"{pid}/status").write_text(f"Name:\tx\nPid:\t{pid}\nPPid:\t{parent}\n")

    assert ports_of_session(tmp_path, 30) == {2222}
    assert ports_of_session(tmp_path, 10) == set()
    assert ports_of_session(tmp_path, 31) == set()


def test_the_firewall_stays_as_it_is_where_no_port_of_ssh_is_known(tmp_path, monkeypatch, capsys):
    places = make_server(tmp_path)
    monkeypatch.setattr(firewall, "has_other_firewall", lambda: False)
    monkeypatch.setattr(firewall, "ssh_ports", list)

    firewall.write_firewall(places)

    assert "No port of SSH could be found" in capsys.readouterr().out
    assert not (places.settings / "firewall.conf").exists()
    assert not (places.root / "etc/nftables.conf").exists()
