"""The firewall admits SSH where it is reached, and is left alone where that is unknown."""

from deploy.admin import firewall
from deploy.admin.ssh import (
    ports_of_listeners,
    ports_of_session,
    ports_of_settings,
    ports_of_socket,
)
from tests.deploy.server import make_server

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
