"""A bare root that systemd has booted, with a network of its own.

The machine reaches mirrors, and the mail server of the test, through slirp4netns. Nothing that it
does to its network, such as a firewall, changes that of the computer which runs the test.
"""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
from contextlib import ExitStack
from pathlib import Path

import psutil

from tests.support.bare.base import copy_base
from tests.support.servers.ports import hold_port
from tests.support.waiting import until

ENVIRONMENT = ("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root")
THIS_COMPUTER = "10.0.2.2"
"""Address under which the machine reaches loopback of the computer that runs the test."""

ITS_ADDRESS = "10.0.2.100"
RUNNING = ("running", "degraded")
POWER_OFF = signal.SIGRTMIN + 4
"""The signal by which systemd, as the first process, is asked to switch the machine off."""

BINDS = ("apt:/var/cache/apt/archives", "pip:/root/.cache/pip")
"""Folders that all machines of a walk share, so that each package is fetched once."""


class Machine:
    """A copy of a bare root; as a context it runs, and is gone afterwards."""

    def __init__(self, name, base, folder):
        self.name, self.base, self.folder = name, base, folder
        self.root = folder / name
        self._stack = ExitStack()
        self._leader = 0

    def __enter__(self):
        with self._stack as stack:
            copy_base(self.base, self.root)
            stack.callback(subprocess.run, ("rm", "-rf", str(self.root)), check=True)
            self._connect(stack)
            self._boot(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind,
        failure,
        trace,
    ):
        self._stack.close()

    def run(self, command, *, status=0, typed=""):
        """Run a command of the shell as root; return all that it writes.

        Fail if it ends with another exit status than *status*.
        """
        inside = ("nsenter", "--target", str(self._leader), "--all", "env", "-i", *ENVIRONMENT)
        ended = subprocess.run(
            (*inside, "sh", "-c", command),
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert ended.returncode == status, f"{command}\n{ended.stdout}"
        return ended.stdout

    def write(self, path, text):
        """Write a file of the machine."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def inside(self, path):
        """Return a path by which this computer reaches what the machine itself has mounted."""
        return Path(f"/proc/{self._leader}/root") / path.lstrip("/")

    def know_hosts(self, addresses):
        """Add host names and their addresses to ``/etc/hosts``."""
        with (self.root / "etc/hosts").open("a") as hosts:
            hosts.writelines(f"{address} {name}\n" for name, address in addresses.items())

    def trust(self, certificate):
        """Add a certificate authority to those that the programs of the machine accept."""
        shutil.copyfile(certificate, self.root / "usr/local/share/ca-certificates/walk.crt")
        self.run("update-ca-certificates")

    def forward(self, port):
        """Return a port of this computer's loopback that leads to a port of the machine."""
        here = hold_port()
        arguments = {"proto": "tcp", "host_addr": "127.0.0.1", "host_port": here}
        arguments |= {"guest_addr": ITS_ADDRESS, "guest_port": port}
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self._switchboard))
            line.sendall(json.dumps({"execute": "add_hostfwd", "arguments": arguments}).encode())
            line.shutdown(socket.SHUT_WR)
            answer = line.recv(4096).decode()
        assert "error" not in answer, answer
        return here

    def _connect(self, stack):
        """Give the machine a network that leads out through this computer."""
        subprocess.run(("ip", "netns", "add", self.name), check=True)
        stack.callback(subprocess.run, ("ip", "netns", "delete", self.name), check=True)
        subprocess.run(("ip", "-n", self.name, "link", "set", "lo", "up"), check=True)
        self._switchboard = self.folder / f"{self.name}.sock"
        command = ["slirp4netns", "--configure", "--mtu=1500", "--netns-type=path"]
        command += ["--api-socket", str(self._switchboard), f"/run/netns/{self.name}", "tap0"]
        slirp = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(_end, slirp)
        until(self._switchboard.exists, "slirp4netns answers")

    def _boot(self, stack):
        command = ["systemd-nspawn", "--boot", f"--directory={self.root}", "--register=no"]
        command += ["--keep-unit", "--link-journal=no", "--resolv-conf=off", "--timezone=off"]
        command += [f"--network-namespace-path=/run/netns/{self.name}"]
        command += ["--capability=CAP_NET_ADMIN"]  # for its firewall, in its own network
        for pair in BINDS:
            folder, _, inside = pair.partition(":")
            shared = self.base.with_name(f"{self.base.name}.{folder}")
            shared.mkdir(exist_ok=True)
            command.append(f"--bind={shared}:{inside}")
        console = stack.enter_context((self.folder / f"{self.name}.console").open("wb"))
        environ = {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        nspawn = subprocess.Popen(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        stack.callback(self._switch_off, nspawn)
        until(lambda: self._has_booted(nspawn), f"{self.name} boots")

    def _has_booted(self, nspawn):
        if nspawn.poll() is not None:
            console = (self.folder / f"{self.name}.console").read_text(errors="replace")
            raise AssertionError(f"systemd-nspawn ended: {console[-2000:]}")
        children = psutil.Process(nspawn.pid).children()
        leaders = [child.pid for child in children if child.name() == "systemd"]
        if not leaders:
            return False
        self._leader = leaders[0]
        inside = ("nsenter", "--target", str(self._leader), "--all", "systemctl")
        asked = subprocess.run((*inside, "is-system-running"), capture_output=True, check=False)
        return asked.stdout.decode().strip() in RUNNING

    def _switch_off(self, nspawn):
        if nspawn.poll() is None and self._leader:
            psutil.Process(self._leader).send_signal(POWER_OFF)
        try:
            nspawn.wait(60)
        except subprocess.TimeoutExpired:
            _end(nspawn)


def _end(process):
    process.kill()
    process.wait()
