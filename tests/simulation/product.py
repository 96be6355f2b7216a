"""The product of a simulation: one application whose database begins anew for each seed."""

import sqlite3
from contextlib import contextmanager

from flask import Flask

from intake import create_app
from intake.actions.keys.grant_access import grant_access
from intake.extensions import db
from intake.frozen import frozen
from intake.keys.seen_epochs import FILE
from intake.sealing.teams import fingerprint
from intake.settings import Settings
from intake.staff.store import Role
from tests.simulation.faults import Faults
from tests.staff.house import colleague, reader
from tests.staff.making import DEVICES, SECRETS, acting, begun, joined, pinned
from tests.support.databases.fixtures import make_tables
from tests.support.speedups import cheap_costs

COLLEAGUES = {
    "gull": (Role.CASEWORKER,),
    "heron": (Role.SUPERVISOR,),
    "tern": (Role.ATTORNEY,),
    "ibis": (Role.VOLUNTEER,),
}
VOLUNTEER = "ibis"
GET_LETTERS = ("gull", "heron")
"""Members who get letters: two are as good as five, and faster."""


@frozen
class MemberKeys:
    """A member of the team as the seed begins: who they are, and what their browser keeps."""

    name: str
    id: str
    email: str
    device: bytes
    totp_secret: str


class Product:
    """An application with a team, its members and its keys, in a folder."""

    def __init__(self, folder):
        self.folder, self.path = folder, folder / "intake.db"
        make_tables(self.path)
        self.app: Flask = create_app(_settings(folder))
        with self.app.app_context(), cheap_costs():
            self.members = self._found_team()
            self.faults = Faults(db.engine)
            db.session.remove()
            db.engine.dispose()
        with sqlite3.connect(self.path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        self._database = self.path.read_bytes()
        self._seen_epochs = (folder / FILE).read_bytes()

    @property
    def settings(self):
        """Return the settings of the application."""
        settings: Settings = self.app.config["SETTINGS"]
        return settings

    @contextmanager
    def begin(self):
        """Put the database back to its beginning, and use it within this context."""
        self._close()
        self.path.write_bytes(self._database)
        (self.folder / FILE).write_bytes(self._seen_epochs)
        with cheap_costs():
            yield
        self.faults.begin(None)
        self._close()

    def _close(self):
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def _found_team(self):
        house = begun()
        pinned(self.app, house.installation)
        first = joined(house, house.token)
        members = {"wren": first}
        for name, roles in COLLEAGUES.items():
            member = colleague(house, f"{name}.testwood@example.org", roles=roles)
            compared = fingerprint(member.public_key)
            giver = reader(house, first)
            grant_access(member.id, acting(giver), compared=compared)
            db.session.commit()
            members[name] = member
        for name, member in members.items():
            member.wants_letters = name in GET_LETTERS
        db.session.commit()
        return tuple(_keys_of(name, member) for name, member in members.items())


def _keys_of(name, member):
    return MemberKeys(
        name=name,
        id=member.id,
        email=member.email,
        device=DEVICES[member.id],
        totp_secret=member.totp_secret,
    )


def _settings(folder):
    return Settings(
        secret_key=SECRETS[0],
        database_url=f"sqlite:///{folder}/intake.db",
        var=folder,
        public_url="http://localhost",
        mail_server="127.0.0.1",
        mail_port=2525,
        mail_use_tls=False,
        mail_default_sender="Harbor desk <desk@example.org>",
        quarantine_above=2,
        digest_above=3,
    )
