"""Walk a server's whole life on bare Debian machines, which real systemd boots.

Each walk begins with nothing but Debian: install, first member, a request through the proxy, its
email, a backup, an upgrade, one that fails and goes back by itself, a rollback, a drill, and the
restore on another machine. It prints a line a step. It needs root, Debian's mirror and PyPI, and
fails with a sentence where debootstrap cannot make a root. ``BASE=FOLDER`` keeps the root, and what
was fetched, for the next run.

Not tried: certificates of Let's Encrypt (the walk brings those of an authority of its own), a time
service (the machines share the clock of this computer), SSH to another place for copies.
"""

import os
import ssl
from pathlib import Path

import pytest

from tests.support.bare.base import NoBareRoot, make_base
from tests.support.bare.walk import Walk
from tests.support.bare.world import DESK, HELP, MAIL, World
from tests.support.servers.certificates import self_signed
from tests.support.servers.mail_server import MailServer

pytestmark = pytest.mark.timeout(3600)


@pytest.mark.parametrize("database, desk_host", [("sqlite", ""), ("postgresql", DESK)])
def test_a_server_lives_from_installation_to_restore(database, desk_host, world):
    walk = Walk(world, database=database, desk_host=desk_host)
    with world.machine(f"{database}-first") as machine:
        walk.first_machine(machine)
    with world.machine(f"{database}-second") as machine:
        walk.second_machine(machine)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bare")
    authority = folder / "authority"
    chain, key = self_signed(authority, "fullchain.pem", "privkey.pem", HELP, DESK, MAIL)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, key)
    base = Path(os.environ.get("BASE") or folder / "base")
    try:
        make_base(base)
    except NoBareRoot as refusal:
        pytest.fail(str(refusal), pytrace=False)
    with MailServer(context, chain) as mail:
        yield World(folder, base, mail, authority)
