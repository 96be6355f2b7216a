"""The parts of ``deploy/several-nodes.md`` on loopback: nodes, databases, mail, proxy."""

import re
import shutil
import time
from contextlib import ExitStack
from random import Random

from sqlalchemy import create_engine, text

from intake.revisions import newest
from intake.settings.databases import database_address
from tests.support.cluster.nodes import ROOT, AppNode
from tests.support.cluster.postgres import ALONE, IN_PAIR, PROMOTE, Server
from tests.support.cluster.proxy import NAME, Proxy
from tests.support.databases.door_roles import grant_roles
from tests.support.databases.fixtures import migrate
from tests.support.servers.ports import hold_port
from tests.support.storm.mail_server import UnreliableMailServer

SECRETS = {
    "apply": "a-secret-of-the-applicants-door-0123456789",
    "desk": "a-secret-of-the-desk-and-its-worker-0123456789",
}
DATABASE = "intake"


class Cluster:
    """Two app nodes with a worker each, a primary and a standby, mail and Caddy."""

    def __init__(self, seed):
        self._stack = ExitStack()
        self.databases = [Server(name, hold_port()) for name in ("db_one", "db_two")]
        for server in self.databases:
            self._stack.callback(server.remove)
        self.primary, self.standby = self.databases
        self.mail = self._stack.enter_context(TimedMailServer(Random(f"{seed} mail")))
        self.fingerprint = self.invitation = ""
        self.nodes: list[AppNode] = []

    def start(self):
        """Set everything up in the order of ``deploy/several-nodes.md``."""
        self._start_databases()
        self._make_tables()
        self.nodes = [self._node(number) for number in range(2)]
        for node in self.nodes:
            node.begin()
        for node in self.nodes:
            node.wait_until_ready()
        ports = [node.ports for node in self.nodes]
        self.proxy = Proxy(port=hold_port(), nodes=ports)
        self._stack.callback(self.proxy.remove)
        self.proxy.start()

    def stop(self):
        """End everything and remove its files."""
        self._stack.close()

    def database_url(self, role):
        """Return the ``DATABASE_URL`` of a role, which names both servers."""
        hosts = ",".join(f"127.0.0.1:{server.port}" for server in self.databases)
        return f"postgresql://{role}@{hosts}/{DATABASE}?connect_timeout=2"

    def address(self, role):
        """Return the same for SQLAlchemy, as the product reads it."""
        return database_address(self.database_url(role))

    def promote_standby(self):
        """Make the standby the primary, as an administrator does; it has no standby then."""
        self.standby.run(*ALONE, PROMOTE)
        self.primary, self.standby = self.standby, self.primary

    def rebuild_standby(self):
        """Copy the primary to the other server, and wait for it again at every commit."""
        self.standby.copy(self.primary)
        self.standby.start()
        self.join_pair()

    def join_pair(self):
        """Have every commit wait for the standby again."""
        for server in self.databases:
            server.run(*IN_PAIR)
        self.standby.program.wait_until(self.primary.has_standby)

    def revision(self):
        """Return the number of the newest migration that the database has."""
        with create_engine(self.address("postgres")).connect() as connection:
            return str(connection.scalar(text("SELECT version_num FROM alembic_version")))

    def connections(self, role):
        """Return how many connections a role has open at the primary."""
        query = f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{role}'"
        return int(str(self.primary.run(query)[0][0]))

    def allow_roles(self):
        """Run ``deploy/roles.sql`` as the owner."""
        engine = create_engine(self.address("postgres"))
        grant_roles(engine)
        engine.dispose()

    def _start_databases(self):
        self.primary.initialise()
        self.primary.start()
        self.standby.copy(self.primary)
        self.standby.start()
        self.standby.program.wait_until(self.primary.has_standby)
        self.primary.run(f"CREATE DATABASE {DATABASE}")

    def _make_tables(self):
        """Create tables, keys and roles before the product serves."""
        migrate(self.address("postgres"))
        self.allow_roles()
        owner = self._node(0)
        printed = owner.flask("keys", "init")
        owner.remove()
        (self.fingerprint,) = re.findall(r"RECOVERY_FINGERPRINT=(\S+)", printed)
        (self.invitation,) = re.findall(rf"https://{NAME}(/desk/invitation/\S+)", printed)

    def _node(self, number):
        node = AppNode(number, ports=(hold_port(), hold_port()), environs=self._environs())
        self._stack.callback(node.remove)
        return node

    def _environs(self):
        """Return the settings of each process: shared ones and its own."""
        shared = {
            "PUBLIC_URL": f"https://{NAME}",
            "TRUSTED_PROXIES": "1",
            "RECOVERY_FINGERPRINT": self.fingerprint,
            "MAIL_SERVER": self.mail.host,
            "MAIL_PORT": str(self.mail.port),
            "MAIL_USE_TLS": "no",
            "QUARANTINE_ABOVE": "0",  # all come from one address, and each letter is counted
            "DIGEST_ABOVE": "0",
        }
        roles = {"apply": "intake_apply", "desk": "intake_desk", "worker": "intake_worker"}
        own = {name: {"DATABASE_URL": self.database_url(role)} for name, role in roles.items()}
        own["owner"] = {"DATABASE_URL": self.database_url("postgres")}
        own["apply"] |= {"DOORS": "apply"}
        own["desk"] |= {"DOORS": "desk"}
        secrets = {name: SECRETS["apply" if name == "apply" else "desk"] for name in own}
        return {name: {**shared, "SECRET_KEY": secrets[name], **own[name]} for name in own}


NUMBER = "9998"
MIGRATION = '''
"""Add a column that only the invented next release reads."""

import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = "{before}"


def upgrade() -> None:
    op.add_column("requests", sa.Column("next_release", sa.String(8), nullable=True))


def downgrade() -> None:
    op.drop_column("requests", "next_release")
'''


def migrations_of_next_release(folder):
    """Return a copy of the migrations that has one revision more."""
    copy = folder / "migrations"
    shutil.copytree(ROOT / "migrations", copy, ignore=shutil.ignore_patterns("__pycache__"))
    text = MIGRATION.format(number=NUMBER, before=newest()).lstrip()
    (copy / "versions" / f"{NUMBER}_next_release.py").write_text(text)
    return copy


class TimedMailServer(UnreliableMailServer):
    """``taken_at`` holds the moment of each letter taken, in seconds of the monotonic clock."""

    def __init__(self, chance):
        super().__init__(chance)
        self.calm = True
        self.taken_at: list[float] = []

    async def handle_DATA(self, server, session, envelope):
        """Take the letter, and note when."""
        answer = await super().handle_DATA(server, session, envelope)
        self.taken_at.append(time.monotonic())
        return answer
