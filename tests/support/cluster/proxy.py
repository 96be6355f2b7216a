"""Caddy with the shipped ``deploy/Caddyfile`` and ``nodes.caddy``, on ports of the drills."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy.admin.proxies import CHAIN, KEY, Site, caddy_file
from tests.support.cluster.processes import Program, can_connect, program
from tests.support.servers.certificates import self_signed
from tests.support.servers.ports import hold_port

DEPLOY = Path(__file__).parents[3] / "deploy"
NAME = "help.example.org"
"""The public name in the shipped file."""

DOOR = re.compile(r"^\(door\) \{\n.*?^\}\n", re.MULTILINE | re.DOTALL)
SHIPPED_NODES = "10.77.0.11:{args.0} 10.77.0.12:{args.0}"
OWN = """\
	admin {admin}
	https_port {port}
	auto_https disable_redirects
	default_bind 127.0.0.1
	servers {{"""
"""What Caddy needs beside others on one machine."""


class Proxy:
    """Caddy before the nodes; ``nodes`` are their two ports each, applicants' door first."""

    def __init__(self, *, port, nodes):
        self.port, self.nodes = port, nodes
        self.folder = Path(tempfile.mkdtemp(prefix="intake-caddy-"))
        self.certificate = self_signed(self.folder, CHAIN, KEY, NAME)[0]
        self.file = self.folder / "Caddyfile"
        self.admin, self.closed = f"127.0.0.1:{hold_port()}", hold_port()
        self.caddy = program("caddy", "caddy")
        homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(self.folder))
        self._environ = os.environ | homes
        command = self._command("run")
        self.program = Program(command, log=self.folder / "printed", environ=self._environ)

    def start(self):
        """Start it with all nodes in use."""
        self.use_nodes(set())
        self.program.start()
        self.program.wait_until(lambda: can_connect(self.port))

    def use_nodes(self, without):
        """Take out the nodes whose numbers are given, and no other; reload where it runs."""
        self.file.write_text(self._settings(without), "utf-8")
        self._run("validate")
        if self.program.is_running:
            self._run("reload", "--address", self.admin)

    def remove(self):
        """Stop it and remove its files."""
        self.program.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _command(self, *words):
        return [self.caddy, *words, "--config", str(self.file), "--adapter", "caddyfile"]

    def _run(self, *words):
        """Have Caddy read its settings; raise where it refuses them."""
        subprocess.run(self._command(*words), check=True, capture_output=True, env=self._environ)

    def _settings(self, without):
        """Return the shipped settings with the drills' ports, addresses and certificate."""
        site = Site(host=NAME, desk_host="", certificate=self.folder, desk_port=8002)
        text = caddy_file((DEPLOY / "Caddyfile").read_text("utf-8"), site)
        text = DOOR.sub(lambda _: (DEPLOY / "nodes.caddy").read_text("utf-8"), text)
        used = [f"127.0.0.1:{{args.{number}}}" for number in {0, 1} - without]
        for shipped, here in (
            (SHIPPED_NODES, " ".join(used) or f"127.0.0.1:{self.closed}"),
            ("import nodes {args.0}", "import nodes {args.0} {args.1}"),
            ("import door 8001", f"import door {self.nodes[0][0]} {self.nodes[1][0]}"),
            ("import door 8002", f"import door {self.nodes[0][1]} {self.nodes[1][1]}"),
            ("/var/www/intake", str(DEPLOY)),
            ("\tservers {", OWN.format(admin=self.admin, port=self.port)),
        ):
            assert shipped in text, shipped
            text = text.replace(shipped, here)
        return text
