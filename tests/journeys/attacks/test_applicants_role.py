"""Somebody runs SQL as the applicants' role: each table and each function, with others' proofs.

The role lists, counts, reads, changes and erases nothing about a person but what a shown token
proves. ``ALLOWED`` names what it may do beside that.
"""

from contextlib import suppress

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from intake import clock
from intake.actions.backup.tables import all_tables
from intake.cases.models import Case
from intake.extensions import db
from intake.keys import store as keys
from intake.sealing.tokens import session_proof
from intake.staff import login_throttle
from tests.support.clients.applicant import Applicant

PUBLIC = ("teams", "epochs", "recovery_keys")
"""Tables about no applicant, which the role may read."""

COUNTS = ("server_errors", "try_counts", "place_answers")

ALLOWED = {
    *(f'SELECT * FROM "{table}"' for table in (*PUBLIC, *COUNTS)),
    *(f'SELECT count(*) FROM "{table}"' for table in (*PUBLIC, *COUNTS)),
    *(f'SELECT count(*) FROM "{table}"' for table in ("arrivals", "offices")),
}
"""What limits networks for an hour or two: tries, and arrivals without their cases, by hashes under
the secret of the role's own process. The number of failed responses; what an office serves, without
its name; how many people a referral place answered."""

CHANGED = {
    *(("server_errors", "answers"), ("try_counts", "tries")),
    *(("place_answers", "answered"), ("place_answers", "silent")),
}
"""Columns that the role may change in any row: they count, and tell nothing about a person."""

OWN_REQUEST = """INSERT INTO requests (id, session_minutes, language, kept_on)
VALUES ('own', 30, 'en', '2026-11-24')"""

ARGUMENTS = {
    "bytea": "CAST(:proof AS bytea)",
    "text": "'x'",
    "boolean": "true",
    "date": "DATE '2026-11-24'",
    "integer": "1",
    "json": """CAST('[{"id": "x", "kind": "act_by", "on": "2026-11-24"}]' AS json)""",
    "timestamp with time zone": "TIMESTAMPTZ '2026-11-24 12:00Z'",
}
"""A value for each type of argument; the proof stands for every secret value."""


def test_no_table_about_people_is_listed_counted_or_erased(attacker, applied):
    tried = {
        statement
        for table in all_tables().tables
        for statement in (
            f'SELECT * FROM "{table}"',
            f'SELECT count(*) FROM "{table}"',
            f'DELETE FROM "{table}"',
        )
    }

    assert {statement for statement in tried if succeeds(attacker, statement)} == ALLOWED


def test_no_column_is_changed_but_two_that_count(attacker, applied):
    tried = [
        (table.name, column, f'UPDATE "{table.name}" SET "{column}" = "{column}"')
        for table in all_tables().tables.values()
        for column in (
            *table.columns.keys()[:1],
            *(name for of, name in CHANGED if of == table.name),
        )
    ]
    changeable = text(
        "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped"
        " AND has_column_privilege(pg_class.oid, attnum, 'UPDATE')"
    )

    assert {(table, column) for table, column, sql in tried if succeeds(attacker, sql)} == CHANGED
    assert {(row[0], row[1]) for row in attacker.execute(changeable)} == CHANGED


@pytest.mark.parametrize("shown", ["nothing", "a copied hash", "an id"])
def test_no_function_reads_or_changes_what_is_not_proven(attacker, applied, owner, shown):
    hash_, id_ = one(owner, "SELECT token_hash, id FROM requests WHERE token_hash IS NOT NULL")
    proof = {"nothing": b"", "a copied hash": hash_, "an id": id_.encode()}[shown]
    before = snapshot(owner)

    for call in calls(owner):
        assert answer(attacker, call, proof) in ([], [(None,)], [("",)]), call

    attacker.commit()
    assert snapshot(owner) == before


def test_a_shown_token_changes_its_own_row_and_no_other(attacker, applied, owner):
    """The token is that of a third person, who has begun a draft of their own."""
    token = b"t" * 32
    attacker.execute(
        text(
            "INSERT INTO requests (id, token_hash, session_minutes, language, kept_on)"
            " VALUES (:id, sha256(:proof), 30, 'en', DATE '2026-11-24')"
        ),
        {"id": "f" * 32, "proof": session_proof(token)},
    )
    attacker.commit()
    before = snapshot(owner, but="f" * 32)

    for call in calls(owner):
        with suppress(DBAPIError), attacker.begin_nested():
            attacker.execute(text(call), {"proof": session_proof(token)})
    attacker.commit()

    assert snapshot(owner, but="f" * 32) == before


