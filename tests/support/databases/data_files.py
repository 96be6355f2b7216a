"""Long binary values of a database (keys, hashes, sealed values), and those that its files hold."""

import subprocess
from pathlib import Path

from sqlalchemy import create_engine, text

from intake.actions.backup.tables import all_tables
from tests.support.cluster.postgres import BINARIES

WIPE = Path(__file__).parents[3] / "deploy" / "wipe.sql"


def live(address):
    """Return each value that is in a table now, with its column."""
    engine = create_engine(address)
    with engine.connect() as connection:
        values = {
            value: f"{table}.{name}"
            for table in all_tables().tables
            for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()
            for name, value in row.items()
            if isinstance(value, bytes) and len(value) >= 32
        }
    engine.dispose()
    return values


def found(values, folder):
    """Return those *values* of which a part is in a file."""
    content = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    content = content.replace(bytes(64), b"")
    return {each: values[each] for each in values if each[4:24] in content or each[-20:] in content}


def wipe_server(address):
    """Do what ``intake-wipe.service`` does each hour."""
    psql = (BINARIES / "psql", "-X", "-q", "-f", WIPE)
    subprocess.run((*psql, address.replace("+psycopg", "")), check=True)
