"""Parts shared by all machines of ``tests/soak/bare_server.py``."""

import ssl
from contextlib import contextmanager

from tests.support.bare.machine import THIS_COMPUTER, Machine
from tests.support.bare.releases import first_release, next_release

HELP, DESK, MAIL = "help.example.org", "desk.example.net", "mail.example.net"
"""Host names of the applicants' pages, of the desk where it has its own, and of the mail server."""

CERTIFICATE = "/etc/ssl/own"
RELEASE = "/root/release"
COPIES = "/srv/copies"


class World:
    """A root, a mail server, an authority and archives, which all machines share."""

    def __init__(self, folder, base, mail, certificates):
        self.folder, self.base, self.mail, self.certificates = folder, base, mail, certificates
        self.first = first_release(folder)
        self.later = {
            version: next_release(self.first, version, broken=broken)
            for version, broken in (("9.0.0", False), ("9.1.0", True))
        }
        self.trust = ssl.create_default_context(cafile=str(certificates / "fullchain.pem"))

    @contextmanager
    def machine(self, name):
        """Boot a machine that has the archives, and the certificate of its host names."""
        with Machine(name, self.base, self.folder) as machine:
            machine.know_hosts({HELP: "127.0.0.1", DESK: "127.0.0.1", MAIL: THIS_COMPUTER})
            for name_of_file in ("fullchain.pem", "privkey.pem"):
                text = (self.certificates / name_of_file).read_text("utf-8")
                machine.write(f"{CERTIFICATE}/{name_of_file}", text)
            machine.trust(self.certificates / "fullchain.pem")
            for archive in (self.first, *self.later.values()):
                (machine.root / "root" / archive.name).write_bytes(archive.read_bytes())
            unpack = f"tar -xf /root/{self.first.name} --strip-components=1 -C {RELEASE}"
            machine.run(f"mkdir {RELEASE} {COPIES} && {unpack}")
            machine.run(f"mount -t tmpfs tmpfs {COPIES}")  # another disk than that of the backups
            yield machine