@pytest.mark.parametrize(
    "counting",
    [
        "SELECT n_live_tup, n_tup_ins FROM pg_stat_user_tables",
        "SELECT pg_stat_get_live_tuples('requests'::regclass)",
        "SELECT tup_inserted, xact_commit FROM pg_stat_database",
        "SELECT wal_records FROM pg_stat_wal",
        "SELECT heap_blks_read FROM pg_statio_user_tables",
        "SELECT reltuples FROM pg_class WHERE relname = 'requests'",
        "SELECT relpages FROM pg_class WHERE relname = 'requests'",
        "SELECT pg_total_relation_size('requests')",
        "SELECT pg_relation_size('requests')",
        "SELECT pg_database_size(current_database())",
        "SELECT pg_current_wal_lsn()",
        "SELECT mode FROM pg_locks WHERE relation = 'cases'::regclass",
        "SELECT count(*) FROM cases TABLESAMPLE SYSTEM (1)",
        "EXPLAIN SELECT * FROM requests",
        f"{OWN_REQUEST} RETURNING ctid",
    ],
)
def test_nothing_that_postgresql_counts_is_read(attacker, applied, counting):
    with pytest.raises(DBAPIError, match="permission denied"):
        attacker.exec_driver_sql(counting)


def test_no_advisory_lock_is_taken(attacker):
    for lock in ("pg_advisory_lock", "pg_try_advisory_lock", "pg_advisory_xact_lock"):
        assert not succeeds(attacker, f"SELECT {lock}(1)")


def test_the_desk_waits_for_no_lock_of_the_role(attacker, applied, app, owner):
    """A transaction that never ends holds all that the role can: locks of tables, and of a team."""
    for table in PUBLIC:
        attacker.exec_driver_sql(f"LOCK TABLE {table} IN ACCESS SHARE MODE")
    attacker.exec_driver_sql(OWN_REQUEST)
    with owner.connect() as connection:
        case = connection.execute(select(Case.__table__)).mappings().first()
    own = {"id": "own", "request_id": "own", "reference": "FFFF-FFFF"}
    attacker.execute(insert(Case.__table__).values({**case, **own}))

    with app.app_context():
        db.session.execute(text("SET lock_timeout = '1s'"))
        keys.lock_team(keys.the_team_id())
        login_throttle.take(b"w" * 32, "password", now=clock.now(), network=b"n" * 32)
        db.session.rollback()


def calls(owner):
    """Return a call of each function that the role may execute."""
    query = (
        "SELECT proname, pg_get_function_identity_arguments(oid) FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace"
        " AND has_function_privilege('intake_apply', oid, 'EXECUTE')"
        " AND proname <> 'audit_has_ended' ORDER BY proname"
    )
    with owner.connect() as connection:
        functions = connection.execute(text(query)).all()
    assert len(functions) >= 20
    return [
        f"SELECT * FROM {name}({', '.join(_argument(part) for part in arguments.split(', '))})"
        for name, arguments in functions
    ]


def _argument(declared):
    """Return a value for ``name type``."""
    return ARGUMENTS[declared.partition(" ")[2]]


def answer(attacker, call, proof):
    return [tuple(row) for row in attacker.execute(text(call), {"proof": proof}).all()]


def succeeds(attacker, statement):
    try:
        with attacker.begin_nested():
            attacker.exec_driver_sql(statement)
    except DBAPIError:
        return False
    return True


def one(owner, query):
    with owner.connect() as connection:
        row = connection.execute(text(query)).first()
    assert row
    return bytes(row[0]), row[1]


def snapshot(owner, *, but=""):
    """Return all rows of others, as text."""
    with owner.connect() as connection:
        return {
            name: sorted(
                repr(row) for row in connection.execute(table.select()) if not but or but not in row
            )
            for name, table in all_tables().tables.items()
        }


@pytest.fixture
def applied(app, started):
    """Two people: one has sent a request and the other a draft, each with a return code."""
    sent, draft = Applicant(app), Applicant(app)
    sent.apply()
    draft.begin()
    draft.walk()
    with app.app_context():
        db.session.remove()


@pytest.fixture
def owner(postgresql_engine):
    return postgresql_engine


@pytest.fixture
def attacker(postgresql_database, postgresql_engine):
    with postgresql_engine.connect() as connection:
        connection.exec_driver_sql("SET SESSION AUTHORIZATION intake_apply")
        connection.commit()
        yield connection
        connection.rollback()
        connection.exec_driver_sql("RESET SESSION AUTHORIZATION")
        connection.commit()


@pytest.fixture
def database(postgresql_database):
    """Use PostgreSQL only, since SQLite has no roles."""
    return postgresql_database
