"""A migration adds columns while the release before it goes on serving."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.sql import Executable

from intake.cases import applicant_access as cases
from intake.messages import applicant_access as messages
from intake.requests import applicant_access as requests
from tests.support.databases.fixtures import migrate, new_postgresql_database

READS_UNTIL_PREPARED = 6
"""psycopg prepares a statement on the server when it is executed for the sixth time."""

OWN_ROWS: dict[str, tuple[Executable, dict[str, object]]] = {
    "requests": (requests.BY_FUNCTION, {"proof": b"shown", "locked": False}),
    "cases": (cases.BY_FUNCTION, {"proof": b"shown", "locked": False}),
    "messages": (messages.OWN, {"proof": b"shown", "now": "2026-11-24T15:00:00Z"}),
}

ROWS = {
    "requests": {"id": "'r'", "token_hash": "sha256('shown')", "case_id": "'c'"},
    "cases": {"id": "'c'", "request_id": "'r'"},
    "messages": {"id": "'m'", "case_id": "'c'", "direction": "'out'", "out_at": "'2026-11-01'"},
}
VALUES = {
    "character varying": "'en'",
    "text": "'a'",
    "date": "'2026-11-01'",
    "integer": "1",
    "smallint": "1",
    "bytea": "'\\x01'",
    "boolean": "false",
    "json": "'[]'",
    "timestamp with time zone": "now()",
}
REQUIRED = text("""SELECT column_name, data_type FROM information_schema.columns
WHERE table_name = :table AND is_nullable = 'NO' AND column_default IS NULL""")


@pytest.mark.long
@pytest.mark.parametrize("table", OWN_ROWS)
def test_a_prepared_statement_outlives_a_new_column(connection, table):
    statement, parameters = OWN_ROWS[table]
    for _ in range(READS_UNTIL_PREPARED):
        before = connection.execute(statement, parameters).mappings().all()
    connection.commit()

    with connection.engine.begin() as migration:
        migration.execute(text(f"ALTER TABLE {table} ADD COLUMN of_next_release text"))
    after = connection.execute(statement, parameters).mappings().all()

    assert len(before) == 1
    assert [row["id"] for row in after] == [row["id"] for row in before]


@pytest.fixture(scope="module")
def address(postgresql_server):
    with new_postgresql_database(postgresql_server) as address:
        migrate(address)
        engine = create_engine(address)
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # no triggers
            for table, values in ROWS.items():
                _insert(connection, table, values)
        engine.dispose()
        yield address


def _insert(connection, table, values):
    """Insert a row with these values, and any value in the other columns that need one."""
    required = connection.execute(REQUIRED, {"table": table}).all()
    row = {name: VALUES[kind] for name, kind in required} | values
    names = ", ".join(f'"{name}"' for name in row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(row.values())})"))


@pytest.fixture
def connection(address):
    engine = create_engine(address)
    with engine.connect() as connection:
        yield connection
    engine.dispose()
