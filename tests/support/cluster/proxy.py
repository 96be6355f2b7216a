"""nginx with the shipped ``deploy/nginx-nodes.conf``, on ports and addresses of the drills."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.admin.proxies import Site, nginx_file
from intake import clock
from tests.support.cluster.processes import Program, can_connect
from tests.support.cluster.programs import program

DEPLOY = Path(__file__).parents[3] / "deploy"
NAME = "help.example.org"
"""The public name in the shipped file."""

SITE = Site(proxy="nginx", host=NAME, desk_host="", certificate=None, desk_port=8002)
SHIPPED_NODES = ("10.77.0.11", "10.77.0.12")
FRAME = """{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 2;
events {{ worker_connections 256; }}
http {{
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/intake.conf;
}}
"""


class Proxy:
    """nginx before the nodes; ``nodes`` are their two ports each, applicants' door first."""

    def __init__(self, *, http_port: int, port: int, nodes: Sequence[tuple[int, int]]) -> None:
        self.port, self.http_port, self.nodes = port, http_port, nodes
        self.nginx = program("nginx", "nginx")
        self.folder = Path(tempfile.mkdtemp(prefix="intake-nginx-"))
        self.certificate = make_certificate(self.folder)
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(FRAME.format(user=user, folder=self.folder))
        self._command = [self.nginx, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        self.program = Program([*self._command, "-g", "daemon off;"], log=self.folder / "printed")

    def start(self) -> None:
        """Start it with all nodes in use."""
        self.use_nodes(set())
        self.program.start()
        self.program.wait_until(lambda: can_connect(self.port))

    def use_nodes(self, without: set[int]) -> None:
        """Write ``down`` behind the nodes whose numbers are given; reload where it runs."""
        shipped = (DEPLOY / "nginx-nodes.conf").read_text("utf-8")
        (self.folder / "intake.conf").write_text(self._here(shipped, without))
        self.check()
        if self.program.is_running:
            subprocess.run([*self._command, "-s", "reload"], check=True, capture_output=True)

    def check(self) -> None:
        """Have nginx read its settings; raise where it refuses them."""
        subprocess.run([*self._command, "-t"], check=True, capture_output=True)

    def remove(self) -> None:
        """Stop it and remove its files."""
        self.program.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _here(self, shipped: str, without: set[int]) -> str:
        """Return the shipped settings with the drills' ports, addresses and certificate."""
        settings = nginx_file(shipped, SITE).replace("/var/log/nginx/", f"{self.folder}/")
        settings = settings.replace("rate=30r/s", "rate=9999r/s")  # all come from one address
        settings = settings.replace("root /var/www/intake;", f"root {DEPLOY};")
        for number, address in enumerate(SHIPPED_NODES):
            down = " down" if number in without else ""
            for shipped_port, port in zip((8001, 8002), self.nodes[number], strict=True):
                pattern = rf"server {re.escape(address)}:{shipped_port} ([^;]*);"
                settings = re.sub(pattern, rf"server 127.0.0.1:{port} \1{down};", settings)
        settings = re.sub(r"\n *listen \[::\][^;]*;", "", settings)
        settings = re.sub(r"listen 80\b", f"listen 127.0.0.1:{self.http_port}", settings)
        settings = re.sub(r"listen 443\b", f"listen 127.0.0.1:{self.port}", settings)
        return re.sub(r"/etc/letsencrypt/live/[^/]+", str(self.folder), settings)


def make_certificate(folder: Path) -> Path:
    """Write a certificate of :data:`NAME` and its key as certbot names them; return its path."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    (folder / "privkey.pem").write_bytes(private)
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    return folder / "fullchain.pem"
