"""Make a database at a revision, fill it, upgrade it, and say what was lost."""

from sqlalchemy import text

from intake.extensions import db
from tests.support.storm.integrity import integrity_faults
from tests.upgrades.databases import database, losses, rows_of, upgrade
from tests.upgrades.filling import fill

BEFORE_VOUCHING_KEYS = "0115"
"""The last revision at which an epoch may have no vouching key; the next refuses such a one."""


def losses_from(revision, address):
    """Return a sentence for each thing that an upgrade from *revision* lost or broke."""
    with database(address):
        upgrade(revision)
        with db.engine.begin() as connection:
            fill(connection)
        with db.engine.connect() as connection:
            before = rows_of(connection)
        upgrade(BEFORE_VOUCHING_KEYS)
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE epochs SET vouch_public = sign_public"))
        upgrade("head")
        with db.engine.connect() as connection:
            after = rows_of(connection)
        return losses(before, after) + integrity_faults(db.engine)
